import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog, NewMessage } from '../chats/log.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Envelope } from './envelope.ts'
import { isInWindow } from './edits.ts'
import { recordReached } from './ticks.ts'
import type { Waiting } from './waiting.ts'
import { without } from './without.ts'

/** What a new message brings, beside what its envelope says. */
export type Matter = Omit<NewMessage, 'id' | 'author' | 'atMs' | 'senderJid' | 'pushName'>

/** Puts messages where they belong, with everything that came before them. */
export interface Placement {
  /** A message that is not stored yet. */
  append(unit: UnitOfWork, envelope: Envelope, matter: Matter): Promise<MessageKey>
  /** A message whose placeholder is stored: it keeps its place, and what was said about it. */
  fill(unit: UnitOfWork, key: MessageKey, envelope: Envelope, matter: Matter): Promise<void>
}

export function createPlacement(parts: {
  readonly book: Book
  readonly log: MessageLog
  readonly waiting: Waiting
}): Placement {
  const { log, waiting } = parts
  return {
    async append(unit, envelope, matter) {
      const { ref, id, author, atMs, senderJid, pushName } = envelope
      const waited = await waiting.take(unit, { chatId: ref.chatId, author, id })
      const { revoke, edit, reactions, receipts } = waited ?? {}
      const head = {
        id,
        author,
        atMs,
        ...(senderJid === undefined ? {} : { senderJid }),
        ...(envelope.seq === undefined ? {} : { seq: envelope.seq }),
      }
      // One that was sent again under its id after it was taken back is another message.
      const isRevoked = revoke !== undefined && atMs <= revoke.atMs
      const key = await log.append(
        unit,
        ref,
        isRevoked
          ? { ...head, ...frameOf(matter), deleted: revoke.by }
          : {
              ...head,
              ...(pushName === undefined ? {} : { pushName }),
              ...matter,
              ...(edit !== undefined && isInWindow(atMs, edit.servedMs)
                ? { edit: { bytes: edit.bytes, atMs: edit.atMs } }
                : {}),
              ...(reactions === undefined ? {} : { reactions }),
            },
      )
      if (receipts !== undefined) await recordReached(unit, parts, key, receipts)
      return key
    },
    async fill(unit, key, { pushName }, { bytes, secret, expiresAfterSec, expiresAtMs }) {
      await log.change(unit, key, (row) => ({
        ...without(row, 'missing'),
        ...(bytes === undefined ? {} : { bytes }),
        ...(secret === undefined ? {} : { secret }),
        ...(expiresAfterSec === undefined ? {} : { expiresAfterSec }),
        ...(pushName === undefined ? {} : { pushName }),
      }))
      if (expiresAtMs !== undefined) await log.expire(unit, key, expiresAtMs)
    },
  }
}

/** What stays of a message that was taken back before it came: that it was there. */
function frameOf({ ticks, counts, raises, expiresAtMs }: Matter): Matter {
  return {
    ...(ticks === undefined ? {} : { ticks }),
    ...(counts === undefined ? {} : { counts }),
    ...(raises === undefined ? {} : { raises }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  }
}

const content = [
  'bytes',
  'edit',
  'secret',
  'reactions',
  'missing',
  'error',
  'starred',
  'expiresAfterSec',
  'pushName',
  // Votes, where somebody was, and the messages of others lie in it.
  'past',
] as const

/** The same of one that is stored. */
export function revokedRow(row: MessageRow, by: 'me' | 'sender' | 'admin'): MessageRow {
  return { ...without(row, ...content), deleted: by }
}
