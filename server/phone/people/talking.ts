import { jidParts, makeJid, parseJid, type Jid } from '../../../web/wire/jid.ts'
import { node } from '../../../web/wire/node/node.ts'
import { encodeProto } from '../../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import { resolve } from '../device/lookups.ts'
import { type Content, kindOf } from '../device/messageKind.ts'
import { plainMessage } from '../device/messageNode.ts'
import { sendStatus } from '../device/outgoing.ts'
import { given, receipt } from '../device/receiptNodes.ts'
import type { Book } from './book.ts'
import {
  editContent,
  forwardedContent,
  madeUpContent,
  reactionContent,
  revokeContent,
  textContent,
  timerContent,
} from './contents.ts'
import type { PeopleControl, SayOptions } from './control.ts'
import type { Person } from './person.ts'
import type { Timers } from './timers.ts'
import { contextFor, findMessage, freshMessageId, keyOf, withMentions } from './speaking.ts'

/** What people say and show one another. */
export type Talking = Pick<
  PeopleControl,
  | 'say'
  | 'send'
  | 'forward'
  | 'react'
  | 'edit'
  | 'revoke'
  | 'timer'
  | 'typing'
  | 'presence'
  | 'receipt'
  | 'status'
  | 'newsletter'
  | 'call'
  | 'hangUp'
>

export interface TalkingParts {
  readonly book: Book
  readonly randomBytes: (length: number) => Uint8Array
  readonly now: () => number
  readonly timers: Timers
}

export function createTalking({ book, randomBytes, now, timers }: TalkingParts): Talking {
  const nowSec = (): number => Math.floor(now() / 1000)

  async function deliver(
    person: Person,
    chat: Jid,
    content: Content,
    options: SayOptions = {},
  ): Promise<{ id: string }> {
    const id = options.id ?? freshMessageId(randomBytes)
    await person.device(options.device).send({ id, to: chat, content })
    return { id }
  }

  async function aimed(
    who: string,
    chatName: string,
    id: string,
    make: (key: Awaited<ReturnType<typeof keyOf>>) => Content,
  ): Promise<{ id: string }> {
    const person = book.person(who)
    const chat = book.chat(chatName)
    return deliver(person, chat, make(await keyOf(person.device(), chat, id)))
  }

  return {
    async say(who, chatName, text, options = {}) {
      const person = book.person(who)
      const chat = book.chat(chatName)
      const context = await contextFor(book, person, chat, options, timers.of(person, chat))
      const words = withMentions(book, person, text, options)
      return deliver(person, chat, textContent(words, context), options)
    },
    async send(who, chatName, kind, options = {}) {
      const person = book.person(who)
      const chat = book.chat(chatName)
      const context = await contextFor(book, person, chat, options, timers.of(person, chat))
      const content = madeUpContent(kind, context, randomBytes, nowSec())
      return deliver(person, chat, content, options)
    },
    async forward(who, to, messageId) {
      const person = book.person(who)
      const { message } = findMessage(person.device(), messageId)
      const context = { isForwarded: true, forwardingScore: 1 }
      return deliver(person, book.chat(to), forwardedContent(message, context))
    },
    react: (who, chat, id, emoji) =>
      aimed(who, chat, id, (key) => reactionContent(key, emoji, now())),
    edit: (who, chat, id, text) =>
      aimed(who, chat, id, (key) => editContent(key, textContent(text, {}), now())),
    revoke: (who, chat, id) => aimed(who, chat, id, revokeContent),
    async timer(who, chatName, seconds) {
      const person = book.person(who)
      const chat = book.chat(chatName)
      if (jidParts(chat).server === 'g.us') {
        const asked =
          seconds === 0 ? node('not_ephemeral') : node('ephemeral', { expiration: String(seconds) })
        const { core } = person.device()
        await core.request((id) =>
          node('iq', { id, to: chat, type: 'set', xmlns: 'w:g2' }, [asked]),
        )
      } else {
        await deliver(person, chat, timerContent(seconds, nowSec()))
      }
      timers.set(person, chat, seconds)
    },
    async typing(who, chatName, on) {
      const { core } = book.person(who).device()
      const to = await resolve(core, book.chat(chatName))
      core.send(node('chatstate', { to }, [node(on ? 'composing' : 'paused')]))
    },
    async presence(who, isAvailable) {
      const person = book.person(who)
      const type = isAvailable ? 'available' : 'unavailable'
      person.device().core.send(node('presence', { type, name: person.facts().name }))
    },
    async receipt(who, chatName, ids, type) {
      const person = book.person(who)
      sendReceipts(person, book.chat(chatName), ids, type, nowSec())
    },
    async status(who, text) {
      const person = book.person(who)
      const id = freshMessageId(randomBytes)
      const audience = book.people.filter((other) => other !== person).map(({ lid }) => lid)
      const content = { extendedTextMessage: { text, backgroundArgb: 0xff1f6f5c } }
      await sendStatus(person.device().core, { id, content }, audience)
      return { id }
    },
    async newsletter(who, newsletter, text) {
      const id = freshMessageId(randomBytes)
      const content = textContent(text, {})
      const bytes = encodeProto(MessageSchema, content)
      const { core } = book.person(who).device()
      await core.transmit(plainMessage(id, parseJid(newsletter), kindOf(content), bytes))
      return { id }
    },
    async call(who, whom, options = {}) {
      const person = book.person(who)
      const { core } = person.device()
      const id = freshMessageId(randomBytes)
      const media = [node('audio', { enc: 'opus', rate: '16000' })]
      if (options.video === true) media.push(node('video', { enc: 'vp8', dec: 'vp8' }))
      const to = await resolve(core, book.chat(whom))
      const attrs = { 'call-id': id, 'call-creator': person.lid }
      core.send(node('call', { id: core.nextId(), to }, [node('offer', attrs, media)]))
      return { id }
    },
    async hangUp(who, whom, callId) {
      const person = book.person(who)
      const { core } = person.device()
      const to = await resolve(core, book.chat(whom))
      const attrs = { 'call-id': callId, 'call-creator': person.lid, reason: 'timeout' }
      core.send(node('call', { id: core.nextId(), to }, [node('terminate', attrs)]))
    },
  }
}

/** Read or played: to the chat, in a group one receipt for each author (05 section 7). */
export function sendReceipts(
  person: Person,
  chat: Jid,
  ids: readonly string[],
  type: 'read' | 'played',
  atSec: number,
): void {
  const device = person.device()
  const isGroup = ['g.us', 'broadcast'].includes(jidParts(chat).server)
  const isStatus = chat === makeJid('status', 'broadcast')
  const context = given('context', isStatus ? 'status' : undefined)
  const byPlace = new Map<string, string[]>()
  for (const id of ids) {
    const found = findMessage(device, id)
    const place = isGroup ? found.author : found.chat
    byPlace.set(place, [...(byPlace.get(place) ?? []), id])
  }
  for (const [place, some] of byPlace) {
    const to = isGroup ? chat : place
    const attrs = {
      to,
      type,
      t: String(atSec),
      ...given('participant', isGroup ? place : undefined),
    }
    device.core.send(receipt(some, { ...attrs, ...context }))
  }
}
