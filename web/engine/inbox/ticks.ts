import type { MessageKey, ReceiptsRow, TicksRow } from '../../storage/talkRows.ts'
import { isJid } from '../../wire/jid.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { UnitOfWork } from '../work/work.ts'
import { without } from './without.ts'

/** How far a message has come to one person. */
export interface Reached {
  readonly contactId: number
  readonly step: 'delivered' | 'read' | 'played'
  readonly atMs: number
}

type Person = ReceiptsRow['people'][number]

const order: readonly TicksRow[] = ['failed', 'pending', 'sent', 'delivered', 'read', 'played']

/** The farther one of two steps. A message that somebody got has not failed, whatever it looked like. */
export function farther(one: TicksRow, other: TicksRow): TicksRow {
  return order.indexOf(one) < order.indexOf(other) ? other : one
}

/** Stores who got or read a message of one's own; whatever else it is about is left alone. */
export async function recordReached(
  unit: UnitOfWork,
  { book, log }: { readonly book: Book; readonly log: MessageLog },
  key: MessageKey,
  reached: readonly Reached[],
): Promise<void> {
  const [chatId, message, before] = await Promise.all([
    log.chatOf(unit, key),
    log.get(unit, key),
    unit.get('receipts', key),
  ])
  if (chatId === undefined || message?.author !== 'me') return
  const after = reached.reduce(withReached, before ?? { people: [] })
  if (after === before) return
  unit.put('receipts', key, after)
  const reachedByAll = await stepOfAll(unit, book, chatId, after)
  const ticks = farther(message.ticks ?? 'sent', reachedByAll)
  if (ticks === message.ticks) return
  await log.change(unit, key, (row) => ({ ...without(row, 'error'), ticks }))
}

/** The same row when nothing is new. The first time of each step counts. */
function withReached(row: ReceiptsRow, { contactId, step, atMs }: Reached): ReceiptsRow {
  const person: Person = row.people.find((one) => one.contactId === contactId) ?? { contactId }
  const name = `${step}Ms` as const
  const known = person[name]
  if (known !== undefined && known <= atMs) return row
  const others = row.people.filter((one) => one.contactId !== contactId)
  return { ...row, people: [...others, { ...person, [name]: atMs }] }
}

/** The step that everybody has reached who is in the conversation. */
async function stepOfAll(
  unit: UnitOfWork,
  book: Book,
  chatId: number,
  row: ReceiptsRow,
): Promise<TicksRow> {
  const chat = await book.chat(unit, chatId)
  if (chat?.row.kind === 'direct') return row.people.map(stepOf).reduce(farther, 'sent')
  const group = row.of === undefined ? await book.group(unit, chatId) : undefined
  const others = group?.members.filter(({ jid }) => !(isJid(jid) && book.isMe(jid)))
  const all = row.of ?? others?.map(({ contactId }) => contactId) ?? []
  if (all.length === 0) return 'sent'
  const ids = await Promise.all(all.map(async (id) => await currentId(unit, book, id)))
  const people = new Map<number, TicksRow>()
  for (const person of row.people) {
    const id = await currentId(unit, book, person.contactId)
    people.set(id, farther(people.get(id) ?? 'sent', stepOf(person)))
  }
  return ids.map((id) => people.get(id) ?? 'sent').reduce(nearer)
}

async function currentId(unit: UnitOfWork, book: Book, contactId: number): Promise<number> {
  return (await book.contact(unit, contactId))?.contactId ?? contactId
}

function stepOf({ deliveredMs, readMs, playedMs }: Person): TicksRow {
  if (playedMs !== undefined) return 'played'
  if (readMs !== undefined) return 'read'
  return deliveredMs === undefined ? 'sent' : 'delivered'
}

function nearer(one: TicksRow, other: TicksRow): TicksRow {
  return farther(one, other) === one ? other : one
}
