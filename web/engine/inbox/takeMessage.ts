import { contentField, unwrapMessage } from '../../formats/unwrapMessage.ts'
import { FormatError } from '../../formats/formatError.ts'
import { accountOf } from '../../wire/account.ts'
import { isJid, type Jid, jidParts } from '../../wire/jid.ts'
import { ProtoError } from '../../wire/proto/codec.ts'
import type { IncomingMessage } from '../../wire/stanza/incomingMessage.ts'
import type { Nack } from '../../wire/stanza/messageAck.ts'
import type { ChatRef } from '../chats/book.ts'
import { noteIdentity } from '../people/identityNews.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Asking, RetryWish } from './asking.ts'
import type { Applied, Envelope } from './envelope.ts'
import { takeFromPhone } from './fromPhone.ts'
import type { InboxParts } from './inbox.ts'
import type { Notices } from './notices.ts'
import type { Reader, Reading, ReadMessage } from './reading.ts'

/** How a message is answered once what it brought is durable (chapter 05 section 6, its table). */
export type Answer =
  /** It is here: the receipt that is due. */
  | { readonly with: 'receipt' }
  /** An ack; with a number when it is not taken. */
  | { readonly with: 'ack'; readonly nack?: Nack }
  /** A request for another copy, and behind it what ends the service's redelivery. */
  | { readonly with: 'retry'; readonly wish?: RetryWish }

export interface TakeParts extends InboxParts {
  readonly reader: Reader
  readonly asking: Asking
  readonly notices: Notices
}

const DAY_MS = 86_400_000

/**
 * Decrypts a message and applies what it says, in one unit: the ratchet's step and the rows are
 * stored together or not at all (chapter 04 section 7).
 */
export async function takeMessage(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
): Promise<Answer> {
  await learnPairs(unit, parts, message)
  if (message.place === 'newsletter') return takeNewsletter(unit, parts, message)
  if (message.unavailable !== undefined && message.encs.length === 0) {
    return takeUnavailable(unit, parts, message, message.unavailable)
  }
  const reading = await parts.reader.read(unit, message)
  if ('identityChanged' in reading && reading.identityChanged && !message.fromMe) {
    const { sender, id, chat } = message
    await noteIdentity(unit, parts, { sender, id, chat, atMs: message.timeSec * 1000 })
  }
  switch (reading.at) {
    case 'read':
      return takeRead(unit, parts, message, reading.messages)
    case 'duplicate':
      note(parts, message, 'known')
      return { with: 'receipt' }
    case 'nonsense':
      return takeNonsense(unit, parts, message)
    case 'bot':
      note(parts, message, 'refused', 'bot')
      return { with: 'ack', nack: 495 }
    case 'unreadable':
      return takeUnreadable(unit, parts, message, reading)
  }
}

/** The addresses of one person that the stanza tells together (chapter 05 section 3). */
async function learnPairs(unit: UnitOfWork, { book }: TakeParts, message: IncomingMessage) {
  const { sender, senderAlternative, chat, chatAlternative } = message
  for (const [one, other] of [
    [sender, senderAlternative],
    [chat, chatAlternative],
  ] as const) {
    if (other === undefined) continue
    const [first, second] = [accountOf(one), accountOf(other)]
    const isLidFirst = first.endsWith('@lid')
    await book.learn(unit, isLidFirst ? second : first, isLidFirst ? first : second, 'strong')
  }
}

async function takeRead(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
  read: readonly ReadMessage[],
): Promise<Answer> {
  for (const one of read) {
    if (contentField(one.message) === undefined) continue
    if (message.fromMe && (await takeOwn(unit, parts, message, one))) continue
    const ref = await refOf(unit, parts, message, one)
    if (ref === undefined) {
      note(parts, message, 'refused', 'destination')
      continue
    }
    await applyOne(unit, parts, await envelopeOf(unit, parts, message, ref), message, one)
  }
  return { with: 'receipt' }
}

async function applyOne(
  unit: UnitOfWork,
  parts: TakeParts,
  envelope: Envelope,
  message: IncomingMessage,
  { bytes, message: decoded }: ReadMessage,
): Promise<void> {
  const applied = await parts.content.apply(unit, envelope, bytes, decoded)
  await parts.asking.arrived(unit, envelope)
  noteStored(unit, parts, envelope, applied)
  note(parts, message, applied.at)
}

/** What concerns the account and no conversation. Only the phone itself is believed. */
async function takeOwn(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
  { message: decoded }: ReadMessage,
): Promise<boolean> {
  const { message: inner } = unwrapMessage(decoded, true)
  const control = inner.protocolMessage
  const isPhone = jidParts(message.sender).device === 0 && message.place === 'direct'
  if (control !== undefined && isPhone) {
    const taken = await takeFromPhone(unit, fromPhoneParts(parts), message.id, control)
    if (taken) await parts.asking.arrived(unit, { author: 'me', id: message.id })
    if (taken) return true
  }
  // Other peer messages have no place in a conversation.
  return message.peer
}

function fromPhoneParts(parts: TakeParts) {
  return { ...parts, onStored: () => {} }
}

async function takeNewsletter(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
): Promise<Answer> {
  const { plaintext } = message
  if (plaintext === undefined) return { with: 'ack' }
  const ref = await parts.book.chatOf(unit, message.chat)
  const envelope = await envelopeOf(unit, parts, message, ref)
  try {
    const applied = await parts.content.apply(unit, envelope, plaintext.slice())
    noteStored(unit, parts, envelope, applied)
    note(parts, message, applied.at)
    return { with: 'ack' }
  } catch (cause) {
    if (!(cause instanceof ProtoError || cause instanceof FormatError)) throw cause
    note(parts, message, 'refused', 'malformed')
    return { with: 'ack', nack: 491 }
  }
}

/** The service has nothing for this device: only a phone can show it, or send it over. */
async function takeUnavailable(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
  type: string,
): Promise<Answer> {
  note(parts, message, 'unavailable', type)
  if (message.peer) return { with: 'ack' }
  const isPhoneOnly = type === 'view_once'
  const ref = await parts.book.chatOf(unit, message.chat, message.chatAlternative)
  const envelope = await envelopeOf(unit, parts, message, ref)
  const { key, isNew } = await parts.content.applyMissing(unit, envelope, {
    state: isPhoneOnly ? 'phone-only' : 'asked',
    senderJid: message.sender,
    reason: 'unavailable',
  })
  if (isNew) noteMissing(unit, parts, envelope, key)
  if (isNew && !isPhoneOnly) await parts.asking.unavailable(unit, envelope, key)
  return { with: 'ack' }
}

/** Asking the sender again would bring the same bytes; the phone may know better. */
async function takeNonsense(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
): Promise<Answer> {
  note(parts, message, 'refused', 'malformed')
  await keepPlace(unit, parts, message, 'malformed')
  return { with: 'ack', nack: 491 }
}

/** It broke something here, and would do so again: its place is kept, and the phone is asked. */
export async function takeBroken(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
): Promise<Answer> {
  note(parts, message, 'refused', 'failed')
  await keepPlace(unit, parts, message, 'failed')
  return { with: 'ack', nack: 500 }
}

async function keepPlace(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
  reason: 'malformed' | 'failed',
): Promise<void> {
  if (message.place !== 'newsletter' && !message.peer && !isHidden(message)) {
    const ref = await parts.book.chatOf(unit, message.chat, message.chatAlternative)
    const envelope = await envelopeOf(unit, parts, message, ref)
    const { key, isNew } = await parts.content.applyMissing(unit, envelope, {
      state: 'asked',
      senderJid: message.sender,
      reason,
    })
    if (isNew) noteMissing(unit, parts, envelope, key)
    if (isNew) await parts.asking.unavailable(unit, envelope, key)
  }
}

async function takeUnreadable(
  unit: UnitOfWork,
  parts: TakeParts,
  message: IncomingMessage,
  reading: Extract<Reading, { at: 'unreadable' }>,
): Promise<Answer> {
  note(parts, message, 'unreadable', reading.reason)
  const { error, needsKeys } = reading
  const sentAgain = Math.max(0, ...message.encs.map(({ count }) => count))
  const failure = { ask: message, sentAgain, error, needsKeys }
  if (message.peer) {
    const wish = await parts.asking.failed(unit, { author: 'me', id: message.id }, failure)
    return { with: 'retry', ...(wish === undefined ? {} : { wish }) }
  }
  // What has expired is not asked for any more.
  const ageMs = parts.platform.clock.now() - message.timeSec * 1000
  if (message.place === 'status' && ageMs > DAY_MS) return { with: 'ack' }
  const ref = await parts.book.chatOf(unit, message.chat, message.chatAlternative)
  const envelope = await envelopeOf(unit, parts, message, ref)
  const known = await parts.log.find(unit, ref.chatId, envelope.author, message.id)
  if (known !== undefined && known.row.missing === undefined) return { with: 'receipt' }
  const shown = isHidden(message)
    ? undefined
    : await parts.content.applyMissing(unit, envelope, {
        state: 'asked',
        senderJid: message.sender,
        reason: reading.reason,
        askedMs: parts.platform.clock.now(),
      })
  if (shown?.isNew) noteMissing(unit, parts, envelope, shown.key)
  const wish = await parts.asking.failed(unit, envelope, {
    ...failure,
    ...(shown === undefined ? {} : { message: shown.key }),
  })
  return { with: 'retry', ...(wish === undefined ? {} : { wish }) }
}

/**
 * The chat a message belongs to. One's own may say it twice: in the stanza and, encrypted, in the
 * message itself; undefined when these are two different chats.
 */
async function refOf(
  unit: UnitOfWork,
  { book }: TakeParts,
  message: IncomingMessage,
  { message: decoded }: ReadMessage,
): Promise<ChatRef | undefined> {
  const { chat, chatAlternative, fromMe, place, recipient } = message
  const destination = fromMe ? unwrapMessage(decoded, true).sentTo?.destinationJid : undefined
  if (place !== 'direct' || destination === undefined || !isJid(destination)) {
    return await book.chatOf(unit, chat, chatAlternative)
  }
  if (recipient === undefined) return await book.chatOf(unit, accountOf(destination))
  return (await mayBeOne(unit, book, accountOf(destination), chat))
    ? await book.chatOf(unit, chat, chatAlternative)
    : undefined
}

/** A LID and a number whose owner is not known may be one person: then the stanza decides. */
async function mayBeOne(unit: UnitOfWork, book: TakeParts['book'], one: Jid, other: Jid) {
  if (one === other) return true
  const [lid, pn] = one.endsWith('@lid') ? [one, other] : [other, one]
  if (!lid.endsWith('@lid') || pn.endsWith('@lid')) return false
  const [knownPn, knownLid] = [await book.pnOf(unit, lid), await book.lidOf(unit, pn)]
  return (knownPn ?? pn) === pn && (knownLid ?? lid) === lid
}

async function envelopeOf(
  unit: UnitOfWork,
  { book }: TakeParts,
  message: IncomingMessage,
  ref: ChatRef,
): Promise<Envelope> {
  const { chat, sender, fromMe, id, timeSec, offline, pushName } = message
  const author = fromMe ? 'me' : await book.contactOf(unit, sender)
  if (author !== 'me' && pushName !== undefined && message.place !== 'newsletter') {
    await book.name(unit, author, 'push', pushName)
  }
  return {
    ref,
    chat,
    author,
    id,
    atMs: timeSec * 1000,
    source: offline ? 'offline' : 'live',
    ...(fromMe ? {} : { senderJid: accountOf(sender) }),
    ...(fromMe || pushName === undefined ? {} : { pushName }),
  }
}

function isHidden({ encs }: IncomingMessage): boolean {
  return encs.some(({ hideFailure }) => hideFailure)
}

function noteStored(
  unit: UnitOfWork,
  { notices }: TakeParts,
  { ref, source }: Envelope,
  applied: Applied,
): void {
  if (applied.at !== 'stored' || !applied.counts) return
  unit.after(() => notices.stored(ref.chatId, applied.key, source === 'offline'))
}

/** What could not be read is still a message that somebody sent. */
function noteMissing(
  unit: UnitOfWork,
  { notices }: TakeParts,
  { ref, author, source }: Envelope,
  key: Parameters<Notices['stored']>[1],
): void {
  if (author !== 'me') unit.after(() => notices.stored(ref.chatId, key, source === 'offline'))
}

function note(
  { trace }: TakeParts,
  { place }: IncomingMessage,
  outcome: 'stored' | 'changed' | 'known' | 'nothing' | 'unreadable' | 'unavailable' | 'refused',
  reason?: string,
): void {
  trace({ step: 'message', place, outcome, ...(reason === undefined ? {} : { reason }) })
}
