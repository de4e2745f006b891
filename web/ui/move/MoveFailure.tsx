import { describeLockFailure } from '../settings/lockFailure.ts'
import { moveWords as words } from '../words/moveWords.ts'
import type { MoveRun } from './moveRun.ts'

/** Why a move did not happen, in words; nothing while there is no reason. */
export function MoveFailure({ run }: { readonly run: MoveRun }) {
  if (run.at !== 'failed') return null
  const { error } = run
  if (error === undefined) return words.notSaved
  return words.inPlace[error.code] ?? describeLockFailure(error, 'passphrase')
}
