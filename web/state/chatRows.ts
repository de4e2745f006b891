import type { ChatRowView } from '../bridge/chatViews.ts'
import type { ChatsView } from '../bridge/contract.ts'

type Place = Pick<ChatRowView, 'pinned' | 'sortMs' | 'chatId'>

/**
 * What a window knows of the list of chats: one stretch of it without gaps, however long the list is.
 * A chat whose place lies between `low` and `high` is in the stretch, all others are unknown.
 */
export interface ChatRows {
  /** The stretch, in the order of the list. */
  readonly rows: readonly ChatRowView[]
  /** Index of its first row in the whole list. */
  readonly from: number
  /** How many chats the list has. */
  readonly total: number
  /** Whether anything is known at all. */
  readonly known: boolean
  readonly low: Place | 'start'
  readonly high: Place | 'end'
  /** Chats beyond the stretch moved: `from` may be off by some until it is asked again. */
  readonly drifted: boolean
  /** From a stored head or another engine: shown until it is asked again, and may be wrong. */
  readonly old: boolean
  /** What was heard while a stretch is asked for; undefined: nothing is asked for. */
  readonly meanwhile: Meanwhile | undefined
}

interface Meanwhile {
  readonly changed: ReadonlyMap<number, ChatRowView>
  readonly gone: ReadonlySet<number>
}

/** Rows by index: `from` is among them, `to` is not. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** A stretch longer than this lets go of what is far from what is looked at. */
const longestStretch = 300

export const emptyRows: ChatRows = {
  rows: [],
  from: 0,
  total: 0,
  known: false,
  low: 'start',
  high: 'end',
  drifted: false,
  old: true,
  meanwhile: undefined,
}

/** The order of the list: pinned chats first, then the newest, then the larger number. */
export function compareRows(one: Place, other: Place): number {
  if (one.pinned !== other.pinned) return one.pinned ? -1 : 1
  return other.sortMs - one.sortMs || other.chatId - one.chatId
}

/**
 * After the engine told the head of the list. It may be a little older than the rows that were told
 * one by one: where a stretch was asked for already, only its total counts.
 */
export function withHead(state: ChatRows, head: ChatsView): ChatRows {
  if (state.known && !state.old) return { ...state, total: totalOf(state, head.total) }
  const begun = stretchOf(0, head)
  const newer = state.rows.filter((row) =>
    begun.rows.some(({ chatId, rev }) => chatId === row.chatId && rev < row.rev),
  )
  return {
    ...heard(begun, newer, new Set()),
    drifted: false,
    old: true,
    meanwhile: state.meanwhile,
  }
}

/** Another engine: what is shown stays until it is asked for again, and may be wrong. */
export function withNewEngine(state: ChatRows, head: ChatsView | undefined): ChatRows {
  const begun = { ...state, old: true, meanwhile: undefined }
  const atTop = state.low === 'start'
  return head === undefined || (state.known && !atTop) ? begun : withHead(begun, head)
}

/** A stretch is being asked for. */
export function withAsked(state: ChatRows): ChatRows {
  return { ...state, meanwhile: { changed: new Map(), gone: new Set() } }
}

/**
 * The asked stretch came, or did not (`undefined`). It joins the one that was known where the two touch,
 * else it takes its place.
 *
 * @param from index of its first row
 * @param looked rows that are looked at: a stretch that grew too long is cut away from them
 */
export function withStretch(
  state: ChatRows,
  from: number,
  answer: Pick<ChatsView, 'rows' | 'total'> | undefined,
  looked: RowRange,
): ChatRows {
  const { meanwhile } = state
  if (answer === undefined) return { ...state, meanwhile: undefined }
  // The list has become shorter than that.
  if (answer.rows.length === 0 && from > 0) {
    return { ...state, total: answer.total, drifted: true, meanwhile: undefined }
  }
  const told = stretchOf(from, answer)
  const changed = [...(meanwhile?.changed.values() ?? [])]
  const now = heard(told, changed, meanwhile?.gone ?? new Set())
  return trimmed(state.known && !state.old ? joined(state, now) : now, looked)
}

/** After rows changed, wherever they stand, and chats went. */
export function withHeardRows(
  state: ChatRows,
  rows: readonly ChatRowView[],
  gone: readonly number[],
  looked: RowRange,
): ChatRows {
  const lost = new Set(gone)
  const next = state.known ? heard(state, rows, lost) : state
  return trimmed({ ...next, meanwhile: remembered(state.meanwhile, rows, gone) }, looked)
}

function remembered(
  meanwhile: Meanwhile | undefined,
  rows: readonly ChatRowView[],
  gone: readonly number[],
): Meanwhile | undefined {
  if (meanwhile === undefined) return undefined
  const changed = new Map(meanwhile.changed)
  const lost = new Set(meanwhile.gone)
  for (const row of rows) {
    const before = changed.get(row.chatId)
    if (before === undefined || before.rev <= row.rev) changed.set(row.chatId, row)
    lost.delete(row.chatId)
  }
  for (const chatId of gone) {
    changed.delete(chatId)
    lost.add(chatId)
  }
  return { changed, gone: lost }
}

/** A stretch as the engine tells it. */
function stretchOf(from: number, { rows, total }: Pick<ChatsView, 'rows' | 'total'>): ChatRows {
  const [first] = rows
  const last = rows.at(-1)
  return {
    rows,
    from,
    total,
    known: true,
    low: from === 0 || first === undefined ? 'start' : placeOf(first),
    high: last === undefined || from + rows.length >= total ? 'end' : placeOf(last),
    drifted: false,
    old: false,
    meanwhile: undefined,
  }
}

/** Archived chats and those without any message are not in the list. */
function isListed({ archived, sortMs }: ChatRowView): boolean {
  return !archived && sortMs > 0
}

function isInside({ low, high }: Pick<ChatRows, 'low' | 'high'>, place: Place): boolean {
  const notBefore = low === 'start' || compareRows(place, low) >= 0
  return notBefore && (high === 'end' || compareRows(place, high) <= 0)
}

/** The stretch with these changes. Of two views of one chat the newer one stays. */
function heard(
  state: ChatRows,
  changed: readonly ChatRowView[],
  gone: ReadonlySet<number>,
): ChatRows {
  if (changed.length === 0 && gone.size === 0) return state
  const { low, high } = state
  const before = new Map(state.rows.map((row) => [row.chatId, row]))
  const next = new Map(before)
  let { from } = state
  // From above or from below: only the engine can tell.
  let unsure = [...gone].some((chatId) => !before.has(chatId))
  for (const chatId of gone) next.delete(chatId)
  for (const row of changed) {
    const known = before.get(row.chatId)
    if (known === undefined) unsure = true
    else if (known.rev > row.rev) continue
    next.delete(row.chatId)
    if (isListed(row) && isInside(state, row)) next.set(row.chatId, row)
    else if (known !== undefined && isListed(row) && isBefore(row, low)) from += 1
  }
  const rows = [...next.values()].toSorted(compareRows)
  const whole = low === 'start' && high === 'end'
  return {
    ...state,
    rows,
    from,
    drifted: state.drifted || (unsure && low !== 'start'),
    total: whole ? rows.length : Math.max(state.total, from + rows.length),
  }
}

/** Two stretches as one, if they touch; `fresh` is right where they overlap. */
function joined(known: ChatRows, fresh: ChatRows): ChatRows {
  const touches =
    (fresh.low === 'start' || known.high === 'end' || compareRows(fresh.low, known.high) <= 0) &&
    (known.low === 'start' || fresh.high === 'end' || compareRows(known.low, fresh.high) <= 0)
  if (!touches) return fresh
  const rest = known.rows.filter((row) => !isInside(fresh, row))
  const above = rest.filter((row) => isBefore(row, fresh.low))
  const below = rest.slice(above.length)
  const low = above.length > 0 || known.low === 'start' ? known.low : fresh.low
  const high = below.length > 0 || known.high === 'end' ? known.high : fresh.high
  return {
    ...fresh,
    rows: [...above, ...fresh.rows, ...below],
    from: low === 'start' ? 0 : fresh.from - above.length,
    low,
    high,
    // Where the stretch begins the list, its index is known whatever moved.
    drifted: fresh.drifted && low !== 'start',
  }
}

function isBefore(row: Place, low: Place | 'start'): boolean {
  return low !== 'start' && compareRows(row, low) < 0
}

/** Keeps what is around the rows that are looked at. */
function trimmed(state: ChatRows, looked: RowRange): ChatRows {
  const { rows, from } = state
  const surplus = rows.length - longestStretch
  if (surplus <= 0) return state
  const middle = Math.floor((looked.from + looked.to) / 2) - from
  const start = Math.min(surplus, Math.max(0, middle - longestStretch / 2))
  const kept = rows.slice(start, start + longestStretch)
  const [first] = kept
  const last = kept.at(-1)
  return {
    ...state,
    rows: kept,
    from: from + start,
    low: start === 0 || first === undefined ? state.low : placeOf(first),
    high: start === surplus || last === undefined ? state.high : placeOf(last),
  }
}

/** The engine's count, which may be older than what is known in full. */
function totalOf({ low, high, rows, from }: ChatRows, told: number): number {
  return low === 'start' && high === 'end' ? rows.length : Math.max(told, from + rows.length)
}

function placeOf({ pinned, sortMs, chatId }: ChatRowView): Place {
  return { pinned, sortMs, chatId }
}
