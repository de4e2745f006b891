import type { ChatRow } from '../../storage/talkRows.ts'
import { compareMessages } from './messageKey.ts'

/** One chat out of two with the same person. Where both say something else, `one` is right. */
export function joinedChat(one: ChatRow, other: ChatRow): ChatRow {
  const timer = timerSetMs(other) > timerSetMs(one) ? other : one
  return {
    ...other,
    ...one,
    streams: [...one.streams, ...other.streams],
    sortMs: Math.max(one.sortMs, other.sortMs),
    last: newerLast(one.last, other.last),
    unread: one.unread + other.unread,
    readUpTo: earlier(one.readUpTo, other.readUpTo),
    marked: one.marked === true || other.marked === true || undefined,
    pinnedMs: one.pinnedMs ?? other.pinnedMs,
    // A chat that is not put away is seen.
    archived: (one.archived === true && other.archived === true) || undefined,
    mutedUntilMs: one.mutedUntilMs ?? other.mutedUntilMs,
    disappearingSec: timer.disappearingSec,
    disappearingSetMs: timer.disappearingSetMs,
    draft: one.draft ?? other.draft,
    rev: Math.max(one.rev, other.rev),
  }
}

/** -1: nothing is known of a timer. */
function timerSetMs({ disappearingSec, disappearingSetMs }: ChatRow): number {
  return disappearingSetMs ?? (disappearingSec === undefined ? -1 : 0)
}

function newerLast(one: ChatRow['last'], other: ChatRow['last']): ChatRow['last'] {
  if (one === undefined || other === undefined) return one ?? other
  return compareMessages(one.key, other.key) >= 0 ? one : other
}

type Mark = ChatRow['readUpTo']

/** What is unread in either of them lies behind the earlier mark. */
function earlier(one: Mark, other: Mark): Mark {
  if (one === undefined || other === undefined) return one ?? other
  return isBefore(other, one) ? other : one
}

function isBefore(one: NonNullable<Mark>, other: NonNullable<Mark>): boolean {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1])
}
