import type { LockMethod } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import { pauseOf } from '../parts/useFailure.ts'
import { laterWords } from '../words/laterWords.ts'
import { settingsWords } from '../words/settingsWords.ts'

const words = settingsWords.settings.setLock

/** Why a lock was not set, changed or taken away, for the dialog that asked for it. */
export function describeLockFailure(
  error: PlainError | undefined,
  method: LockMethod | undefined,
): string | undefined {
  switch (error?.code) {
    case undefined:
      return undefined
    case 'lock-wrong': {
      const wrong = method === 'passkey' ? words.passkeyWrong : words.currentWrong
      const pauseMs = pauseOf(error)
      return pauseMs > 0 ? `${wrong} ${words.pause(pauseMs)}` : wrong
    }
    case 'lock-too-soon':
      return words.pause(pauseOf(error))
    default:
      return laterWords.problem(error as PlainError).body
  }
}
