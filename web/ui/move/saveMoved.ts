import type { LockSecret } from '../../bridge/contract.ts'
import type { Actions } from '../../state/actions.ts'
import type { FileSink } from '../parts/device.ts'
import type { MoveRun } from './moveRun.ts'

/** What an account leaves with. */
export interface MoveSecrets {
  readonly passphrase: string
  /** Opens the app lock that is there now. */
  readonly current?: LockSecret
}

/**
 * Saves an account to an opened file and has this browser let go of it: every piece is written before
 * the release is asked for, and the end of the file after it. What fails before the release leaves the
 * account where it is. Never rejects.
 */
export async function saveMoved(
  { ask, move }: Pick<Actions, 'ask' | 'move'>,
  sink: FileSink,
  secrets: MoveSecrets,
): Promise<MoveRun> {
  const begun = await move({ type: 'moveOut', ...secrets })
  if (!begun.ok) {
    await sink.abort()
    return { at: 'failed', error: begun.error }
  }
  try {
    await writePieces(ask, sink)
  } catch {
    await Promise.all([move({ type: 'cancelMove' }), sink.abort()])
    return { at: 'failed' }
  }
  const released = await move({ type: 'release' })
  if (!released.ok) {
    await sink.abort()
    return { at: 'failed', error: released.error }
  }
  try {
    await writeEnd(ask, sink)
    return { at: 'saved' }
  } catch {
    await sink.abort()
    return { at: 'unsaved' }
  }
}

async function writePieces(ask: Actions['ask'], sink: FileSink): Promise<void> {
  for (;;) {
    const result = await ask({ ask: 'movePiece' })
    if (!result.ok) throw new Error(result.error.code)
    if (result.answer.bytes === undefined) return
    await sink.write(result.answer.bytes)
  }
}

async function writeEnd(ask: Actions['ask'], sink: FileSink): Promise<void> {
  const result = await ask({ ask: 'movePiece', end: true })
  if (!result.ok || result.answer.bytes === undefined) throw new Error('the file has no end')
  await sink.write(result.answer.bytes)
  await sink.close()
}
