import { unpadMessage } from '../../formats/messagePadding.ts'
import { FormatError } from '../../formats/formatError.ts'
import { contentField, unwrapMessage, type UnwrappedMessage } from '../../formats/unwrapMessage.ts'
import { identityOfPreKeyMessage } from '../../signal/session.ts'
import { retryErrorOf, SignalError } from '../../signal/signalError.ts'
import { decodeProto, ProtoError } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { IncomingEnc, IncomingMessage } from '../../wire/stanza/incomingMessage.ts'
import type { Cipher } from '../cipher/cipher.ts'
import { isForgedDevice } from '../cipher/peerVerdict.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork } from '../work/work.ts'

/** One decrypted part of a stanza. */
export interface ReadMessage {
  readonly bytes: Uint8Array
  readonly message: Message
}

/** What came of the encrypted parts of a stanza. */
export type Reading =
  /** In order; empty when the stanza brought keys only. */
  | {
      readonly at: 'read'
      readonly messages: readonly ReadMessage[]
      readonly identityChanged: boolean
    }
  /** All of it was read before, and what it said was stored with that (chapter 04 section 7). */
  | { readonly at: 'duplicate' }
  /** It must be asked for again. `error` as in chapter 05 section 7; `reason` for the inspector. */
  | {
      readonly at: 'unreadable'
      readonly error: number
      readonly reason: string
      /** The sender has no way to write to this device but with new keys. */
      readonly needsKeys: boolean
      readonly identityChanged: boolean
    }
  /** Decrypted, and no message: asking again would bring the same. */
  | { readonly at: 'nonsense' }
  /** Of a bot, under a secret that is not kept. */
  | { readonly at: 'bot' }

const ADV_FAILURE = 12

/** Decrypts the parts of stanzas, inside the unit that stores what they say. */
export interface Reader {
  read(unit: UnitOfWork, message: IncomingMessage): Promise<Reading>
}

export function createReader(parts: { readonly cipher: Cipher; readonly trace: Trace }): Reader {
  const { cipher, trace } = parts

  /** Whether the device that writes for the first time is not whose it says it is. */
  function isForged(
    unit: UnitOfWork,
    { sender: device, deviceIdentity, fromMe: isOwn }: IncomingMessage,
    bytes: Uint8Array,
  ): Promise<boolean> {
    const identityKey = identityOfPreKeyMessage(bytes)
    return isForgedDevice(unit, parts, { device, identityKey, deviceIdentity, isOwn }, 'message')
  }

  async function open(
    unit: UnitOfWork,
    message: IncomingMessage,
    { type, bytes }: IncomingEnc,
  ): Promise<{ readonly plaintext: Uint8Array; readonly identityChanged: boolean }> {
    const { sender, from } = message
    if (type !== 'pkmsg' && type !== 'msg') {
      return {
        plaintext: await cipher.decryptGroup(unit, from, sender, bytes),
        identityChanged: false,
      }
    }
    if (type === 'pkmsg' && (await isForged(unit, message, bytes))) throw new ForgedIdentity()
    return await cipher.decrypt(unit, sender, type, bytes)
  }

  /** A key for a group counts where it came from that group (chapter 05 section 6 rule 4). */
  async function takeKey(
    unit: UnitOfWork,
    from: IncomingMessage,
    { senderKey }: UnwrappedMessage,
  ): Promise<void> {
    const isShared = from.place === 'group' || from.place === 'status' || from.place === 'broadcast'
    if (senderKey === undefined) return
    if (!isShared || senderKey.groupId !== from.from) {
      trace({ step: 'message', place: from.place, outcome: 'foreign-key' })
      return
    }
    const { axolotlSenderKeyDistributionMessage: bytes } = senderKey
    await cipher.takeDistribution(unit, from.from, from.sender, bytes)
  }

  return {
    async read(unit, message) {
      const known = message.encs.filter(({ type }) => knownTypes.includes(type))
      if (known.length === 0) {
        const isBots = message.encs.some(({ type }) => type === 'msmsg')
        if (isBots) return { at: 'bot' }
        return unreadable(0, message.encs.length === 0 ? 'nothing-encrypted' : 'unknown-type', {
          needsKeys: true,
        })
      }
      const messages: ReadMessage[] = []
      let identityChanged = false
      let duplicate = false
      let isNonsense = false
      let failure: { readonly error: number; readonly reason: string } | undefined
      for (const enc of known) {
        try {
          const opened = await open(unit, message, enc)
          identityChanged ||= opened.identityChanged
          const bytes = enc.version === 3 ? opened.plaintext : unpadMessage(opened.plaintext)
          const decoded = decodeProto(MessageSchema, bytes)
          const unwrapped = unwrapMessage(decoded, message.fromMe)
          // Its step is taken: what it says stays, also when the key beside it is none.
          messages.push({ bytes, message: decoded })
          await takeKey(unit, message, unwrapped)
        } catch (cause) {
          if (cause instanceof SignalError && cause.code === 'duplicate') duplicate = true
          else if (cause instanceof SignalError) {
            failure ??= { error: retryErrorOf(cause.code), reason: cause.code }
          } else if (cause instanceof ForgedIdentity) {
            failure ??= { error: ADV_FAILURE, reason: 'forged-identity' }
          } else if (cause instanceof ProtoError || cause instanceof FormatError) {
            isNonsense = true
          } else throw cause
        }
      }
      if (messages.some(hasContent)) return { at: 'read', messages, identityChanged }
      if (failure !== undefined) {
        const needsKeys = failure.reason === 'no-sender-key' && !known.some(isPairwise)
        return unreadable(failure.error, failure.reason, { needsKeys, identityChanged })
      }
      if (isNonsense) return { at: 'nonsense' }
      if (duplicate) return { at: 'duplicate' }
      return { at: 'read', messages, identityChanged }
    },
  }
}

const knownTypes = ['pkmsg', 'msg', 'skmsg']

function isPairwise({ type }: IncomingEnc): boolean {
  return type !== 'skmsg'
}

function hasContent({ message }: ReadMessage): boolean {
  return contentField(message) !== undefined
}

function unreadable(
  error: number,
  reason: string,
  { needsKeys = false, identityChanged = false },
): Reading {
  return { at: 'unreadable', error, reason, needsKeys, identityChanged }
}

/** A companion that its account never signed. */
class ForgedIdentity extends Error {
  override readonly name = 'ForgedIdentity'
}
