import type { HistoryProgressRow } from '../../storage/rows.ts'

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
  /** A chunk is stored. `percent` as the phone counts over the whole kind; `more`: others wait. */
  | {
      readonly on: 'stored'
      readonly syncType: number
      readonly percent?: number
      readonly more: boolean
    }
  /** Nothing was heard for the time that this phase is given. */
  | { readonly on: 'quiet' }

export type HistoryProgress = HistoryProgressRow

/** Where it stands after an event. Once done it stays done: later chunks are no longer the first ones. */
export function historyAfter(before: HistoryProgress, event: HistoryEvent): HistoryProgress {
  if (before.at === 'done') return before
  switch (event.on) {
    case 'announced':
      if (event.syncType === SyncType.NO_HISTORY) return { at: 'done' }
      if (event.syncType === SyncType.INITIAL_BOOTSTRAP && before.at === 'waiting') {
        return { at: 'chats' }
      }
      return before.at === 'paused' && isRecent(event.syncType)
        ? { ...before, at: 'recent' }
        : before
    case 'stored':
      return afterStored(before, event)
    case 'quiet':
      // A phone that has told no percentage may have had nothing more to send.
      if (before.at === 'recent' && before.percent !== undefined) return { ...before, at: 'paused' }
      return before.at === 'paused' ? before : { at: 'done' }
  }
}

function afterStored(
  before: HistoryProgress,
  { syncType, percent, more }: Extract<HistoryEvent, { on: 'stored' }>,
): HistoryProgress {
  if (syncType === SyncType.INITIAL_BOOTSTRAP) {
    return before.at === 'waiting' || before.at === 'chats' ? { at: 'recent' } : before
  }
  const told = isRecent(syncType) ? (percent ?? 0) : 0
  const most = Math.max(told, before.percent ?? 0)
  // The last one may overtake others.
  if (most >= 100 && !more) return { at: 'done' }
  return told === 0 ? before : { at: 'recent', percent: most }
}

function isRecent(syncType: number): boolean {
  return syncType === SyncType.RECENT || syncType === SyncType.FULL
}
