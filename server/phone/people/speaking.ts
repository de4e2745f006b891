import type { RandomBytes } from '../../../web/crypto/x25519.ts'
import { toHex } from '../../../web/crypto/bytes.ts'
import { bareJid, jidParts, type Jid } from '../../../web/wire/jid.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import type { MessageKey } from '../../../web/wire/proto/gen/messageKey_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import type { Device } from '../device/device.ts'
import { DeviceError } from '../device/deviceError.ts'
import { groupOf, resolve } from '../device/lookups.ts'
import { unwrapped } from '../device/messageKind.ts'
import type { Book } from './book.ts'
import type { Context } from './contents.ts'
import type { SayOptions } from './control.ts'
import type { Person } from './person.ts'

/** A message of the modern web form, chapter 05 section 1; here all of it is chance. */
export function freshMessageId(randomBytes: RandomBytes): string {
  return `3EB0${toHex(randomBytes(9)).toUpperCase()}`
}

/** A message as its reader's device has it, whoever wrote it. */
export interface Found {
  readonly id: string
  readonly chat: Jid
  /** Address of the author, without device. */
  readonly author: Jid
  readonly fromMe: boolean
  readonly message: Message
}

/** A message that a device sent or read. @throws DeviceError 'unknown' */
export function findMessage({ core }: Device, id: string): Found {
  const sent = core.state.sent.find((one) => one.id === id)
  if (sent !== undefined) {
    return {
      id,
      chat: sent.to as Jid,
      author: core.account.lid as Jid,
      fromMe: true,
      message: decodeProto(MessageSchema, sent.bytes),
    }
  }
  const heard = core.state.heard.find((one) => one.id === id)
  if (heard === undefined) throw new DeviceError('unknown', `this device never had message ${id}`)
  return {
    id,
    chat: heard.chat as Jid,
    author: bareJid(heard.from as Jid),
    fromMe: heard.fromMe,
    message: decodeProto(MessageSchema, heard.bytes),
  }
}

/** How a message is named to the others of the chat. */
export async function keyOf(device: Device, chat: Jid, id: string): Promise<Init<MessageKey>> {
  const { fromMe, author } = findMessage(device, id)
  const remoteJid = await resolve(device.core, chat)
  const isGroup = jidParts(chat).server === 'g.us'
  const participant = isGroup && !fromMe ? { participant: await inGroup(device, chat, author) } : {}
  return { remoteJid, fromMe, id, ...participant }
}

/** An author's address in the form that the group uses. */
async function inGroup(device: Device, group: Jid, author: Jid): Promise<Jid> {
  const { addressing } = await groupOf(device.core, group)
  const { user, server } = jidParts(author)
  if (addressing === 'lid' && server === 's.whatsapp.net') {
    const lid = device.core.state.lids.get(user)
    if (lid !== undefined) return `${lid}@lid` as Jid
  }
  return author
}

/** What hangs on the next message: quote, mentions, forwarding, and the chat's timer. */
export async function contextFor(
  book: Book,
  person: Person,
  chat: Jid,
  options: SayOptions,
  timerSec: number,
): Promise<Context> {
  const device = person.device(options.device)
  const context: { -readonly [Name in keyof Context]: Context[Name] } = {}
  if (options.quote !== undefined) {
    const { author, message } = findMessage(device, options.quote)
    const isGroup = jidParts(chat).server === 'g.us'
    context.stanzaId = options.quote
    context.participant = isGroup ? await inGroup(device, chat, author) : author
    context.quotedMessage = unwrapped(message)
  }
  if (options.mentions !== undefined) {
    const whom = options.mentions.map((name) => book.person(name))
    context.mentionedJid = whom.map(({ jid, lid }) =>
      person.facts().manner.addressing === 'lid' ? lid : jid,
    )
  }
  if (options.forwarded !== undefined) {
    context.isForwarded = true
    context.forwardingScore = options.forwarded
  }
  if (timerSec > 0) context.expiration = timerSec
  return context
}

/** The text with the `@` of everybody who is mentioned. */
export function withMentions(
  book: Book,
  person: Person,
  text: string,
  options: SayOptions,
): string {
  const ats = (options.mentions ?? []).map((name) => {
    const { jid, lid } = book.person(name)
    const mentioned = person.facts().manner.addressing === 'lid' ? lid : jid
    return `@${jidParts(mentioned).user}`
  })
  const missing = ats.filter((at) => !text.includes(at))
  return [...missing, text].join(' ')
}
