import type { Jid } from '../../wire/jid.ts'
import { decodeProto, ProtoError } from '../../wire/proto/codec.ts'
import {
  type Message,
  type ProtocolMessage,
  ProtocolMessage_Type,
  ReactionMessageSchema,
  type ReactionMessage,
  SecretEncryptedMessage_SecretEncType,
} from '../../wire/proto/gen/message_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { UnitOfWork } from '../work/work.ts'
import { type Changes, editedContent } from './changes.ts'
import type { Envelope } from './envelope.ts'

export interface ControlParts {
  readonly book: Book
  readonly log: MessageLog
  readonly changes: Changes
  readonly own: () => { readonly pn: Jid }
}

/** What a ProtocolMessage does that anybody may send: take back, edit, set the timer. */
export async function applyControl(
  unit: UnitOfWork,
  parts: ControlParts,
  envelope: Envelope,
  control: ProtocolMessage | undefined,
): Promise<'changed' | 'nothing'> {
  // REVOKE is 0: a control that does not say what it is must not take anything back.
  if (control === undefined || !isSet(control, 'type')) return 'nothing'
  switch (control.type) {
    case ProtocolMessage_Type.REVOKE:
      await parts.changes.revoke(unit, envelope, control.key)
      return 'changed'
    case ProtocolMessage_Type.MESSAGE_EDIT:
      if (control.editedMessage === undefined) return 'nothing'
      await parts.changes.edit(unit, envelope, {
        name: control.key,
        message: control.editedMessage,
        atMs: Number(control.timestampMs),
      })
      return 'changed'
    case ProtocolMessage_Type.EPHEMERAL_SETTING:
      await setTimer(unit, parts, envelope, control)
      return 'changed'
    default:
      return 'nothing'
  }
}

/** The disappearing timer of a direct chat; in groups the service itself tells it. */
async function setTimer(
  unit: UnitOfWork,
  { book, log, own }: ControlParts,
  envelope: Envelope,
  { ephemeralExpiration: seconds, ephemeralSettingTimestamp }: ProtocolMessage,
): Promise<void> {
  const { ref, author, id, atMs, senderJid } = envelope
  const chat = await book.chat(unit, ref.chatId)
  if (chat === undefined || (chat.row.kind !== 'direct' && chat.row.kind !== 'self')) return
  // A time in the future would shut out every later change.
  const setMs = Math.min(Number(ephemeralSettingTimestamp) * 1000 || atMs, atMs)
  if ((chat.row.disappearingSetMs ?? 0) <= setMs) {
    await book.changeChat(unit, chat.chatId, (row) => ({
      ...row,
      disappearingSec: seconds,
      disappearingSetMs: setMs,
    }))
  }
  if ((await log.find(unit, chat.chatId, 'system', id)) !== undefined) return
  const by = author === 'me' ? await book.contactOf(unit, own().pn) : author
  await log.append(unit, ref, {
    id,
    author: 'system',
    atMs,
    system: { what: 'disappearing', by, seconds },
    ...(senderJid === undefined ? {} : { senderJid }),
  })
}

/**
 * What is encrypted under another message's secret: an edit or a reaction. 'message': it could not be
 * opened, or has a use that this build does not know; its bytes are kept.
 */
export async function applySealed(
  unit: UnitOfWork,
  { changes }: ControlParts,
  envelope: Envelope,
  { encReactionMessage: sealedReaction, secretEncryptedMessage: sealed }: Message,
): Promise<'changed' | 'message'> {
  if (sealedReaction !== undefined) {
    const { targetMessageKey: name, encPayload: payload, encIv: iv } = sealedReaction
    const bytes = await changes.open(unit, envelope, { use: 'Enc Reaction', name, payload, iv })
    const reaction = bytes && readReaction(bytes)
    if (reaction === undefined) return 'message'
    const atMs = Number(reaction.senderTimestampMs)
    await changes.react(unit, envelope, { name, emoji: reaction.text, atMs })
    return 'changed'
  }
  if (sealed?.secretEncType !== SecretEncryptedMessage_SecretEncType.MESSAGE_EDIT) return 'message'
  const { targetMessageKey: name, encPayload: payload, encIv: iv } = sealed
  const bytes = await changes.open(unit, envelope, { use: 'Message Edit', name, payload, iv })
  const message = bytes && editedContent(bytes)
  if (message === undefined) return 'message'
  await changes.edit(unit, envelope, { name, message, atMs: envelope.atMs })
  return 'changed'
}

function readReaction(bytes: Uint8Array): ReactionMessage | undefined {
  try {
    return decodeProto(ReactionMessageSchema, bytes)
  } catch (cause) {
    if (cause instanceof ProtoError) return undefined
    throw cause
  }
}
