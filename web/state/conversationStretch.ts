import type { MessageView } from '../bridge/chatViews.ts'
import type { PlainError } from '../bridge/errors.ts'
import type { MessageAnchor, MessagePage } from '../bridge/queries.ts'

/** Where a page goes: in place of everything, or at one end of what is there. */
export type Part = 'whole' | 'older' | 'newer'

/** A page that was asked for, and what was heard of the chat since. */
interface AskedPage {
  readonly id: number
  readonly part: Part
  readonly anchor: MessageAnchor
  readonly changed: ReadonlyMap<string, MessageView>
  readonly gone: ReadonlySet<string>
}

/**
 * The part of one conversation that a window has: a stretch without gaps. It is what the engine has
 * between its ends, as far as the engine has told.
 */
export interface Stretch {
  /** Oldest first. Undefined before the first page. */
  readonly messages: readonly MessageView[] | undefined
  /** Whether nothing older, or newer, is stored. */
  readonly atStart: boolean
  readonly atEnd: boolean
  /** The first one that was not seen when the stretch was fetched. */
  readonly firstUnread: string | undefined
  /** Pages without an answer. */
  readonly asked: readonly AskedPage[]
  /** Why the last page did not come. */
  readonly error: PlainError | undefined
  /** Counts stretches: a new one has nothing in common with the one before. */
  readonly generation: number
}

/** More than this is cut at the far end when a page is added; it is fetched again when needed. */
const longestStretch = 800

export const emptyStretch: Stretch = {
  messages: undefined,
  atStart: false,
  atEnd: false,
  firstUnread: undefined,
  asked: [],
  error: undefined,
  generation: 0,
}

/** Order of a conversation: by time, then by number. */
export function inOrder(one: MessageView, other: MessageView): number {
  return one.atMs - other.atMs || one.seq - other.seq
}

/** A page was asked for. A whole new stretch makes everything that is still under way pointless. */
export function withAsked(
  stretch: Stretch,
  { id, part, anchor }: Pick<AskedPage, 'id' | 'part' | 'anchor'>,
): Stretch {
  const page: AskedPage = { id, part, anchor, changed: new Map(), gone: new Set() }
  const asked = part === 'whole' ? [page] : [...stretch.asked, page]
  return { ...stretch, asked, error: undefined }
}

/** The answer to that page, if it is still wanted. */
export function withPage(
  stretch: Stretch,
  id: number,
  page: MessagePage,
  longest = longestStretch,
): Stretch {
  const asked = stretch.asked.find((one) => one.id === id)
  if (asked === undefined) return stretch
  const rest = stretch.asked.filter((one) => one !== asked)
  const joined = join({ ...stretch, asked: rest, error: undefined }, asked.part, page)
  const complete = heard(joined, [...asked.changed.values()], asked.gone, longest)
  return cut(complete, asked.part, longest)
}

/** That page did not come; without an error it is asked for in another way. */
export function withoutPage(stretch: Stretch, id: number, error?: PlainError): Stretch {
  const asked = stretch.asked.filter((one) => one.id !== id)
  return asked.length === stretch.asked.length ? stretch : { ...stretch, asked, error }
}

/** What the engine told of this chat. It is kept for pages under way, whose answers may be older. */
export function withHeard(
  stretch: Stretch,
  changed: readonly MessageView[],
  gone: readonly string[],
  longest = longestStretch,
): Stretch {
  const asked = stretch.asked.map((page) => remember(page, changed, gone))
  return heard({ ...stretch, asked }, changed, new Set(gone), longest)
}

/** The engine is another one, or events were missed: no answer under way can be trusted. */
export function withNothingAsked(stretch: Stretch): Stretch {
  return { ...stretch, asked: [] }
}

function remember(
  page: AskedPage,
  changed: readonly MessageView[],
  gone: readonly string[],
): AskedPage {
  const views = new Map(page.changed)
  const lost = new Set(page.gone)
  for (const view of changed) {
    const known = views.get(view.key)
    if (known === undefined || known.rev < view.rev) views.set(view.key, view)
  }
  for (const key of gone) {
    views.delete(key)
    lost.add(key)
  }
  return { ...page, changed: views, gone: lost }
}

function join(stretch: Stretch, part: Part, page: MessagePage): Stretch {
  const before = stretch.messages
  if (part === 'whole' || before === undefined) {
    return {
      ...stretch,
      messages: page.messages.toSorted(inOrder),
      atStart: page.atStart,
      atEnd: page.atEnd,
      firstUnread: page.firstUnread,
      generation: stretch.generation + 1,
    }
  }
  const messages = merged(before, page.messages)
  return part === 'older'
    ? { ...stretch, messages, atStart: page.atStart }
    : { ...stretch, messages, atEnd: page.atEnd }
}

/** Both lists in order, the newer view of each key. */
function merged(
  one: readonly MessageView[],
  other: readonly MessageView[],
): readonly MessageView[] {
  const views = new Map(one.map((view) => [view.key, view]))
  for (const view of other) {
    const known = views.get(view.key)
    if (known === undefined || known.rev < view.rev) views.set(view.key, view)
  }
  return [...views.values()].sort(inOrder)
}

function heard(
  stretch: Stretch,
  changed: readonly MessageView[],
  gone: ReadonlySet<string>,
  longest: number,
): Stretch {
  const { messages } = stretch
  if (messages === undefined || (changed.length === 0 && gone.size === 0)) return stretch
  const known = new Set(messages.map(({ key }) => key))
  const [first, last] = [messages[0], messages.at(-1)]
  const belongs = (view: MessageView): boolean => {
    if (known.has(view.key)) return true
    const older = first !== undefined && inOrder(view, first) < 0
    const newer = last !== undefined && inOrder(view, last) > 0
    if (older) return stretch.atStart
    if (newer) return stretch.atEnd
    // Between the ends; or there are none: then it belongs if the chat was empty.
    return first !== undefined || (stretch.atStart && stretch.atEnd)
  }
  const next = merged(messages, changed.filter(belongs)).filter(({ key }) => !gone.has(key))
  return grownAtStart({ ...stretch, messages: next }, first, longest)
}

/** Older history that streams in above is left for a page once the stretch is long. */
function grownAtStart(stretch: Stretch, first: MessageView | undefined, longest: number): Stretch {
  const { messages = [] } = stretch
  const grown = first === undefined ? 0 : messages.findIndex((view) => inOrder(view, first) >= 0)
  const surplus = Math.min(grown, messages.length - longest)
  return surplus > 0 ? { ...stretch, messages: messages.slice(surplus), atStart: false } : stretch
}

/** Cuts what is far from where it grew. */
function cut(stretch: Stretch, part: Part, longest: number): Stretch {
  const { messages = [] } = stretch
  if (part === 'whole' || messages.length <= longest) return stretch
  return part === 'older'
    ? { ...stretch, messages: messages.slice(0, longest), atEnd: false }
    : { ...stretch, messages: messages.slice(-longest), atStart: false }
}
