import { FormatError } from '../../formats/formatError.ts'
import type { MessageRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { ProtoError } from '../../wire/proto/codec.ts'
import type { KnownMessage, PastMessage } from '../chats/appendMany.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Content } from '../inbox/applyContent.ts'
import type { Envelope } from '../inbox/envelope.ts'
import { revokedRow } from '../inbox/placement.ts'
import { farther } from '../inbox/ticks.ts'
import type { UnitOfWork } from '../work/work.ts'

export interface FillParts {
  readonly log: MessageLog
  readonly content: Content
  /** A message that cannot be read. */
  readonly onMalformed: (unit: UnitOfWork, bytes: Uint8Array, chat: string) => Promise<void>
}

export type Reactions = NonNullable<MessageRow['reactions']>

/** What was there before, and only what it lacks. */
export async function fill(
  unit: UnitOfWork,
  parts: FillParts,
  { ref, chat }: Pick<Envelope, 'ref' | 'chat'>,
  known: KnownMessage,
): Promise<void> {
  const { past, row } = known
  if (past.deleted !== undefined) return await takeBack(unit, parts, known, past.deleted)
  if (row.missing === undefined || past.bytes === undefined || past.author === 'system') {
    return await fillRow(unit, parts, known)
  }
  const { author, id, atMs, senderJid } = past
  const envelope: Envelope = {
    ref,
    chat,
    author,
    id,
    atMs,
    source: 'history',
    ...(senderJid === undefined ? {} : { senderJid: senderJid as Jid }),
    ...(past.ticks === undefined ? {} : { ticks: past.ticks }),
  }
  try {
    await parts.content.apply(unit, envelope, past.bytes)
  } catch (cause) {
    if (!(cause instanceof FormatError || cause instanceof ProtoError)) throw cause
    return await parts.onMalformed(unit, past.bytes, chat)
  }
  const filled = await parts.log.get(unit, known.key)
  if (filled === undefined) return
  await fillRow(unit, parts, { ...known, row: filled })
  const { expiresAfterSec, expiresAtMs } = past
  if (filled.expires !== undefined || expiresAfterSec === undefined) return
  // Only the phone tells of this timer.
  await parts.log.change(unit, known.key, (before) => ({ ...before, expiresAfterSec }))
  await parts.log.expire(unit, known.key, expiresAtMs)
}

/** The phone knows that it was taken back: nothing of it stays here either. */
async function takeBack(
  unit: UnitOfWork,
  { log }: FillParts,
  { key, row }: KnownMessage,
  by: 'me' | 'sender' | 'admin',
): Promise<void> {
  if (row.deleted !== undefined || row.author === 'system') return
  unit.del('starred', key)
  await log.change(unit, key, (before) => revokedRow(before, by))
}

export async function fillRow(
  unit: UnitOfWork,
  { log }: FillParts,
  { key, row, past }: KnownMessage,
): Promise<void> {
  const after = filledRow(row, past)
  if (after !== row) await log.change(unit, key, () => after)
}

/** The row with what it lacked; the same one when it lacks nothing. */
function filledRow(row: MessageRow, past: PastMessage): MessageRow {
  // What was taken back stays so, with all that hung on it; a line says what it says.
  if (row.deleted !== undefined || row.author === 'system') return row
  const reached = past.ticks === undefined ? row.ticks : farther(row.ticks ?? 'failed', past.ticks)
  const reactions = newest(row.reactions ?? [], past.reactions ?? [])
  const lacks: Partial<MessageRow> = {
    ...(past.starred === true && row.starred !== true ? { starred: true } : {}),
    ...(reached === undefined || reached === row.ticks ? {} : { ticks: reached }),
    ...(past.secret !== undefined && row.secret === undefined ? { secret: past.secret } : {}),
    ...(reactions === undefined ? {} : { reactions }),
    ...(past.past !== undefined && row.past === undefined ? { past: past.past } : {}),
  }
  return Object.keys(lacks).length === 0 ? row : { ...row, ...lacks }
}

/** Of each person the newest; undefined when that is what was known. */
export function newest(before: Reactions, told: Reactions): Reactions | undefined {
  const after = told.reduce((list, reaction) => {
    const known = list.find(({ author }) => author === reaction.author)
    if (known !== undefined && known.atMs >= reaction.atMs) return list
    return [...list.filter((other) => other !== known), reaction]
  }, before)
  return after === before ? undefined : after
}
