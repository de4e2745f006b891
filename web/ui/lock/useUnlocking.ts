import type { LockView } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import { endsAtMs, isPending } from '../../state/selectors.ts'
import { useFailure } from '../parts/useFailure.ts'
import { useMirror } from '../parts/window.ts'

/** A lock that is closed. */
export type ClosedLock = Extract<LockView, { at: 'locked' }>

/** How a try to unlock stands. */
export interface Unlocking {
  readonly busy: boolean
  /** Window-clock time at which the next try is taken; absent when that is now. */
  readonly nextTryAtMs: number | undefined
  /** The pause in milliseconds as it was when it began to count here. */
  readonly pauseMs: number
  readonly error: PlainError | undefined
}

/** Follows the tries to open a lock, and the pauses after wrong ones. */
export function useUnlocking(lock: ClosedLock): Unlocking {
  const busy = useMirror((state) => isPending(state, 'unlock'))
  const lockAtMs = useMirror((state) => state.lockAtMs)
  const rate = useMirror((state) => state.snapshot?.service.clock?.rate ?? 1)
  const error = useFailure('unlock')
  const pauseMs = endsAtMs(lock.retryInMs, rate, 0)
  return {
    busy,
    error,
    pauseMs,
    nextTryAtMs: lock.retryInMs > 0 ? lockAtMs + pauseMs : undefined,
  }
}
