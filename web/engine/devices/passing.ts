import { RequestError } from '../connection/iqTracker.ts'

/** Codes after which the same may be tried again (chapter 05 section 5, zapo). */
export const passingCodes: readonly number[] = [408, 429, 500, 503]

/** Whether the service did not answer, or not now: it says nothing about what was asked for. */
export function isPassing(cause: unknown): cause is RequestError {
  if (!(cause instanceof RequestError)) return false
  return cause.code === 'timeout' || passingCodes.includes(cause.refusal)
}
