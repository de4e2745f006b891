import type { ChatRows, RowRange } from './chatRows.ts'

/** Rows that are asked for at a time: several screens. */
export const stretchSize = 100
/** Rows that are asked for again, so that a stretch touches the one before it. */
const overlap = 8
/** So many rows beyond what is looked at are wanted as well. */
const beyond = 24

/** Index from which to ask, so that the answer lies around what is looked at. */
export function stretchAround({ from, to }: RowRange): number {
  return Math.max(0, Math.floor((from + to - stretchSize) / 2))
}

/**
 * Index from which to ask, so that what is looked at is known; undefined: it is. A stretch that goes on
 * in one direction is made longer there, one far away begins anew.
 */
export function missingStretch(chats: ChatRows, looked: RowRange): number | undefined {
  const { rows, from, total, known, old, drifted } = chats
  // Before the head nothing says that there are chats at all.
  if (!known) return undefined
  if (old || drifted) return stretchAround(looked)
  const end = from + rows.length
  const first = Math.max(0, looked.from - beyond)
  const last = Math.min(total, looked.to + beyond)
  if (first >= last || (first >= from && last <= end)) return undefined
  const touches = first < end && last > from
  if (!touches) return stretchAround(looked)
  return last > end ? end - overlap : Math.max(0, from + overlap - stretchSize)
}
