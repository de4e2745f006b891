import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import { messageId } from '../../formats/messageId.ts'
import { contentField, unwrapMessage } from '../../formats/unwrapMessage.ts'
import type { MessageKey, OutboxRow } from '../../storage/talkRows.ts'
import { bareJid, jidParts, type Jid } from '../../wire/jid.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { nextId } from '../chats/ids.ts'
import { without } from '../inbox/without.ts'
import type { UnitOfWork } from '../work/work.ts'
import { type ChatAccess, contentOf, type OpenChat, Refusal, type Target } from './chatAccess.ts'
import {
  editedContent,
  editMessage,
  forwardMessage,
  reactionMessage,
  revokeMessage,
  textMessage,
  timerMessage,
} from './compose.ts'
import type { OutboxParts } from './outboxParts.ts'
import type { About, MessagePlan } from './plan.ts'

/** What the service takes as one text, in characters. */
const LONGEST_TEXT = 65_536
const EDIT_WINDOW_MS = 20 * 60_000
const REVOKE_WINDOW_MS = 2 * 86_400_000

type CommandOf<Type extends TalkCommand['type']> = Extract<TalkCommand, { type: Type }>

/** The commands that make messages: each stores what it does and what is to be sent in one unit. */
export interface Commands {
  sendText(unit: UnitOfWork, command: CommandOf<'sendText'>): Promise<void>
  editText(unit: UnitOfWork, command: CommandOf<'editText'>): Promise<void>
  react(unit: UnitOfWork, command: CommandOf<'react'>): Promise<void>
  deleteMessages(unit: UnitOfWork, command: CommandOf<'deleteMessages'>): Promise<void>
  forward(unit: UnitOfWork, command: CommandOf<'forward'>): Promise<void>
  /** In a chat with a person; a group's timer is the service's. */
  setTimer(unit: UnitOfWork, command: CommandOf<'setDisappearing'>): Promise<void>
  sendAgain(unit: UnitOfWork, command: CommandOf<'sendAgain'>): Promise<void>
}

export interface CommandParts extends OutboxParts {
  readonly access: ChatAccess
  /** A row is durable. */
  readonly added: (key: number, row: OutboxRow) => void
}

export const done: CommandResult = { ok: true }

export function createCommands(parts: CommandParts): Commands {
  const { access, book, log, content, clock, randomBytes, own, addressKey } = parts

  /** Whether this act of a window is new. It is remembered in the same unit. */
  async function isNew(unit: UnitOfWork, clientId: string): Promise<boolean> {
    const key = await addressKey(`act|${clientId}`)
    if ((await unit.get('acts', key)) !== undefined) return false
    unit.put('acts', key, { atMs: clock.now() })
    return true
  }

  function newMessageId(): string {
    const { user } = jidParts(bareJid(own().pn))
    const nowSec = Math.floor(clock.now() / 1000)
    return messageId({ nowSec, ownUser: user, random16: randomBytes(16) })
  }

  async function enqueue(unit: UnitOfWork, row: Omit<OutboxRow, 'createdMs'>): Promise<void> {
    const key = await nextId(unit, 'outbox')
    const whole = { ...row, createdMs: clock.now() }
    unit.put('outbox', key, whole)
    unit.after(() => parts.added(key, whole))
  }

  /**
   * What the message does here, and that it is to be sent. `about`: what it says stands in another
   * message's row by now, and is taken from there.
   */
  async function post(
    unit: UnitOfWork,
    chat: OpenChat,
    made: Init<Message>,
    about?: About,
  ): Promise<void> {
    const bytes = encodeProto(MessageSchema, made)
    const id = newMessageId()
    const { ref, jid } = chat
    // Whole seconds, as the service stamps what others write: an answer never stands above its question.
    const atMs = Math.floor(clock.now() / 1000) * 1000
    const envelope = { ref, chat: jid, author: 'me', id, atMs, source: 'own' } as const
    const applied = await content.apply(unit, envelope, bytes)
    const plan: MessagePlan = { what: 'message', ...(about === undefined ? {} : { about }) }
    const { chatId } = ref
    await enqueue(
      unit,
      applied.at === 'stored'
        ? { id, chatId, message: applied.key, plan }
        : { id, chatId, plan, ...(about === undefined ? { bytes } : {}) },
    )
  }

  /** Who this chat is with may have another phone, and the person asked to be told. */
  async function checkIdentity(
    unit: UnitOfWork,
    { row }: OpenChat,
    identityKnown: boolean,
  ): Promise<void> {
    if (row.kind !== 'direct' || row.contactId === undefined) return
    const found = await book.contact(unit, row.contactId)
    if (found?.row.identityChangedMs === undefined) return
    if (parts.settings().confirmIdentity && !identityKnown) throw new Refusal('identity-changed')
    await book.changeContact(unit, found.contactId, (contact) =>
      without(contact, 'identityChangedMs'),
    )
  }

  function checkText(text: string): void {
    if (text.trim() === '') throw new Refusal('text-empty')
    if (text.length > LONGEST_TEXT) throw new Refusal('text-too-long', { max: LONGEST_TEXT })
  }

  /** The text as it travels, with digits for the names in it, and whom they mean. */
  async function withMentions(
    unit: UnitOfWork,
    chat: OpenChat,
    { text, mentions = [] }: CommandOf<'sendText'>,
  ): Promise<{ readonly text: string; readonly people: readonly Jid[] }> {
    let spelled = text
    const people: Jid[] = []
    // The longest first: one name may begin like another.
    const ordered = mentions.toSorted((a, b) => b.text.length - a.text.length)
    for (const mention of ordered) {
      const jid = await access.personIn(unit, chat, mention.contactId)
      if (jid === undefined || mention.text.length < 2) continue
      spelled = spelled.replaceAll(mention.text, `@${jidParts(jid).user}`)
      if (!people.includes(jid)) people.push(jid)
    }
    return { text: spelled, people }
  }

  async function quoteOf(unit: UnitOfWork, chat: OpenChat, key: string) {
    const target = await access.message(unit, key)
    const author = await access.authorOf(unit, chat, target.row)
    return { id: target.row.id, author, message: contentOf(target) }
  }

  /** The outbox row of a message that has not been encrypted yet: nobody but us knows of it. */
  async function unsent(unit: UnitOfWork, key: MessageKey): Promise<number | undefined> {
    for (const { key: place, row } of await unit.range('outbox', {})) {
      const same = row.message?.every((part, at) => part === key[at]) === true
      if (same && row.stanza === undefined && planIsFirst(row)) return place
    }
    return undefined
  }

  async function deleteForAll(unit: UnitOfWork, chat: OpenChat, target: Target): Promise<void> {
    const { key, row } = target
    if (row.deleted !== undefined || row.author === 'system') return
    if (row.author === 'me') {
      const place = await unsent(unit, key)
      if (place !== undefined || row.ticks === 'failed') {
        if (place !== undefined) unit.del('outbox', place)
        await log.remove(unit, key)
        return
      }
      if (clock.now() - key[1] > REVOKE_WINDOW_MS) throw new Refusal('too-late')
    } else if (!isAdmin(chat)) {
      throw new Refusal('too-late')
    }
    await post(unit, chat, revokeMessage(await access.nameOf(unit, chat, row)))
  }

  function isAdmin({ group }: OpenChat): boolean {
    const me = group?.members.find(({ jid }) => book.isMe(jid as Jid))
    return me !== undefined && me.role !== 'member'
  }

  async function deleteHere(unit: UnitOfWork, { key }: Target): Promise<void> {
    const place = await unsent(unit, key)
    if (place !== undefined) unit.del('outbox', place)
    await log.remove(unit, key)
  }

  return {
    async sendText(unit, command) {
      const chat = await access.writable(unit, command.chatId)
      checkText(command.text)
      if (!(await isNew(unit, command.clientId))) return
      await checkIdentity(unit, chat, command.identityKnown === true)
      const { text, people } = await withMentions(unit, chat, command)
      const quote =
        command.quote === undefined ? undefined : await quoteOf(unit, chat, command.quote)
      await post(unit, chat, textMessage(text, { quote, mentions: people, timer: chat.timer }))
    },

    async editText(unit, command) {
      const chat = await access.writable(unit, command.chatId)
      checkText(command.text)
      const target = await access.message(unit, command.key)
      const { message: original } = unwrapMessage(contentOf(target), true)
      const field = contentField(original)
      const isText = field === 'conversation' || field === 'extendedTextMessage'
      const ageMs = clock.now() - target.key[1]
      if (target.row.author !== 'me' || !isText || ageMs > EDIT_WINDOW_MS) {
        throw new Refusal('too-late')
      }
      if (!(await isNew(unit, command.clientId))) return
      await checkIdentity(unit, chat, false)
      const name = await access.nameOf(unit, chat, target.row)
      const made = editMessage(name, editedContent(original, command.text), clock.now())
      await post(unit, chat, made, { message: target.key, as: 'edit' })
    },

    async react(unit, command) {
      const chat = await access.writable(unit, command.chatId)
      const target = await access.message(unit, command.key)
      if (target.row.deleted !== undefined || target.row.author === 'system') {
        throw new Refusal('message-gone')
      }
      if (!(await isNew(unit, command.clientId))) return
      await checkIdentity(unit, chat, false)
      const name = await access.nameOf(unit, chat, target.row)
      const made = reactionMessage(name, command.emoji, clock.now())
      await post(unit, chat, made, { message: target.key, as: 'reaction' })
    },

    async deleteMessages(unit, command) {
      const { clientId, keys, forAll } = command
      const targets: Target[] = []
      for (const text of keys) {
        const target = await access.message(unit, text).catch(ignoreGone)
        if (target !== undefined) targets.push(target)
      }
      if (!(await isNew(unit, clientId))) return
      if (!forAll) {
        for (const target of targets) await deleteHere(unit, target)
        return
      }
      const chat = await access.writable(unit, command.chatId)
      for (const target of targets) await deleteForAll(unit, chat, target)
    },

    async forward(unit, command) {
      const { clientId, keys, to } = command
      const contents: Message[] = []
      for (const text of keys) contents.push(contentOf(await access.message(unit, text)))
      const chats: OpenChat[] = []
      for (const chatId of to) chats.push(await access.writable(unit, chatId))
      if (!(await isNew(unit, clientId))) return
      for (const chat of chats) {
        await checkIdentity(unit, chat, command.identityKnown === true)
        for (const message of contents) {
          const made = forwardMessage(message, chat.timer)
          if (made === undefined) throw new Refusal('message-gone')
          await post(unit, chat, made)
        }
      }
    },

    async setTimer(unit, command) {
      const chat = await access.writable(unit, command.chatId)
      if (!(await isNew(unit, command.clientId))) return
      const setSec = Math.floor(clock.now() / 1000)
      await post(unit, chat, timerMessage({ seconds: command.seconds, setSec }))
    },

    async sendAgain(unit, command) {
      const target = await access.message(unit, command.key)
      const { key, row } = target
      if (row.author !== 'me' || row.ticks !== 'failed' || row.deleted !== undefined) return
      const chat = await access.writable(unit, command.chatId)
      // Who sends it again after being told of a new security code agrees to it.
      await checkIdentity(unit, chat, row.error?.code === 'identity-changed')
      await log.change(unit, key, (message) => ({
        ...without(message, 'error'),
        ticks: 'pending',
      }))
      const { chatId } = chat.ref
      await enqueue(unit, { id: row.id, chatId, message: key, plan: { what: 'message' } })
    },
  }
}

/** Whether nothing of the row was ever on the wire. */
function planIsFirst({ plan }: OutboxRow): boolean {
  return (plan as MessagePlan).again === undefined
}

function ignoreGone(cause: unknown): undefined {
  if (cause instanceof Refusal) return undefined
  throw cause
}
