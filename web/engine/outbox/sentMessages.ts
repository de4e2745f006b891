import type { OutboxRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { aboutMessage } from './aboutMessage.ts'
import type { ChatAccess } from './chatAccess.ts'
import type { OutboxParts } from './outboxParts.ts'
import type { Plan } from './plan.ts'

/** How long what has no row of its own can be asked for again. */
const KEPT_MS = 2 * 86_400_000

/** A message of ours that somebody asks for again. */
export interface SentMessage {
  readonly chatId?: number | undefined
  readonly bytes: Uint8Array
  readonly peer: boolean
}

/** What was sent, for those who could not read it. */
export interface SentMessages {
  /** Keeps what has no row: reactions, edits, what was taken back, messages to the own phone. */
  keep(unit: UnitOfWork, row: OutboxRow, plan: Plan): Promise<void>
  /** `chat`: where it was sent. Undefined: never sent, too long ago, or deleted since. */
  find(rows: RowReader, chat: Jid | undefined, id: string): Promise<SentMessage | undefined>
  /** Forgets what is too old, acts of windows too: nobody repeats them after so long. */
  clean(unit: UnitOfWork): Promise<void>
}

export function createSentMessages(parts: OutboxParts, access: ChatAccess): SentMessages {
  const { book, log, clock, addressKey } = parts
  const keyOf = (id: string) => addressKey(`sent|${id}`)

  return {
    async keep(unit, row, plan) {
      const about = plan.what === 'message' ? plan.about : undefined
      const { bytes, chatId } = row
      if (row.message !== undefined || (bytes === undefined && about === undefined)) return
      if (plan.what !== 'message' && plan.what !== 'peer') return
      unit.put('sent', await keyOf(row.id), {
        atMs: clock.now(),
        ...(bytes === undefined ? {} : { bytes }),
        ...(chatId === undefined ? {} : { chatId }),
        ...(about === undefined ? {} : { about }),
      })
    },
    async find(rows, chat, id) {
      const ref = chat === undefined ? undefined : await book.findChat(rows, chat)
      const stored = ref && (await log.find(rows, ref.chatId, 'me', id))
      if (stored?.row.bytes !== undefined) {
        return { chatId: ref?.chatId, bytes: stored.row.bytes, peer: false }
      }
      const kept = await rows.get('sent', await keyOf(id))
      if (kept === undefined) return undefined
      const { chatId, about } = kept
      if (chatId === undefined) {
        const fromPhone = chat !== undefined && book.isMe(chat)
        return fromPhone && kept.bytes ? { bytes: kept.bytes, peer: true } : undefined
      }
      // Not to somebody else than those it was sent to.
      if ((await book.chat(rows, chatId))?.chatId !== ref?.chatId) return undefined
      const made = about && (await aboutMessage(rows, { access, log }, chatId, about))
      const bytes = made === undefined ? kept.bytes : encodeProto(MessageSchema, made)
      return bytes && { chatId, bytes, peer: false }
    },
    async clean(unit) {
      const before = clock.now() - KEPT_MS
      for (const { key, row } of await unit.range('sent', {})) {
        if (row.atMs < before) unit.del('sent', key)
      }
      for (const { key, row } of await unit.range('acts', {})) {
        if (row.atMs < before) unit.del('acts', key)
      }
    },
  }
}
