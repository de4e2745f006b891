import type {
  CardKind,
  ContentView,
  MentionView,
  PersonView,
  SystemView,
} from '../../bridge/chatViews.ts'
import type {
  MessageRow,
  SummaryMentionRow,
  SummaryRow,
  SystemRow,
} from '../../storage/talkRows.ts'
import { isLid } from '../../wire/account.ts'
import { isJid } from '../../wire/jid.ts'
import { mentionMark, readRow } from '../chats/summary.ts'
import type { PlainContent, ReadMessage } from './contentView.ts'
import { personView } from './personView.ts'
import type { ViewParts } from './viewParts.ts'

/** The content of a message, and what was read of it. */
export async function contentOfRow(
  parts: ViewParts,
  row: MessageRow,
): Promise<{ readonly content: ContentView; readonly read?: ReadMessage }> {
  if (row.deleted !== undefined) return { content: { kind: 'deleted', by: row.deleted } }
  if (row.system !== undefined) {
    return { content: { kind: 'system', event: await systemView(parts, row.system) } }
  }
  const read = readRow(row)
  if (read === undefined) {
    return { content: { kind: 'missing', state: row.missing?.state ?? 'unanswered' } }
  }
  const mentions = await mentionsOf(parts, read)
  return { content: named(read.content, mentions), read }
}

/** A content with the names of those that it mentions. */
export function named(content: PlainContent, mentions: readonly MentionView[]): ContentView {
  if (content.kind === 'text') return { ...content, mentions }
  return { ...content, text: withNames(content.text, mentions) }
}

/** People that a message mentions, as far as they are known here. */
export async function mentionsOf(
  parts: ViewParts,
  { content, context }: ReadMessage,
): Promise<MentionView[]> {
  const found: MentionView[] = []
  for (const jid of context.mentioned) {
    const text = mentionMark(jid)
    if (!content.text.includes(text) || !isJid(jid)) continue
    const contactId = await parts.book.findContact(parts.rows, jid)
    if (contactId !== undefined) found.push({ text, person: await personView(parts, contactId) })
    else if (isLid(jid)) found.push({ text, person: nobodyKnown })
  }
  return found
}

/** What a chat's row keeps of its newest message, with the names of now. */
export async function contentOfSummary(
  parts: ViewParts,
  summary: SummaryRow,
): Promise<ContentView> {
  switch (summary.kind) {
    case 'text':
      return { kind: 'text', text: summary.text, mentions: await summaryMentions(parts, summary) }
    case 'card': {
      const { kind, card, text, seconds } = summary
      const names = await summaryMentions(parts, summary)
      return {
        kind,
        // This build or an earlier one wrote it; a later one would not have opened here.
        card: card as CardKind,
        text: withNames(text, names),
        ...(seconds === undefined ? {} : { seconds }),
      }
    }
    case 'system':
      return { kind: 'system', event: await systemView(parts, summary.event) }
    default:
      return summary
  }
}

function summaryMentions(
  parts: ViewParts,
  { mentions = [] }: { readonly mentions?: readonly SummaryMentionRow[] },
): Promise<MentionView[]> {
  return Promise.all(
    mentions.map(async ({ text, contactId }) => ({
      text,
      // Contact 0 is nobody: the name is empty.
      person: await personView(parts, contactId),
    })),
  )
}

/** An event with the people of it. */
async function systemView(parts: ViewParts, event: SystemRow): Promise<SystemView> {
  const person = (contactId: number) => personView(parts, contactId)
  switch (event.what) {
    case 'added':
    case 'removed':
    case 'promoted':
    case 'demoted':
    case 'joined':
    case 'left': {
      const people = await Promise.all(event.people.map(person))
      const { what, by } = event
      return by === undefined ? { what, people } : { what, people, by: await person(by) }
    }
    case 'number-changed':
    case 'identity-changed':
      return { what: event.what, person: await person(event.person) }
    case 'missed-call':
    case 'gap':
    case 'other':
      return event
    default: {
      const { by, ...rest } = event
      return by === undefined ? rest : { ...rest, by: await person(by) }
    }
  }
}

/** The digits of a hidden address look like a number, and are none that anybody could call. */
const nobodyKnown: PersonView = { contactId: 0, name: '', nameSource: 'none', isMe: false }

/** Captions are shown as they are: names stand in them instead of numbers. */
function withNames(text: string, mentions: readonly MentionView[]): string {
  return mentions.reduce(
    (so, { text: mark, person }) => so.replaceAll(mark, () => `@${person.name || '…'}`),
    text,
  )
}
