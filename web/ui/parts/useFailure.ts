import type { Command } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import { useMirror } from './window.ts'

/** Why the last order failed, if it was one of these: for views that tell it in place. */
export function useFailure(...commands: readonly Command['type'][]): PlainError | undefined {
  return useMirror(({ failure }) =>
    failure !== undefined && commands.includes(failure.command) ? failure.error : undefined,
  )
}

/** The pause that an error about a lock carries, in milliseconds; 0 without one. */
export function pauseOf(error: PlainError | undefined): number {
  const retryInMs = error?.details?.['retryInMs']
  return typeof retryInMs === 'number' ? retryInMs : 0
}
