import { downwards } from '../../web/engine/chats/streams.ts'
import { createWork } from '../../web/engine/work/createWork.ts'
import type { RowReader } from '../../web/engine/work/work.ts'
import { manualClock, seededRandom } from '../../web/platform/fakes.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import type { ChatRow, MessageRow } from '../../web/storage/talkRows.ts'
import { decodeProto } from '../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../web/wire/proto/gen/message_pb.ts'
import { contentName, textOfContent, unwrapped } from '../../server/phone/device/messageKind.ts'
import { type ExpectedMessage, ME, type PastRecord } from '../../server/phone/history/record.ts'

/** What is wrong with what a companion stored; nothing when it has all of a phone's past, once. */
export interface PastComparison {
  readonly problems: readonly string[]
  /** Lines that were found as they should be. */
  readonly lines: number
  readonly chats: number
}

export interface ComparisonOptions {
  /** What was to disappear before this time must not be there. Unix milliseconds. */
  readonly nowMs: number
  /** Places from which on a chat is compared; without it, what comes without being asked for. */
  readonly from?: number
  /** Messages of one second may stand in any order: pieces of one chat came under two addresses. */
  readonly anyOrderInSecond?: boolean
  readonly mostProblems?: number
}

/**
 * Compares a closed account's store with the record of the phone that filled it: every line once, in
 * order, with its author, kind and words, its edits, stars and reactions. One chat at a time.
 */
export async function comparePast(
  store: AccountStore,
  record: PastRecord,
  { nowMs, from, anyOrderInSecond = false, mostProblems = 20 }: ComparisonOptions,
): Promise<PastComparison> {
  const clock = manualClock(nowMs)
  const work = createWork({ store, clock, randomBytes: seededRandom(1) })
  const problems: string[] = []
  const { reader } = work
  const names = await addressesOfContacts(reader)
  const chats = await chatsByAddress(reader, names)
  const calls = missedCalls(record)
  let lines = 0
  let count = 0
  for (const { chat: address, other, title } of record.chats()) {
    count++
    const chat = chats.get(address) ?? chats.get(other ?? '')
    const where = `${title} (${address})`
    if (chat === undefined) {
      problems.push(`${where}: no such chat`)
      continue
    }
    const lived = [...record.expected(address, from)]
    const expected = lived.filter(({ expiresMs }) => expiresMs === undefined || expiresMs > nowMs)
    const all = await linesOf(reader, chat)
    const told = new Set([address, other].flatMap((name) => calls.get(name ?? '') ?? []))
    const found = all.filter(({ id }) => told.delete(id))
    for (const id of told) problems.push(`${where}: ${id} is missing`)
    const stored = all.filter((row) => !found.includes(row))
    lines += compareChat(where, expected, stored, names, problems)
    const place = anyOrderInSecond ? ({ atMs }: ExpectedMessage) => atMs : placeInChat
    compareOrder(where, expected, stored, place, problems)
    if (problems.length >= mostProblems) break
  }
  await work.stop()
  return { problems: problems.slice(0, mostProblems), lines, chats: count }
}

/** Ids of the lines that calls leave which nobody took, by the caller. */
function missedCalls(record: PastRecord): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>()
  for (const { id, person, isIncoming, isMissed } of record.calls()) {
    if (!isIncoming || !isMissed) continue
    lines.set(person, [...(lines.get(person) ?? []), `call ${id}`])
  }
  return lines
}

type Names = ReadonlyMap<number, readonly string[]>

async function addressesOfContacts(reader: RowReader): Promise<Names> {
  const names = new Map<number, readonly string[]>()
  for (const { key, row } of await reader.range('contacts', {})) {
    const { pn, lid, former = [], merged = [] } = row
    const addresses = [pn, lid, ...former].filter((name) => name !== undefined)
    // Messages keep the number of whoever was found to be the same person.
    for (const id of [key as number, ...merged]) names.set(id, addresses)
  }
  return names
}

async function chatsByAddress(reader: RowReader, names: Names): Promise<Map<string, ChatRow>> {
  const chats = new Map<string, ChatRow>()
  for (const { row } of await reader.range('chats', {})) {
    const { jid, contactId } = row
    chats.set(jid, row)
    for (const name of names.get(contactId ?? -1) ?? []) {
      if (row.kind === 'direct' || row.kind === 'self') chats.set(name, row)
    }
  }
  return chats
}

/** Oldest first. */
async function linesOf(reader: RowReader, { streams }: ChatRow): Promise<MessageRow[]> {
  const rows: MessageRow[] = []
  for await (const { row } of downwards(reader, streams)) {
    if (row.system?.what !== 'gap') rows.push(row)
  }
  return rows.toReversed()
}

/** Adds what is wrong; gives how many lines are right. */
function compareChat(
  where: string,
  expected: readonly ExpectedMessage[],
  stored: readonly MessageRow[],
  names: Names,
  problems: string[],
): number {
  const byId = new Map(stored.map((row) => [row.id, row]))
  const ids = new Set(expected.map(({ id }) => id))
  for (const { id, kind, place } of expected) {
    if (!byId.has(id)) problems.push(`${where}: ${place} ${kind} is missing`)
  }
  for (const row of stored) {
    if (!ids.has(row.id)) problems.push(`${where}: ${row.id} was never told`)
  }
  if (byId.size !== stored.length) problems.push(`${where}: ${stored.length - byId.size} twice`)
  let right = 0
  for (const line of expected) {
    const row = byId.get(line.id)
    const said = row && differences(line, row, names)
    if (said?.length === 0) right++
    else if (said !== undefined) problems.push(`${where}: ${line.place} ${said.join(', ')}`)
  }
  return right
}

const placeInChat = ({ place }: ExpectedMessage): number => place

/** Adds a problem when what is stored does not rise by what the phone says of each line. */
function compareOrder(
  where: string,
  expected: readonly ExpectedMessage[],
  stored: readonly MessageRow[],
  place: (line: ExpectedMessage) => number,
  problems: string[],
): void {
  const places = new Map(expected.map((line) => [line.id, place(line)]))
  const order = stored.flatMap(({ id }) => places.get(id) ?? [])
  const wrong = order.findIndex((at, index) => at < (order[index - 1] ?? at))
  if (wrong >= 0) problems.push(`${where}: out of order at ${wrong} of ${order.length}`)
}

function differences(line: ExpectedMessage, row: MessageRow, names: Names): string[] {
  const said: string[] = []
  const { kind, text } = shownOf(row)
  if (kind !== line.kind) said.push(`${kind} instead of ${line.kind}`)
  if (text !== line.text) said.push(`"${text.slice(0, 40)}" instead of "${line.text.slice(0, 40)}"`)
  if (line.kind !== 'system' && !isAuthor(line.author, row.author, names)) said.push('author')
  if ((row.starred === true) !== line.starred) said.push('star')
  if ((row.edit !== undefined) !== line.edited) said.push('edit')
  const reactions = (row.reactions ?? []).filter(({ emoji }) => emoji !== '')
  if (reactions.length !== line.reactions.length) said.push(`${reactions.length} reactions`)
  for (const { author, emoji } of line.reactions) {
    const found = reactions.some(
      (one) => one.emoji === emoji && isAuthor(author, one.author, names),
    )
    if (!found) said.push(`reaction ${emoji}`)
  }
  return said
}

function isAuthor(expected: string, author: MessageRow['author'], names: Names): boolean {
  if (expected === ME || author === 'me') return expected === ME && author === 'me'
  return author !== 'system' && names.get(author)?.includes(expected) === true
}

function shownOf(row: MessageRow): { readonly kind: string; readonly text: string } {
  if (row.deleted !== undefined) return { kind: 'revoked', text: '' }
  if (row.system !== undefined) return { kind: 'system', text: '' }
  if (row.bytes === undefined) return { kind: 'missing', text: '' }
  const kind = contentName(unwrapped(decodeProto(MessageSchema, row.bytes)))
  return { kind, text: textOfContent(decodeProto(MessageSchema, row.edit?.bytes ?? row.bytes)) }
}
