import type { SearchKind, SearchWish } from '../../bridge/archive.ts'
import type { ChatRowView, PersonView } from '../../bridge/chatViews.ts'

/** What a search is limited to, as it was chosen. */
export interface Narrowing {
  readonly from?: 'me' | PersonView
  readonly chat?: ChatRowView
  readonly fromMs?: number
  readonly toMs?: number
  readonly kind?: KindChoice
}

/** Kinds of messages as people tell them apart. */
const kindsOf = {
  text: ['text'],
  links: ['link'],
  pictures: ['image', 'video', 'gif', 'video-note', 'album', 'view-once'],
  sound: ['voice', 'audio'],
  documents: ['document'],
  stickers: ['sticker'],
  places: ['location', 'live-location'],
  contacts: ['contact', 'contacts'],
  polls: ['poll', 'event'],
} as const satisfies Readonly<Record<string, readonly SearchKind[]>>

export type KindChoice = keyof typeof kindsOf

export const kindChoices = Object.keys(kindsOf) as readonly KindChoice[]

export const everywhere: Narrowing = {}

/** Whether limits alone say what is looked for: a chat or a time holds everything. */
function isNarrow({ from, kind }: Narrowing): boolean {
  return from !== undefined || kind !== undefined
}

/** What to ask for; undefined while neither words nor a limit say what is looked for. */
export function wishOf(
  text: string,
  narrowing: Narrowing,
  within?: number,
): SearchWish | undefined {
  const words = text.trim()
  if (words === '' && !isNarrow(narrowing)) return undefined
  const { from, chat, fromMs, toMs, kind } = narrowing
  const chatId = within ?? chat?.chatId
  return {
    text: words,
    ...(chatId !== undefined && { chatId }),
    ...(from !== undefined && { from: from === 'me' ? ('me' as const) : from.contactId }),
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
    ...(kind !== undefined && { kinds: kindsOf[kind] }),
  }
}
