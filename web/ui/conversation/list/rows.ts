import type { MessageView } from '../../../bridge/chatViews.ts'
import { dayOf } from '../../words/chatTimes.ts'

/** What stands in a conversation, from top to bottom. Keys are stable as long as a row means the same. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'unread'; readonly key: 'unread' }
  | {
      readonly kind: 'message'
      readonly key: string
      readonly message: MessageView
      /** Whether it begins, or ends, a group of one person's messages. */
      readonly first: boolean
      readonly last: boolean
    }

/** Longest pause within a group of messages of one person. */
const togetherMs = 5 * 60_000

const days = new WeakMap<MessageView, string>()

function dayOfMessage(message: MessageView): string {
  const day = days.get(message) ?? dayOf(message.atMs)
  days.set(message, day)
  return day
}

/** Messages with what stands between them. `firstUnread`: the line of new messages goes before it. */
export function rowsOf(
  messages: readonly MessageView[],
  firstUnread: string | undefined,
): readonly Row[] {
  const rows: Row[] = []
  const begin = messages.findIndex(({ key }) => key === firstUnread)
  // Whoever has written since has seen them.
  const answered = begin >= 0 && messages.slice(begin).some(({ fromMe }) => fromMe)
  const line = answered ? undefined : firstUnread
  messages.forEach((message, at) => {
    const [before, after] = [messages[at - 1], messages[at + 1]]
    if (before === undefined || dayOfMessage(before) !== dayOfMessage(message)) {
      rows.push({ kind: 'day', key: `day ${dayOfMessage(message)}`, atMs: message.atMs })
    }
    if (message.key === line) rows.push({ kind: 'unread', key: 'unread' })
    rows.push({
      kind: 'message',
      key: message.key,
      message,
      first: !together(before, message) || message.key === line,
      last: !together(message, after) || (after !== undefined && after.key === line),
    })
  })
  return rows
}

function together(one: MessageView | undefined, other: MessageView | undefined): boolean {
  if (one === undefined || other === undefined) return false
  if (one.content.kind === 'system' || other.content.kind === 'system') return false
  const samePerson =
    one.fromMe === other.fromMe && one.sender?.contactId === other.sender?.contactId
  return (
    samePerson && other.atMs - one.atMs <= togetherMs && dayOfMessage(one) === dayOfMessage(other)
  )
}

/** A guess at a row's height in pixels, until it has been drawn once. */
export function guessedHeight(row: Row): number {
  if (row.kind !== 'message') return 48
  const { content, quote, reactions } = row.message
  const letters = content.kind === 'text' ? Math.min(content.text.length, 1000) : 80
  const lines = content.kind === 'text' ? content.text.split('\n', 18).length : 1
  const body = Math.max(lines, Math.ceil(letters / 55)) * 22 + 20
  return body + (quote === undefined ? 0 : 56) + (reactions.length > 0 ? 26 : 0)
}
