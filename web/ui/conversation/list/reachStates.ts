import type { ReachView } from '../../../bridge/archive.ts'

/** What is said above the oldest message, and what the button there does, if there is one. */
export type ReachState =
  | 'asking'
  | 'unanswered'
  | 'damaged'
  | 'freed'
  | 'more'
  | 'none'
  | 'unreadable'
  | 'unknown'

/** The one thing to say of how far back a conversation reaches. */
export function reachState(reach: ReachView): ReachState {
  if (reach.asking) return 'asking'
  if (reach.unanswered === true) return 'unanswered'
  if ((reach.damaged ?? 0) > 0) return 'damaged'
  if (reach.freedBeforeMs !== undefined) return 'freed'
  return reach.before
}

/**
 * Whether a person who came up here wants the older ones fetched: the phone has some, and nothing
 * speaks against asking it.
 */
export function fetchesByItself(reach: ReachView, online: boolean): boolean {
  return online && reach.unmoved !== true && reachState(reach) === 'more'
}
