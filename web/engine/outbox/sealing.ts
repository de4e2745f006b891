import { contentKind, type ContentKind } from '../../formats/contentKind.ts'
import { padMessage } from '../../formats/messagePadding.ts'
import type { OutboxRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { decodeProto, encodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import type { SealedFor } from '../../wire/stanza/sendMessage.ts'
import type { UnitOfWork } from '../work/work.ts'
import { aboutMessage } from './aboutMessage.ts'
import type { ChatAccess } from './chatAccess.ts'
import type { OutboxParts } from './outboxParts.ts'
import { planOf } from './plan.ts'

/** After so much work others get their turn (law 13). */
const BREATH_MS = 8

/** A message that is about to be encrypted. */
export interface Outgoing {
  readonly bytes: Uint8Array
  readonly message: Message
  readonly kind: ContentKind
}

/** Why a message cannot be sent. It stays where it is, marked as failed. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure'
  readonly code: 'no-device' | 'not-writable' | 'identity-changed' | 'internal'

  constructor(code: SendFailure['code']) {
    super(code)
    this.code = code
  }
}

/** What both forms of sending do alike. */
export interface Sealing {
  /** The content of a row; nothing when it is gone: then there is nothing to send any more. */
  outgoing(unit: UnitOfWork, row: OutboxRow): Promise<Outgoing | undefined>
  /**
   * Encrypts for each device what `plain` gives for it. A device without a session is left out, and
   * gets the message when its list is found to differ, or when it asks.
   */
  forEach(
    unit: UnitOfWork,
    devices: readonly Jid[],
    plain: (device: Jid) => Uint8Array,
  ): Promise<readonly SealedFor[]>
  padded(bytes: Uint8Array): Uint8Array
}

export function createSealing(parts: OutboxParts, access: ChatAccess): Sealing {
  const { clock, cipher, log, randomBytes, breathe } = parts

  async function bytesAbout(unit: UnitOfWork, row: OutboxRow): Promise<Uint8Array | undefined> {
    const plan = planOf(row)
    if (plan.what !== 'message' || plan.about === undefined || row.chatId === undefined) {
      return undefined
    }
    const made = await aboutMessage(unit, { access, log }, row.chatId, plan.about)
    return made && encodeProto(MessageSchema, made)
  }

  function padded(bytes: Uint8Array): Uint8Array {
    return padMessage(bytes, randomBytes(1)[0] ?? 0)
  }

  return {
    padded,
    async outgoing(unit, row) {
      const stored = row.message && (await log.get(unit, row.message))
      if (row.message !== undefined && (stored === undefined || stored.deleted !== undefined)) {
        return undefined
      }
      const bytes = row.bytes ?? stored?.bytes ?? (await bytesAbout(unit, row))
      if (bytes === undefined) return undefined
      const message = decodeProto(MessageSchema, bytes)
      return { bytes, message, kind: contentKind(message) }
    },
    async forEach(unit, devices, plain) {
      const sealed: SealedFor[] = []
      let breath = clock.now()
      for (const device of devices) {
        const one = await cipher.encrypt(unit, device, padded(plain(device)))
        if (one !== undefined) sealed.push({ device, ...one })
        if (clock.now() - breath < BREATH_MS) continue
        await breathe()
        breath = clock.now()
      }
      return sealed
    },
  }
}

/** A message as one's own other devices get it: with the chat that it went to. */
export function deviceSent({ message }: Outgoing, destination: Jid): Uint8Array {
  const sent: Init<Message> = {
    deviceSentMessage: { destinationJid: destination, message },
    messageContextInfo: message.messageContextInfo,
  }
  return encodeProto(MessageSchema, sent)
}
