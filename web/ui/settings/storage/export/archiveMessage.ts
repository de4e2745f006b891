import type { ChatRowView, MessageView, PersonView } from '../../../../bridge/chatViews.ts'
import { formatIso } from '../../../words/isoTimes.ts'
import { messageWords } from '../../../words/messageWords.ts'

/** Grows when something of the form below changes its meaning. New fields may come without it. */
export const ARCHIVE_VERSION = 1

/** Somebody in an archive. */
export interface ArchivePerson {
  readonly name: string
  /** Digits, where it is known. */
  readonly number?: string
}

/**
 * One message or line of an archive; documented in docs/storage.md. Times are ISO 8601 in UTC. What is
 * absent did not happen.
 */
export interface ArchiveMessage {
  readonly at: string
  readonly fromMe: boolean
  /** Absent: a line that tells of an event. */
  readonly from?: ArchivePerson
  readonly kind: 'text' | 'card' | 'system' | 'missing' | 'deleted'
  /** The text, the caption of a card, the words of a line. */
  readonly text?: string
  readonly mentions?: readonly (ArchivePerson & { readonly text: string })[]
  readonly link?: { readonly url: string; readonly title: string; readonly description: string }
  /** What could not be opened: its kind, and what else is known of it. */
  readonly card?: string
  readonly detail?: string
  readonly seconds?: number
  readonly bytes?: number
  /** Of a line: what happened. */
  readonly event?: string
  readonly deletedBy?: 'me' | 'sender' | 'admin'
  readonly edited?: true
  readonly starred?: true
  readonly forwarded?: 'once' | 'often'
  readonly ticks?: string
  readonly reactions?: readonly {
    readonly emoji: string
    readonly people: readonly ArchivePerson[]
  }[]
  readonly quote?: { readonly from: ArchivePerson; readonly kind: string; readonly text: string }
  readonly expiresAt?: string
}

/** What stands before the messages of a JSON archive. */
export interface ArchiveHead {
  readonly format: 'moonlet-chat'
  readonly version: number
  readonly exportedAt: string
  /** Of the device that made it: the HTML file shows its times. */
  readonly timeZone: string
  readonly chat: ArchivePerson & { readonly kind: ChatRowView['kind'] }
}

function personOf(person: PersonView): ArchivePerson {
  const name = messageWords.nameOf(person)
  return person.number === undefined ? { name } : { name, number: person.number }
}

/** A message as archives keep it: everything that a window can show of it, and no local numbers. */
export function archiveMessage(view: MessageView): ArchiveMessage {
  const { sender, forwarded, ticks, expiresAtMs } = view
  return {
    at: formatIso(view.atMs),
    fromMe: view.fromMe,
    ...(sender === undefined ? {} : { from: personOf(sender) }),
    ...contentOf(view),
    ...(view.edited ? { edited: true as const } : {}),
    ...(view.starred ? { starred: true as const } : {}),
    ...(forwarded === undefined ? {} : { forwarded }),
    ...(ticks === undefined ? {} : { ticks }),
    ...reactionsOf(view),
    ...quoteOf(view),
    ...(expiresAtMs === undefined ? {} : { expiresAt: formatIso(expiresAtMs) }),
  }
}

type Content = Pick<
  ArchiveMessage,
  | 'kind'
  | 'text'
  | 'mentions'
  | 'link'
  | 'card'
  | 'detail'
  | 'seconds'
  | 'bytes'
  | 'event'
  | 'deletedBy'
>

function contentOf({ content }: MessageView): Content {
  switch (content.kind) {
    case 'text': {
      const { text, link } = content
      const mentions = content.mentions.map((one) => ({ ...personOf(one.person), text: one.text }))
      return {
        kind: 'text',
        text,
        ...(mentions.length > 0 ? { mentions } : {}),
        ...(link === undefined ? {} : { link }),
      }
    }
    case 'card': {
      const { card, text, detail, seconds, bytes } = content
      return {
        kind: 'card',
        card,
        ...(text === '' ? {} : { text }),
        ...(detail === undefined ? {} : { detail }),
        ...(seconds === undefined ? {} : { seconds }),
        ...(bytes === undefined ? {} : { bytes }),
      }
    }
    case 'system':
      return {
        kind: 'system',
        event: content.event.what,
        text: messageWords.system(content.event),
      }
    case 'missing':
      return { kind: 'missing' }
    case 'deleted':
      return { kind: 'deleted', deletedBy: content.by }
  }
}

function reactionsOf({ reactions }: MessageView): Pick<ArchiveMessage, 'reactions'> {
  if (reactions.length === 0) return {}
  return {
    reactions: reactions.map(({ emoji, people }) => ({ emoji, people: people.map(personOf) })),
  }
}

function quoteOf({ quote }: MessageView): Pick<ArchiveMessage, 'quote'> {
  if (quote === undefined) return {}
  const { person, kind, text } = quote
  return { quote: { from: personOf(person), kind, text } }
}
