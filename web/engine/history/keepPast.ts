import { concatBytes } from '../../crypto/bytes.ts'
import { FormatError } from '../../formats/formatError.ts'
import { frameBytes, frameOf, type HistoryRecord } from '../../formats/historyRecord.ts'
import { type MessageOutline, messageOutline } from '../../formats/messageOutline.ts'
import type { MessageKey, TicksRow } from '../../storage/talkRows.ts'
import { STATUS } from '../../wire/account.ts'
import { isJid, type Jid } from '../../wire/jid.ts'
import { ProtoError } from '../../wire/proto/codec.ts'
import {
  WebMessageInfo_Status as Status,
  WebMessageInfo_StubType as Stub,
} from '../../wire/proto/gen/history_pb.ts'
import { type AppendMany, inOrder, type PastMessage } from '../chats/appendMany.ts'
import type { Book, ChatRef } from '../chats/book.ts'
import { freedBefore } from '../chats/freedMark.ts'
import { nextIds } from '../chats/ids.ts'
import type { MessageLog } from '../chats/log.ts'
import { LAST_MS } from '../chats/messageTime.ts'
import type { Content } from '../inbox/applyContent.ts'
import type { Envelope } from '../inbox/envelope.ts'
import type { UnitOfWork } from '../work/work.ts'
import { fill, fillRow, newest, type Reactions } from './fillPast.ts'
import type { PastPeople } from './pastPeople.ts'
import { stubLine } from './stubLines.ts'

export interface KeepPastParts {
  readonly now: () => number
  readonly book: Book
  readonly log: MessageLog
  readonly content: Content
  readonly appendMany: AppendMany
  readonly people: PastPeople
  /** A message that cannot be read. */
  readonly onMalformed: (unit: UnitOfWork, bytes: Uint8Array, chat: string) => Promise<void>
}

/** Messages of one chat that follow each other in a chunk: at most 500. */
export interface PastRun {
  /** The chat's address, where a message does not name it itself. */
  readonly chat: string
  readonly records: readonly HistoryRecord[]
  /** The person asked for them. */
  readonly asked: boolean
}

const DAY_SEC = 86_400

const ticks: ReadonlyMap<number, TicksRow> = new Map<number, TicksRow>([
  [Status.ERROR, 'failed'],
  [Status.PENDING, 'sent'],
  [Status.SERVER_ACK, 'sent'],
  [Status.DELIVERY_ACK, 'delivered'],
  [Status.READ, 'read'],
  [Status.PLAYED, 'played'],
])

/** Where messages of a run belong. */
interface Place {
  readonly ref: ChatRef
  readonly chat: Jid
  /** Everybody writes there. */
  readonly isShared: boolean
  readonly isStatus: boolean
  /** As `freedBefore`. */
  readonly freedBeforeMs: number
  /** False: nothing waits for the message with this id. */
  readonly mayWait: (id: string) => boolean
}

/** Who wrote a record and when. */
interface Head {
  /** `system`: an event that nobody did. */
  readonly author: 'me' | 'system' | number
  readonly senderJid?: Jid
  readonly atMs: number
}

/**
 * Stores messages of the phone's past. Plain ones are put together and never decoded; those that do
 * something to others, or that something waits for, go the way of live ones. What is stored already
 * counts more: it is only filled where it lacks something. Throws StorageError.
 */
export async function keepPast(
  unit: UnitOfWork,
  parts: KeepPastParts,
  run: PastRun,
): Promise<void> {
  const { asked } = run
  for (const [chat, records] of byChat(run)) {
    const place = await placeOf(unit, parts, chat)
    if (place === undefined) {
      for (const record of records)
        await parts.onMalformed(unit, concatBytes(...record.frames), chat)
      continue
    }
    const plain: PastMessage[] = []
    const special: Special[] = []
    const all: (PastMessage | Special)[] = []
    for (const record of records) {
      try {
        const head = await headOf(unit, parts, place, record)
        const past = head && (await pastOf(unit, parts, place, record, head))
        if (head === undefined) await parts.onMalformed(unit, concatBytes(...record.frames), chat)
        else if (past === 'special') {
          const one = { record, head, atMs: head.atMs, orderId: record.orderId }
          special.push(one)
          all.push(one)
        } else if (past !== undefined) {
          plain.push(past)
          all.push(past)
        }
      } catch (cause) {
        await noteMalformed(unit, parts, { record, chat }, cause)
      }
    }
    // Those that go the way of live ones lie among the others all the same.
    const seqs = special.length === 0 ? undefined : await seqsOf(unit, all)
    const numbered = seqs === undefined ? plain : plain.map((past) => withSeq(past, seqs.get(past)))
    const known = plain.length === 0 ? [] : await parts.appendMany(unit, place.ref, numbered, asked)
    for (const one of known) await fill(unit, parts, place, one)
    for (const one of special) {
      const { record, head } = one
      try {
        if (!asked && (await isLetGo(unit, parts, place, one))) continue
        await applySpecial(unit, parts, place, record, withSeq(head, seqs?.get(one)))
      } catch (cause) {
        await noteMalformed(unit, parts, { record, chat }, cause)
      }
    }
  }
}

/** A message that goes the way of live ones. */
interface Special extends Pick<PastMessage, 'atMs' | 'orderId'> {
  readonly record: HistoryRecord
  readonly head: Head
}

/** The number of each in the order of the past, for those that are not put in together. */
async function seqsOf(
  unit: UnitOfWork,
  all: readonly (PastMessage | Special)[],
): Promise<ReadonlyMap<PastMessage | Special, number>> {
  const highest = await nextIds(unit, 'historySeq', all.length)
  return new Map(inOrder(all).map((one, at) => [one, highest - at]))
}

function withSeq<Of extends object>(one: Of, seq: number | undefined): Of & { seq?: number } {
  return seq === undefined ? one : { ...one, seq }
}

/** It was let go to free space, and nobody asked for it; what is stored may still be filled. */
async function isLetGo(
  unit: UnitOfWork,
  { log }: KeepPastParts,
  { ref, freedBeforeMs }: Place,
  { record: { id }, head: { author, atMs } }: Special,
): Promise<boolean> {
  if (atMs >= freedBeforeMs) return false
  return (await log.find(unit, ref.chatId, author, id)) === undefined
}

/** Anybody may have written what cannot be read: it costs that one message, not the chunk. */
async function noteMalformed(
  unit: UnitOfWork,
  parts: KeepPastParts,
  { record, chat }: { readonly record: HistoryRecord; readonly chat: string },
  cause: unknown,
): Promise<void> {
  if (!(cause instanceof FormatError || cause instanceof ProtoError)) throw cause
  await parts.onMalformed(unit, concatBytes(...record.frames), chat)
}

/** All of a run in one group, but for messages that name another chat. */
function byChat({ chat, records }: PastRun): ReadonlyMap<string, readonly HistoryRecord[]> {
  const first = records[0]?.chat || chat
  if (records.every((record) => record.chat === first)) return new Map([[first, records]])
  const groups = new Map<string, HistoryRecord[]>()
  for (const record of records) {
    const name = record.chat || chat
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [record])
    else group.push(record)
  }
  return groups
}

async function placeOf(
  unit: UnitOfWork,
  { book, content }: KeepPastParts,
  chat: string,
): Promise<Place | undefined> {
  if (!isJid(chat)) return undefined
  const ref = await book.chatOf(unit, chat)
  const row = (await book.chat(unit, ref.chatId))?.row
  const kind = row?.kind
  return {
    ref,
    chat,
    isShared: kind !== 'direct' && kind !== 'self',
    isStatus: kind === 'status',
    freedBeforeMs: row === undefined ? 0 : await freedBefore(unit, row),
    mayWait: await content.waiting.test(unit, ref.chatId),
  }
}

/** Undefined: it has no id or no time, or is a message that does not say who wrote it. */
async function headOf(
  unit: UnitOfWork,
  { people }: KeepPastParts,
  { chat, isShared }: Place,
  { id, fromMe, participant, atSec, content, stub }: HistoryRecord,
): Promise<Head | undefined> {
  const atMs = atSec * 1000
  if (id === '' || !(atMs <= LAST_MS)) return undefined
  if (fromMe) return { author: 'me', atMs }
  const sender = isShared ? participant : chat
  const author = people.known(sender) ?? (await people.of(unit, sender))
  if (author !== undefined) return { author, senderJid: sender as Jid, atMs }
  return content === undefined && stub !== Stub.REVOKE ? { author: 'system', atMs } : undefined
}

/** A row as it will be; 'special': it goes the way of live messages; undefined: nothing is kept. */
async function pastOf(
  unit: UnitOfWork,
  parts: KeepPastParts,
  place: Place,
  record: HistoryRecord,
  head: Head,
): Promise<PastMessage | 'special' | undefined> {
  const { content } = record
  const { author } = head
  if (content === undefined || author === 'system') {
    return await lineOf(unit, parts, record, head)
  }
  if (place.mayWait(record.id)) {
    const awaited = { chatId: place.ref.chatId, author, id: record.id }
    if (await parts.content.waiting.has(unit, awaited)) return 'special'
  }
  const outline = messageOutline(content)
  if (outline === undefined) return 'special'
  const lasting = lastingOf(place, outline, record, head.atMs)
  if (lasting !== undefined && lasting.expiresAtMs <= parts.now()) return undefined
  const past: Draft = factsOf(record, head)
  // Views into the chunk: what is stored is a copy.
  past.bytes = content
  const secret = outline.secret ?? record.secret
  if (secret !== undefined) past.secret = secret
  if (lasting !== undefined) Object.assign(past, lasting)
  if (outline.quiet) past.raises = false
  if (record.hasReactions) past.reactions = await reactionsOf(unit, parts, place, record)
  return past
}

type Draft = { -readonly [Name in keyof PastMessage]: PastMessage[Name] }

/** What a record says of itself, beside its content. */
function factsOf(
  { id, orderId, status, starred, pushName, more }: HistoryRecord,
  { author, atMs, senderJid }: Head,
): Draft {
  const facts: Draft = { id, author, atMs, orderId }
  if (senderJid === undefined) facts.ticks = ticks.get(status ?? Status.PENDING) ?? 'sent'
  else facts.senderJid = senderJid
  if (starred) facts.starred = true
  if (pushName !== '') facts.pushName = pushName
  if (more !== undefined) facts.past = more
  return facts
}

/** How long it stays: as its content says, or as the phone says where that says nothing. */
function lastingOf(
  { isStatus }: Place,
  { expiresAfterSec }: MessageOutline,
  { lastsSec, lastsFromSec }: HistoryRecord,
  atMs: number,
) {
  const seconds = isStatus ? DAY_SEC : expiresAfterSec
  if (seconds > 0) return { expiresAfterSec: seconds, expiresAtMs: atMs + seconds * 1000 }
  if (lastsSec === 0) return undefined
  const fromMs = lastsFromSec === 0 ? atMs : lastsFromSec * 1000
  return { expiresAfterSec: lastsSec, expiresAtMs: fromMs + lastsSec * 1000 }
}

/** A line that stands for an event, or for a message that was taken back. */
async function lineOf(
  unit: UnitOfWork,
  parts: KeepPastParts,
  record: HistoryRecord,
  { author, atMs }: Head,
): Promise<PastMessage | undefined> {
  const { id, orderId, stub } = record
  if (stub === Stub.REVOKE) {
    return { id, orderId, author, atMs, deleted: author === 'me' ? 'me' : 'sender' }
  }
  const personOf = async (address: string) =>
    parts.people.known(address) ?? (await parts.people.of(unit, address))
  const system = await stubLine(personOf, frameOf(record))
  if (system === undefined) return undefined
  return {
    id,
    orderId,
    author: 'system',
    atMs,
    system,
    raises: false,
    // What it says beyond the line stays readable for a later build.
    ...(system.what === 'other' ? { past: frameBytes(record) } : {}),
  }
}

async function applySpecial(
  unit: UnitOfWork,
  parts: KeepPastParts,
  place: Place,
  record: HistoryRecord,
  head: Head & { readonly seq?: number },
): Promise<void> {
  const { content, id, pushName } = record
  const { author, atMs, senderJid, seq } = head
  if (content === undefined || author === 'system') return
  const facts = factsOf(record, head)
  const envelope: Envelope = {
    ref: place.ref,
    chat: place.chat,
    author,
    id,
    atMs,
    source: 'history',
    ...(senderJid === undefined ? {} : { senderJid }),
    ...(facts.ticks === undefined ? {} : { ticks: facts.ticks }),
    ...(pushName === '' ? {} : { pushName }),
    ...(seq === undefined ? {} : { seq }),
  }
  const applied = await parts.content.apply(unit, envelope, content.slice())
  if (applied.at !== 'stored' && applied.at !== 'known') return
  if (applied.at === 'stored' && !(await stays(unit, parts, record, applied.key))) return
  const reactions = await reactionsOf(unit, parts, place, record)
  const row = await parts.log.get(unit, applied.key)
  if (row === undefined) return
  const { secret } = record
  const past = { ...facts, reactions, ...(secret === undefined ? {} : { secret }) }
  await fillRow(unit, parts, { key: applied.key, row, past })
}

/** Sets the timer that only the phone tells of. False: its time is over. */
async function stays(
  unit: UnitOfWork,
  { log, now }: KeepPastParts,
  { lastsSec, lastsFromSec }: HistoryRecord,
  key: MessageKey,
): Promise<boolean> {
  const row = await log.get(unit, key)
  if (lastsSec === 0 || row === undefined || row.expires !== undefined) return true
  const fromMs = lastsFromSec === 0 ? key[1] : lastsFromSec * 1000
  const atMs = fromMs + lastsSec * 1000
  if (atMs <= now()) await log.remove(unit, key, 'expired')
  else {
    await log.change(unit, key, (before) => ({ ...before, expiresAfterSec: lastsSec }))
    await log.expire(unit, key, atMs)
  }
  return atMs > now()
}

async function reactionsOf(
  unit: UnitOfWork,
  { people }: KeepPastParts,
  { chat }: Place,
  record: HistoryRecord,
): Promise<Reactions> {
  if (!record.hasReactions) return []
  const rows: Reactions[number][] = []
  for (const { key, text, senderTimestampMs } of frameOf(record).reactions) {
    const sender = key?.participant || (chat === STATUS ? '' : (key?.remoteJid ?? ''))
    const author = key?.fromMe === true ? 'me' : await people.of(unit, sender)
    if (author === undefined) continue
    rows.push({ author, emoji: text, atMs: Number(senderTimestampMs) })
  }
  return newest([], rows) ?? []
}
