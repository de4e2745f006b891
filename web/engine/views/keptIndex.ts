import type { IndexedChat } from './chatIndex.ts'

/** Another form cannot be read: then the chats themselves are. */
const FORM = 1

type Line = readonly [
  chatId: number,
  sortMs: number,
  /** 1: pinned, 2: archived. */
  flags: number,
  /** 0: not at all. -1: for ever. */
  mutedUntilMs: number,
  unread: number,
  name: string | null,
  number: string | null,
]

/** The index as one text, about 60 bytes a chat. */
export function writeKeptIndex(chats: Iterable<IndexedChat>): string {
  const lines = Array.from(chats, (chat): Line => {
    const { chatId, sortMs, pinned, archived, mutedUntilMs = 0, unread, folded } = chat
    const flags = Number(pinned) + 2 * Number(archived)
    return [
      chatId,
      sortMs,
      flags,
      mutedUntilMs,
      unread,
      folded?.name ?? null,
      folded?.number ?? null,
    ]
  })
  return JSON.stringify({ form: FORM, chats: lines })
}

/** What `writeKeptIndex` wrote; undefined when another build wrote it in another form. */
export function readKeptIndex(json: string): IndexedChat[] | undefined {
  // Sealed: nobody but a build of this program wrote it.
  const kept = JSON.parse(json) as { readonly form: number; readonly chats: readonly Line[] }
  if (kept.form !== FORM) return undefined
  return kept.chats.map(([chatId, sortMs, flags, mutedUntilMs, unread, name, number]) => ({
    chatId,
    sortMs,
    pinned: (flags & 1) !== 0,
    archived: (flags & 2) !== 0,
    mutedUntilMs: mutedUntilMs === 0 ? undefined : mutedUntilMs,
    unread,
    ...(name === null ? {} : { folded: { name, number: number ?? undefined } }),
  }))
}
