import type { OutboxRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
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
  /** Forgets what is too old. */
  clean(unit: UnitOfWork): Promise<void>
}

export function createSentMessages(parts: OutboxParts): SentMessages {
  const { book, log, clock, addressKey } = parts
  const keyOf = (id: string) => addressKey(`sent|${id}`)

  return {
    async keep(unit, row, plan) {
      if (row.bytes === undefined || row.message !== undefined) return
      if (plan.what !== 'message' && plan.what !== 'peer') return
      unit.put('sent', await keyOf(row.id), {
        atMs: clock.now(),
        bytes: row.bytes,
        ...(row.chatId === undefined ? {} : { chatId: row.chatId }),
        ...(plan.what === 'message' && plan.about !== undefined ? { about: plan.about } : {}),
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
      const about = kept.about && (await log.get(rows, kept.about))
      // What a deleted message said must not come back by way of its edits and reactions.
      if (kept.about !== undefined && (about === undefined || about.deleted !== undefined)) {
        return undefined
      }
      return { chatId: kept.chatId, bytes: kept.bytes, peer: kept.chatId === undefined }
    },
    async clean(unit) {
      const before = clock.now() - KEPT_MS
      for (const { key, row } of await unit.range('sent', {})) {
        const gone = row.about !== undefined && (await log.get(unit, row.about)) === undefined
        if (row.atMs < before || gone) unit.del('sent', key)
      }
    },
  }
}
