import { isJid, jidParts, bareJid, makeJid, type Jid } from '../../../web/wire/jid.ts'
import { bytesOf, child, children, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import { retryErrorOf, SignalError } from '../../../web/signal/signalError.ts'
import { identityOfPreKeyMessage } from '../../../web/signal/session.ts'
import { learnPair, sessionAddress } from './addresses.ts'
import { isTrusted } from './bundles.ts'
import { type DeviceCore, isOwn } from './core.ts'
import type { HeardMessage } from './deviceState.ts'
import { openFromGroup, takeGroupKey } from './groupKeys.ts'
import { contentName, textOfContent } from './messageKind.ts'
import { unpad } from './padding.ts'
import { open } from './pairwise.ts'
import { ackOf, addressed, given, receipt, retryReceipt } from './receiptNodes.ts'

/** Retries this device asks for before it gives a message up. */
const MOST_RETRIES = 5
const MOST_HEARD = 5000
const MOST_FAILED = 1000
/** The sender's companion could not be vouched for (05 section 7). */
const ADV_FAILURE = 12

/** Where a message stands: its chat, and who sent it. */
interface Place {
  readonly chat: Jid
  readonly sender: Jid
  readonly fromMe: boolean
  readonly isPeer: boolean
  readonly isGroup: boolean
}

/** Why a message could not be read. */
class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly code: string
  readonly error: number

  constructor(code: string, error: number) {
    super(code)
    this.code = code
    this.error = error
  }
}

/** Reads one message stanza, keeps what it said, and answers it (chapter 05 section 6). */
export async function takeMessage(core: DeviceCore, stanza: WireNode): Promise<void> {
  const place = placeOf(core, stanza)
  if (place === undefined) return core.send(ackOf(stanza))
  const plain = child(stanza, 'plaintext')
  if (plain !== undefined) {
    keep(core, stanza, place, 'plain', decodeProto(MessageSchema, bytesOf(plain)), bytesOf(plain))
    await core.save()
    return core.send(ackOf(stanza))
  }
  if (child(stanza, 'unavailable') !== undefined && child(stanza, 'enc') === undefined) {
    return core.send(ackOf(stanza))
  }
  try {
    await readAll(core, stanza, place)
  } catch (cause) {
    const failure = unreadable(cause)
    if (failure.code !== 'duplicate') return askAgain(core, stanza, place, failure)
    noteRepeat(core, stanza, place)
  }
  await core.save()
  answer(core, stanza, place)
}

/** Decrypts pairwise parts first: they may bring the key of the other. */
async function readAll(core: DeviceCore, stanza: WireNode, place: Place): Promise<void> {
  const encs = children(stanza).filter(({ tag }) => tag === 'enc')
  const pairwise = encs.filter(({ attrs }) => attrs['type'] !== 'skmsg')
  const shared = encs.filter(({ attrs }) => attrs['type'] === 'skmsg')
  if (encs.length === 0) throw new Unreadable('no-ciphertext', 0)
  for (const enc of [...pairwise, ...shared]) await readOne(core, stanza, place, enc)
}

async function readOne(
  core: DeviceCore,
  stanza: WireNode,
  place: Place,
  enc: WireNode,
): Promise<void> {
  const type = enc.attrs['type']
  if (type !== 'pkmsg' && type !== 'msg' && type !== 'skmsg') {
    throw new Unreadable('unknown-type', 0)
  }
  const bytes = bytesOf(enc)
  if (type === 'pkmsg') await checkSender(core, stanza, place.sender, bytes)
  const padded =
    type === 'skmsg'
      ? await openFromGroup(core, place.chat, place.sender, bytes)
      : (await open(core, place.sender, type, bytes)).plaintext
  const plaintext = unpad(padded)
  if (plaintext === undefined) throw new Unreadable('bad-padding', 4)
  const outer = decodeProto(MessageSchema, plaintext)
  const message = place.fromMe ? (outer.deviceSentMessage?.message ?? outer) : outer
  if (place.fromMe && !place.isGroup && !place.isPeer) checkWrapping(core, stanza, place, outer)
  const key = (outer.senderKeyDistributionMessage ?? message.senderKeyDistributionMessage) as
    | { groupId: string; axolotlSenderKeyDistributionMessage: Uint8Array }
    | undefined
  if (key !== undefined && place.isGroup && key.groupId === place.chat) {
    const bytesOfKey = key.axolotlSenderKeyDistributionMessage.slice()
    await core.inCrypto(async () => takeGroupKey(core, key.groupId, place.sender, bytesOfKey))
  }
  if (contentName(message) === 'unknown' && key !== undefined) return
  keep(core, stanza, place, type, message, encodeProto(MessageSchema, message))
}

/** What another own device sent says for which chat it was; a message that does not is read, and noted. */
function checkWrapping(core: DeviceCore, stanza: WireNode, place: Place, outer: Message): void {
  const destination = outer.deviceSentMessage?.destinationJid ?? ''
  const isRight = isJid(destination) && personOf(core, destination) === personOf(core, place.chat)
  if (isRight) return
  noteFailure(core, stanza, place, destination === '' ? 'not-device-sent' : 'wrong-destination')
}

function noteFailure(core: DeviceCore, stanza: WireNode, place: Place, code: string): void {
  const { failed } = core.state
  const { id = '' } = stanza.attrs
  failed.push({ chat: place.chat, id, from: place.sender, code, atMs: core.now() })
  failed.splice(0, Math.max(0, failed.length - MOST_FAILED))
}

/** A companion has to be vouched for before its first message is believed. */
async function checkSender(
  core: DeviceCore,
  stanza: WireNode,
  sender: Jid,
  bytes: Uint8Array,
): Promise<void> {
  const shown = child(stanza, 'device-identity')
  const account = core.state.identities.get(sessionAddress(core.state, bareJid(sender)))
  const own = isOwn(core, sender) ? core.account.identity.publicKey : undefined
  const identity = identityOfPreKeyMessage(bytes)
  const signed = shown === undefined ? undefined : bytesOf(shown)
  if (!(await isTrusted(sender, identity, signed, own ?? account))) {
    throw new Unreadable('adv', ADV_FAILURE)
  }
}

function placeOf(core: DeviceCore, stanza: WireNode): Place | undefined {
  const { from = '', participant, recipient, category } = stanza.attrs
  if (!isJid(from)) return undefined
  const { server } = jidParts(from)
  const isGroup = server === 'g.us' || server === 'broadcast'
  const author = participant ?? from
  if (!isJid(author)) return undefined
  const alternative = isGroup
    ? (stanza.attrs['participant_pn'] ?? stanza.attrs['participant_lid'])
    : (stanza.attrs['sender_pn'] ?? stanza.attrs['sender_lid'])
  learnPair(core.state, author, alternative)
  const fromMe = isOwn(core, author)
  const chat = isGroup ? from : fromMe ? (recipient ?? bareJid(from)) : bareJid(from)
  if (!isJid(chat)) return undefined
  if (fromMe && !isGroup) {
    learnPair(
      core.state,
      chat,
      stanza.attrs['peer_recipient_pn'] ?? stanza.attrs['peer_recipient_lid'],
    )
  }
  return { chat, sender: author, fromMe, isPeer: category === 'peer', isGroup }
}

/** Keeps a message; content that comes twice under one id is counted, not overwritten. */
function keep(
  core: DeviceCore,
  stanza: WireNode,
  place: Place,
  via: HeardMessage['via'],
  message: Message,
  bytes: Uint8Array,
): void {
  const { heard } = core.state
  const id = stanza.attrs['id'] ?? ''
  const known = find(core, id, place)
  if (known !== undefined) {
    known.times++
    return
  }
  const atMs = core.now()
  if (!place.isPeer) {
    heard.push({
      chat: place.chat,
      id,
      from: place.sender,
      fromMe: place.fromMe,
      via,
      kind: contentName(message),
      text: textOfContent(message),
      atMs,
      t: Number(stanza.attrs['t'] ?? 0),
      times: 1,
      repeats: 0,
      bytes,
    })
    heard.splice(0, Math.max(0, heard.length - MOST_HEARD))
  }
  const { chat, sender, fromMe, isPeer } = place
  core.heard({
    type: 'message',
    stanza,
    message: { chat, sender, id, fromMe, isPeer, atMs, bytes },
  })
}

function noteRepeat(core: DeviceCore, stanza: WireNode, place: Place): void {
  const known = find(core, stanza.attrs['id'] ?? '', place)
  if (known !== undefined) known.repeats++
}

function find(core: DeviceCore, id: string, place: Place): HeardMessage | undefined {
  const person = personOf(core, place.sender)
  return core.state.heard.find((one) => one.id === id && personOf(core, one.from as Jid) === person)
}

/** One name for a person's two addresses. */
function personOf(core: DeviceCore, jid: Jid): string {
  return sessionAddress(core.state, bareJid(jid))
}

/** The one answer a message gets once it is kept (05 section 6). */
function answer(core: DeviceCore, stanza: WireNode, place: Place): void {
  const { id = '', recipient, from = '' } = stanza.attrs
  if (place.isPeer) {
    core.send(receipt([id], { to: from, type: 'peer_msg' }))
  } else if (place.fromMe) {
    const whom = place.isGroup || recipient === undefined ? undefined : bareJid(recipient as Jid)
    core.send(receipt([id], { ...addressed(stanza), type: 'sender', ...given('recipient', whom) }))
  } else {
    const type = core.manner().receipts === 'none' ? 'inactive' : undefined
    const isStatus = from === makeJid('status', 'broadcast')
    const context = isStatus ? { context: 'status' } : given('type', type)
    core.send(receipt([id], { ...addressed(stanza), ...context }))
  }
}

async function askAgain(
  core: DeviceCore,
  stanza: WireNode,
  place: Place,
  failure: Unreadable,
): Promise<void> {
  const { state } = core
  const { id = '' } = stanza.attrs
  const key = `${place.chat} ${place.sender} ${id}`
  const before = state.asked.get(key) ?? Number(child(stanza, 'enc')?.attrs['count'] ?? 0)
  const count = before + 1
  noteFailure(core, stanza, place, failure.code)
  if (count <= MOST_RETRIES) {
    state.asked.set(key, count)
    const lacksKey = failure.code === 'no-sender-key'
    const asked = await retryReceipt(stanza, {
      count,
      error: failure.error,
      withKeys: count > 1 || lacksKey,
      keys: state.keys,
      signedIdentity: state.signedIdentity,
      randomBytes: core.randomBytes,
    })
    await core.save()
    core.send(asked)
  }
  if (place.fromMe && !place.isGroup && !place.isPeer) answer(core, stanza, place)
  else core.send(ackOf(stanza))
}

function unreadable(cause: unknown): Unreadable {
  if (cause instanceof Unreadable) return cause
  if (cause instanceof SignalError) return new Unreadable(cause.code, retryErrorOf(cause.code))
  throw cause
}
