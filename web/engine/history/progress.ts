import type { HistoryKindRow, HistoryProgressRow } from '../../storage/rows.ts'

/** Kinds of history that a phone announces (chapter 07 section 2). */
export const SyncType = {
  INITIAL_BOOTSTRAP: 0,
  INITIAL_STATUS_V3: 1,
  FULL: 2,
  RECENT: 3,
  PUSH_NAME: 4,
  NON_BLOCKING_DATA: 5,
  ON_DEMAND: 6,
  NO_HISTORY: 7,
  MESSAGE_ACCESS_STATUS: 8,
} as const

/** What moves the first filling of the list on. */
export type HistoryEvent =
  /** The phone announced a chunk, or that nothing comes. */
  | { readonly on: 'announced'; readonly syncType: number }
  /** Messages of a chunk were stored: so much of it is, from 0 to 1. */
  | {
      readonly on: 'part'
      readonly syncType: number
      readonly order?: number
      readonly percent?: number
      readonly share: number
      readonly messages: number
    }
  /**
   * A chunk is stored, or given up. `percent` as the phone counts over the whole kind; `more`: others
   * wait.
   */
  | {
      readonly on: 'stored'
      readonly syncType: number
      readonly order?: number
      readonly percent?: number
      readonly more: boolean
    }
  /** Nothing was heard for the time that this phase is given. */
  | { readonly on: 'quiet' }

export type HistoryProgress = HistoryProgressRow

const NOTHING: HistoryKindRow = { next: 0, percent: 0, ahead: [] }

/**
 * Where it stands after an event. The percentage is of what is stored, over newer and older messages
 * together, and never falls. Once done it stays done, unless older messages begin to come.
 */
export function historyAfter(before: HistoryProgress, event: HistoryEvent): HistoryProgress {
  switch (event.on) {
    case 'announced':
      return afterAnnounced(before, event.syncType)
    case 'part':
      return afterPart(before, event)
    case 'stored':
      return afterStored(before, event)
    case 'quiet':
      if (before.at === 'done') return before
      // A phone that has told no percentage may have had nothing more to send.
      if (before.at === 'recent' && before.percent !== undefined) return { ...before, at: 'paused' }
      return before.at === 'paused' ? before : { ...before, at: 'done' }
  }
}

function afterAnnounced(before: HistoryProgress, syncType: number): HistoryProgress {
  const kind = kindOf(syncType)
  if (kind === 'full' && before.full === undefined) {
    const begun = { ...before, full: NOTHING }
    if (before.at !== 'done') return moving(begun)
    // Newer ones are all there; the whole is half done.
    return { ...begun, at: 'recent', percent: percentOf(begun) }
  }
  if (before.at === 'done') return before
  if (syncType === SyncType.NO_HISTORY) return { ...before, at: 'done' }
  if (syncType === SyncType.INITIAL_BOOTSTRAP && before.at === 'waiting') {
    return { ...before, at: 'chats' }
  }
  return kind === undefined ? before : moving(before)
}

/** A phone that is heard again is not quiet. */
function moving(before: HistoryProgress): HistoryProgress {
  return before.at === 'paused' ? { ...before, at: 'recent' } : before
}

function afterPart(
  before: HistoryProgress,
  { syncType, order, percent, share, messages }: Extract<HistoryEvent, { on: 'part' }>,
): HistoryProgress {
  const counted = messages === 0 ? {} : { messages: (before.messages ?? 0) + messages }
  const kind = kindOf(syncType)
  const known = kind && (before[kind] ?? NOTHING)
  const isNext = known !== undefined && (order === undefined || order === known.next)
  if (kind === undefined || !isNext || percent === undefined || percent <= known.percent) {
    return { ...before, ...counted }
  }
  const reached = Math.floor(known.percent + (percent - known.percent) * Math.min(1, share))
  // The chunk itself is done only with `stored`.
  const shown = { [kind]: { ...known, percent: reached } }
  return withPercent({ ...before, ...counted }, {}, shown)
}

function afterStored(
  before: HistoryProgress,
  { syncType, order, percent, more }: Extract<HistoryEvent, { on: 'stored' }>,
): HistoryProgress {
  if (syncType === SyncType.INITIAL_BOOTSTRAP) {
    const isFirst = before.at === 'waiting' || before.at === 'chats'
    return isFirst ? { ...before, at: 'recent' } : before
  }
  const kind = kindOf(syncType)
  if (before.at === 'done') return before
  // Whatever was waited for last: nothing of the first history is missing now.
  if (kind === undefined) return isOver(before) && !more ? { ...before, at: 'done' } : before
  const known = { [kind]: withChunk(before[kind] ?? NOTHING, order, percent ?? 0) }
  const after = withPercent(before, known, known)
  // The last one may overtake others.
  if (isOver(after) && !more) return { ...after, at: 'done' }
  return percent === undefined && before.percent === undefined ? before : { ...after, at: 'recent' }
}

type Kinds = Partial<Pick<HistoryProgress, 'recent' | 'full'>>

/** Keeps `stored`, and shows the percentage that `shown` makes; it never falls. */
function withPercent(before: HistoryProgress, stored: Kinds, shown: Kinds): HistoryProgress {
  const percent = Math.max(before.percent ?? 0, percentOf({ ...before, ...shown }))
  return { ...before, ...stored, ...(percent === 0 ? {} : { percent }) }
}

/** Newer and older ones count the same, as soon as both are known of. */
function percentOf({ recent, full }: Kinds): number {
  if (full === undefined) return recent?.percent ?? 0
  return Math.floor(((recent?.percent ?? 100) + full.percent) / 2)
}

function isOver({ recent, full }: Kinds): boolean {
  const kinds = [recent, full].filter((kind) => kind !== undefined)
  return kinds.length > 0 && kinds.every(({ percent }) => percent >= 100)
}

/** One more chunk is done. Without a number it counts as the phone's percentage says. */
function withChunk(
  known: HistoryKindRow,
  order: number | undefined,
  percent: number,
): HistoryKindRow {
  if (order === undefined) return { ...known, percent: Math.max(known.percent, percent) }
  if (order < known.next) return known
  const others = known.ahead.filter(([number]) => number !== order)
  const ahead = [...others, [order, percent] as const].toSorted(([one], [other]) => one - other)
  // Some phones count from 1.
  let next = known.next === 0 && ahead[0]?.[0] === 1 ? 1 : known.next
  let reached = known.percent
  while (ahead[0]?.[0] === next) {
    reached = Math.max(reached, ahead.shift()?.[1] ?? 0)
    next += 1
  }
  return { next, percent: reached, ahead }
}

function kindOf(syncType: number): 'recent' | 'full' | undefined {
  if (syncType === SyncType.RECENT) return 'recent'
  return syncType === SyncType.FULL ? 'full' : undefined
}
