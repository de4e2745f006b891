import {
  contentField,
  unwrapMessage,
  type ContentField,
  type UnwrappedMessage,
} from '../../formats/unwrapMessage.ts'
import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { MessageKey, MissingRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import {
  KeepInChatMessage_KeepType,
  type Message,
  MessageSchema,
} from '../../wire/proto/gen/message_pb.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { UnitOfWork } from '../work/work.ts'
import { createChanges } from './changes.ts'
import { contextOf } from './contextOf.ts'
import { applyControl, applySealed, type ControlParts } from './controls.ts'
import type { Applied, Envelope } from './envelope.ts'
import { createPlacement, type Matter } from './placement.ts'
import { targetOf } from './targets.ts'
import { createWaiting, type Waiting } from './waiting.ts'

export interface ContentParts {
  readonly clock: Pick<Clock, 'now'>
  readonly store: Pick<AccountStore, 'addressKey'>
  readonly book: Book
  readonly log: MessageLog
  /** The own addresses, with or without the device number. */
  readonly own: () => { readonly pn: Jid; readonly lid?: Jid }
}

/** What the content of messages does to rows, wherever it comes from. */
export interface Content {
  /**
   * Applies one message: stores it, or does to another message what it says (edit, revoke, reaction).
   * In any order and as often as it comes, everything is applied once; what is about a message that
   * is not there yet waits for it. `bytes`: the Message as it came, without padding; with its
   * envelopes, a DeviceSentMessage too. Throws ProtoError 'malformed', FormatError 'too-deep'.
   */
  apply(
    unit: UnitOfWork,
    envelope: Envelope,
    bytes: Uint8Array,
    decoded?: Message,
  ): Promise<Applied>
  /** Stores that there is a message that could not be read. Nothing when it is stored already. */
  applyMissing(
    unit: UnitOfWork,
    envelope: Envelope,
    missing: MissingRow,
  ): Promise<{ readonly key: MessageKey; readonly isNew: boolean }>
  readonly waiting: Waiting
}

const DAY_SEC = 86_400

/** Contents that belong to other messages: no reason to call a person, or to raise a chat. */
const quiet: readonly (ContentField | 'unknown')[] = [
  'pollUpdateMessage',
  'pinInChatMessage',
  'encReactionMessage',
  'encEventResponseMessage',
  'encCommentMessage',
  'secretEncryptedMessage',
  'pollResultSnapshotMessage',
  'pollResultSnapshotMessageV3',
]

export function createContent(parts: ContentParts): Content {
  const { clock, book, log, own } = parts
  const waiting = createWaiting(parts)
  const placement = createPlacement({ book, log, waiting })
  const ownAddresses = () => [own().lid, own().pn].filter((jid) => jid !== undefined)
  const changes = createChanges({ book, log, waiting, ownAddresses })
  const controls: ControlParts = { book, log, changes, own }

  /** What the content does; 'message' when it is one of its own. */
  async function act(
    unit: UnitOfWork,
    envelope: Envelope,
    { message }: UnwrappedMessage,
  ): Promise<'message' | 'changed' | 'nothing'> {
    const field = contentField(message)
    switch (field) {
      case undefined:
      case 'call':
        return 'nothing'
      case 'protocolMessage':
        return await applyControl(unit, controls, envelope, message.protocolMessage)
      case 'encReactionMessage':
      case 'secretEncryptedMessage':
        return await applySealed(unit, controls, envelope, message)
      case 'reactionMessage': {
        const { key: name, text: emoji, senderTimestampMs } = message.reactionMessage ?? {}
        const atMs = Number(senderTimestampMs ?? 0n)
        await changes.react(unit, envelope, { name, emoji: emoji ?? '', atMs })
        return 'changed'
      }
      case 'keepInChatMessage':
        await keep(unit, envelope, message)
        return 'changed'
      default:
        return 'message'
    }
  }

  /** Somebody wants a message to stay although it was to disappear, or not any more. */
  async function keep(unit: UnitOfWork, envelope: Envelope, { keepInChatMessage }: Message) {
    const target = await targetOf(unit, book, envelope, keepInChatMessage?.key)
    const found = target && (await log.find(unit, target.chatId, target.author, target.id))
    const { expiresAfterSec } = found?.row ?? {}
    if (found === undefined || expiresAfterSec === undefined) return
    const stays = keepInChatMessage?.keepType === KeepInChatMessage_KeepType.KEEP_FOR_ALL
    const atMs = stays ? undefined : found.key[1] + expiresAfterSec * 1000
    await log.expire(unit, found.key, atMs)
  }

  async function matterOf(
    unit: UnitOfWork,
    envelope: Envelope,
    bytes: Uint8Array,
    { message, contextInfo }: UnwrappedMessage,
  ): Promise<Matter> {
    const field = contentField(message) ?? 'unknown'
    const isQuiet = quiet.includes(field)
    const place = (await book.chat(unit, envelope.ref.chatId))?.row.kind
    const secret = contextInfo?.messageSecret
    const seconds = place === 'status' ? DAY_SEC : contextOf(message)?.expiration
    return {
      bytes,
      message,
      counts: !isQuiet && place !== 'status' && countsFrom(envelope),
      ...(isQuiet ? { raises: false } : {}),
      ...(secret === undefined || secret.length === 0 ? {} : { secret: secret.slice() }),
      ...(envelope.author === 'me' ? { ticks: envelope.ticks ?? ticksFrom(envelope) } : {}),
      ...(seconds === undefined || seconds === 0
        ? {}
        : { expiresAfterSec: seconds, expiresAtMs: envelope.atMs + seconds * 1000 }),
      ...(field === 'placeholderMessage' ? { missing: { state: 'phone-only' } } : {}),
    }
  }

  return {
    waiting,
    async apply(unit, envelope, bytes, decoded = decodeProto(MessageSchema, bytes)) {
      const { ref, author, id } = envelope
      const known = await log.find(unit, ref.chatId, author, id)
      if (known !== undefined && known.row.missing === undefined) {
        return { at: 'known', key: known.key }
      }
      const opened = unwrapMessage(decoded, author === 'me')
      const outcome = await act(unit, envelope, opened)
      if (outcome !== 'message') {
        if (known !== undefined) await log.remove(unit, known.key)
        return { at: outcome }
      }
      const matter = await matterOf(unit, envelope, bytes, opened)
      const { expiresAtMs, counts = false } = matter
      if (expiresAtMs !== undefined && expiresAtMs <= clock.now()) {
        if (known !== undefined) await log.remove(unit, known.key)
        else await waiting.take(unit, { chatId: ref.chatId, author, id })
        return { at: 'nothing' }
      }
      if (known === undefined) {
        return { at: 'stored', key: await placement.append(unit, envelope, matter), counts }
      }
      await placement.fill(unit, known.key, envelope, matter)
      return { at: 'stored', key: known.key, counts }
    },
    async applyMissing(unit, envelope, missing) {
      const { ref, author, id } = envelope
      const known = await log.find(unit, ref.chatId, author, id)
      if (known !== undefined) return { key: known.key, isNew: false }
      const key = await placement.append(unit, envelope, {
        missing,
        counts: countsFrom(envelope),
        ...(author === 'me' ? { ticks: 'sent' } : {}),
      })
      return { key, isNew: true }
    },
  }
}

function countsFrom({ author, source }: Envelope): boolean {
  return author !== 'me' && source !== 'history'
}

function ticksFrom({ source }: Envelope): 'pending' | 'sent' {
  return source === 'own' ? 'pending' : 'sent'
}
