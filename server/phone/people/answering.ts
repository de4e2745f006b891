import { bareJid, type Jid } from '../../../web/wire/jid.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import type { HeardContent } from '../device/core.ts'
import { contentName, textOfContent } from '../device/messageKind.ts'
import type { Book } from './book.ts'
import { type Chance, pick, seededChance, seedOf } from './chance.ts'
import type { Person, PeopleWorld } from './person.ts'
import { ANSWERS, GREETINGS, QUESTIONS, REACTIONS } from './phrases.ts'
import { sendReceipts, type Talking } from './talking.ts'

/** What people do by themselves when something is written to them. */
export interface Answering {
  /** A message reached a person's first device. */
  heard(person: Person, message: HeardContent): void
  /** A companion was linked: somebody says hello to its owner. */
  greet(owner: Person): void
  close(): void
}

/** What is no reason to answer. */
const NOT_SPEECH = new Set(['reactionMessage', 'protocolMessage', 'editedMessage', 'unknown'])
const GREETING_MS = 2500
/** So long after an answer somebody is still seen as online. */
const LEAVES_MS = 12_000

/**
 * People read what comes, and answer the owners of phones: one answer for all that was written
 * meanwhile, in a group one person at a time. The same seed gives the same words.
 */
export function createAnswering(
  world: PeopleWorld,
  options: {
    readonly book: Book
    readonly talking: Talking
    readonly seed: number
    readonly background: (what: string, work: Promise<unknown>) => void
  },
): Answering {
  const { book, talking, seed, background } = options
  const rows = new Map<string, Chance>()
  const pending = new Map<string, () => void>()

  function chanceOf(key: string): Chance {
    const row = rows.get(key) ?? seededChance(seedOf(key, seed))
    rows.set(key, row)
    return row
  }

  function later(key: string, delayMs: number, work: () => Promise<unknown>): void {
    const cancel = world.after(delayMs, () => {
      pending.delete(key)
      background(`automatic ${key}`, work())
    })
    pending.set(key, cancel)
  }

  async function answer(
    person: Person,
    chat: Jid,
    message: HeardContent,
    key: string,
  ): Promise<void> {
    const chance = chanceOf(key)
    const { typingMs } = person.facts().manner
    const text = textOfContent(decodeProto(MessageSchema, message.bytes))
    if (chance() < 0.2) await talking.react(person.id, chat, message.id, pick(chance, REACTIONS))
    await talking.presence(person.id, true)
    await talking.typing(person.id, chat, true)
    const words = pick(chance, text.trimEnd().endsWith('?') ? QUESTIONS : ANSWERS)
    const quote = chance() < 0.15 ? { quote: message.id } : {}
    later(key, typingMs, async () => {
      await talking.typing(person.id, chat, false)
      await talking.say(person.id, chat, words, quote)
      later(`${key} leaves`, LEAVES_MS, () => talking.presence(person.id, false))
    })
  }

  return {
    heard(person, message) {
      const { answers, receipts, delayMs } = person.facts().manner
      const { chat, id, fromMe, isPeer, sender } = message
      if (person.isPhone || fromMe || isPeer || chat.endsWith('@newsletter')) return
      const key = `${person.id} ${book.nameOf(chat)}`
      if (receipts === 'read' && !chat.endsWith('@broadcast')) {
        world.after(Math.floor(delayMs / 2), () => {
          if (!person.device().isOnline()) return
          sendReceipts(person, chat, [id], 'read', Math.floor(world.now() / 1000))
        })
      }
      const author = book.findPerson(bareJid(sender))
      const kind = contentName(decodeProto(MessageSchema, message.bytes))
      if (!answers || author?.isPhone !== true || NOT_SPEECH.has(kind)) return
      if (pending.has(key) || !isTheirTurn(book, person, chat, id)) return
      const wait = Math.round(delayMs * (0.7 + 0.6 * chanceOf(key)()))
      later(key, wait, () => answer(person, chat, message, key))
    },
    greet(owner) {
      const [first] = book.people.filter((person) => person.facts().manner.answers)
      if (first === undefined) return
      const words = pick(chanceOf(`greeting ${owner.id}`), GREETINGS)
      later(`greeting ${owner.id}`, GREETING_MS, () => talking.say(first.id, owner.id, words))
    },
    close() {
      for (const cancel of pending.values()) cancel()
      pending.clear()
    },
  }
}

/** In a group one of those who answer is chosen by the message; in a chat of two there is one. */
function isTheirTurn(book: Book, person: Person, chat: Jid, id: string): boolean {
  const group = book.groups.find((one) => one.id === chat)
  if (group === undefined) return !chat.endsWith('@broadcast')
  const willing = book.people.filter(
    (other) => group.members.includes(other.id) && other.facts().manner.answers,
  )
  return willing[seedOf(id) % willing.length] === person
}
