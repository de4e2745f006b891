import type { ChatRowView } from '../bridge/chatViews.ts'
import type { ChatsView } from '../bridge/contract.ts'

type Place = Pick<ChatRowView, 'pinned' | 'sortMs' | 'chatId'>

/**
 * What a window knows of the list of chats. Up to `reach` it knows every row; of those behind it only
 * the ones it happened to hear of, which are not shown before the gap is filled.
 */
export interface ChatRows {
  /** The rows that are shown, in the order of the list and without gaps. */
  readonly rows: readonly ChatRowView[]
  readonly total: number
  /** Whether anything is known at all. */
  readonly known: boolean
  readonly heard: ReadonlyMap<number, ChatRowView>
  /** The place of the last row before the first gap; `end`: there is none. */
  readonly reach: Place | 'end' | undefined
  /** Rows of an engine that is no more, until its successor was asked for their stretch. */
  readonly stale: ReadonlySet<number>
  /** Chats that went while a stretch was asked for: an older answer may still hold them. */
  readonly gone: ReadonlySet<number>
  /** How many stretches were asked for and not answered. */
  readonly asked: number
}

export const emptyRows: ChatRows = {
  rows: [],
  total: 0,
  known: false,
  heard: new Map(),
  reach: undefined,
  stale: new Set(),
  gone: new Set(),
  asked: 0,
}

/** The order of the list: pinned chats first, then the newest, then the larger number. */
export function compareRows(one: Place, other: Place): number {
  if (one.pinned !== other.pinned) return one.pinned ? -1 : 1
  return other.sortMs - one.sortMs || other.chatId - one.chatId
}

/** After the engine told the head of the list. */
export function withHead(state: ChatRows, head: ChatsView): ChatRows {
  const whole = head.rows.length >= head.total
  return shown({
    ...state,
    known: true,
    total: head.total,
    heard: merged(state, head.rows),
    reach: whole ? 'end' : further(state.reach, head.rows.at(-1)),
  })
}

/** Another engine: what is shown stays until it is asked for again, and may be wrong. */
export function withNewEngine(state: ChatRows, head: ChatsView | undefined): ChatRows {
  const stale = new Set(state.heard.keys())
  const begun = { ...state, stale, gone: new Set<number>(), asked: 0 }
  return head === undefined ? begun : withHead(begun, head)
}

/** A stretch is being asked for. */
export function withAsked(state: ChatRows): ChatRows {
  return { ...state, asked: state.asked + 1 }
}

/**
 * An asked stretch came, or did not (`undefined`). Where it does not touch what was known, because the
 * list changed meanwhile, its rows wait behind the gap.
 *
 * @param from index of its first row
 */
export function withStretch(
  state: ChatRows,
  from: number,
  stretch: { readonly rows: readonly ChatRowView[]; readonly total: number } | undefined,
): ChatRows {
  const asked = Math.max(0, state.asked - 1)
  const gone = asked === 0 ? new Set<number>() : state.gone
  if (stretch === undefined) return { ...state, asked, gone }
  const [first] = stretch.rows
  const last = stretch.rows.at(-1)
  const touches =
    from === 0 ||
    state.reach === 'end' ||
    (first !== undefined && state.reach !== undefined && compareRows(first, state.reach) <= 0)
  const atEnd = from + stretch.rows.length >= stretch.total
  const fresh = new Set(stretch.rows.map(({ chatId }) => chatId))
  const heard = new Map(merged(state, stretch.rows))
  const stale = new Set([...state.stale].filter((chatId) => !fresh.has(chatId)))
  for (const chatId of touches ? stale : []) {
    const row = heard.get(chatId)
    const passed = atEnd || (row !== undefined && last !== undefined && compareRows(row, last) < 0)
    if (!passed) continue
    heard.delete(chatId)
    stale.delete(chatId)
  }
  const reach = !touches ? state.reach : atEnd ? 'end' : further(state.reach, last)
  return shown({ ...state, known: true, total: stretch.total, heard, stale, reach, asked, gone })
}

/** After rows changed, wherever they stand, and chats went. */
export function withHeardRows(
  state: ChatRows,
  rows: readonly ChatRowView[],
  gone: readonly number[],
): ChatRows {
  const back = new Set(rows.map(({ chatId }) => chatId))
  const stillGone = [...state.gone, ...gone].filter((chatId) => !back.has(chatId))
  const heard = new Map(merged({ ...state, gone: new Set() }, rows))
  for (const chatId of gone) heard.delete(chatId)
  const stale = new Set([...state.stale].filter((chatId) => !back.has(chatId)))
  return shown({ ...state, heard, stale, gone: state.asked > 0 ? new Set(stillGone) : new Set() })
}

/** The rows with these among them; of two views of one chat the newer one stays. */
function merged(
  { heard, gone }: Pick<ChatRows, 'heard' | 'gone'>,
  rows: readonly ChatRowView[],
): ReadonlyMap<number, ChatRowView> {
  const all = new Map(heard)
  for (const row of rows) {
    const before = all.get(row.chatId)
    if (gone.has(row.chatId) || (before !== undefined && before.rev > row.rev)) continue
    all.set(row.chatId, row)
  }
  return all
}

function further(reach: ChatRows['reach'], place: Place | undefined): ChatRows['reach'] {
  if (place === undefined || reach === 'end') return reach
  return reach === undefined || compareRows(place, reach) > 0 ? place : reach
}

/** Draws the list anew. Archived chats and those without any message are not in it. */
function shown(state: ChatRows): ChatRows {
  const { heard, reach } = state
  const rows = [...heard.values()]
    .filter((row) => !row.archived && row.sortMs > 0)
    .filter((row) => reach === 'end' || (reach !== undefined && compareRows(row, reach) <= 0))
    .toSorted(compareRows)
  return { ...state, rows }
}
