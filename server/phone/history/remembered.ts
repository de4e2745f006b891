import { bareJid, jidParts, type Jid } from '../../../web/wire/jid.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import type { DeviceState } from '../device/deviceState.ts'
import type { Book } from '../people/book.ts'
import { seededChance, seedOf } from '../people/chance.ts'
import type { Person } from '../people/person.ts'
import { atOnce } from './breath.ts'
import {
  makePast,
  type PastChat,
  type PastFacts,
  type PastMessage,
  type PastPerson,
} from './past.ts'
import { makeLifeChat } from './life/chat.ts'
import { createCrowd } from './life/crowd.ts'
import { lifeSizes } from './life/sizes.ts'
import { makeStatuses } from './life/statuses.ts'
import { placeOfId } from './placeId.ts'
import { completeWish, type HistoryWish } from './wish.ts'

const FIRST_NAMES = [
  'Olga',
  'Pedro',
  'Quinn',
  'Rosa',
  'Sven',
  'Tariq',
  'Uma',
  'Vera',
  'Wim',
  'Yara',
]
const LAST_NAMES = [
  'Ames',
  'Berg',
  'Costa',
  'Dvorak',
  'Endo',
  'Faye',
  'Gruber',
  'Hahn',
  'Ito',
  'Jensen',
]
const SERVER_ACK = 2
/** Chats of one step. */
const STEP = 200

/** Everything a phone remembers: the made-up past, and what was really said since. */
export interface Memory {
  readonly chats: readonly PastChat[]
  readonly people: readonly PastPerson[]
  /** Oldest first, with what was said since the phone was there. */
  messagesOf(chat: PastChat): readonly PastMessage[]
  /** How many `messagesOf` gives. */
  countOf(chat: PastChat): number
  /** Some of them, by place, as of `slice`. */
  someOf(chat: PastChat, from: number, to: number): readonly PastMessage[]
  /** The chat that has this address now or had it before. */
  chatOf(address: string): PastChat | undefined
  /** Where a message of the made-up past stands. */
  placeOf(id: string): { readonly chat: PastChat; readonly at: number } | undefined
  /** One message by its id. */
  find(id: string): PastMessage | undefined
  /** Status posts, as a chat of their own. */
  readonly statuses: PastChat | undefined
  readonly owner: { readonly jid: string; readonly lid: string; readonly name: string }
  readonly untilSec: number
  readonly seed: number
}

export interface RememberOptions {
  readonly wish: HistoryWish
  readonly seed: number
  readonly untilSec: number
}

/** What one owner's phone remembers, at once. */
export function remember(book: Book, owner: Person, options: RememberOptions): Memory {
  return atOnce(remembering(book, owner, options))
}

/** The same in steps: a large past takes a while. */
export function* remembering(
  book: Book,
  owner: Person,
  options: RememberOptions,
): Generator<undefined, Memory> {
  const { seed, untilSec } = options
  const wish = completeWish(options.wish)
  const { chats: wanted, messages, shape } = wish
  const past = { seed: seedOf(owner.id, seed), owner, untilSec, messages }
  const isLife = shape === 'life'
  const crowd = createCrowd(past.seed, wanted)
  const contacts = book.people.filter(({ isPhone }) => !isPhone)
  const chats: PastChat[] = []
  const sizes = isLife
    ? lifeSizes({ ...wish, seed: past.seed, chats: wanted, total: wanted * messages })
    : undefined
  const add = (facts: PastFacts): void => {
    const position = chats.length
    if (position >= wanted) return
    const count = sizes?.[position]
    chats.push(
      count === undefined
        ? makePast(facts, position, past)
        : makeLifeChat(facts, position, { ...past, chats: wanted, count }),
    )
  }

  const direct = contacts.map((person) => {
    const one = pastPerson(person)
    return directFacts(one, person.facts().manner.addressing === 'number')
  })
  const groups = book.groups
    .filter(({ members }) => members.includes(owner.id))
    .map(({ id, subject, members, addressing }) => ({
      id,
      title: subject,
      isGroup: true,
      addressing,
      people: contacts.filter((person) => members.includes(person.id)).map(pastPerson),
    }))
  // A group stands between the people, as in life.
  for (const [at, facts] of direct.entries()) {
    const group = groups[Math.floor(at / 3)]
    if (at % 3 === 1 && group !== undefined) add(group)
    add(facts)
  }
  if (isLife) add(ownNotes(owner))
  for (let at = 0; chats.length < wanted; at++) {
    if (at % STEP === 0) yield
    add(isLife ? crowd.facts(at) : directFacts(makeStranger(at, past.seed), at % 3 === 0))
  }
  const addresses = new Map<string, PastChat>()
  const people = new Map<string, PastPerson>()
  for (const [at, chat] of chats.entries()) {
    if (at % STEP === 0) yield
    for (const address of addressesOf(chat)) addresses.set(address, chat)
    for (const one of chat.people) people.set(one.lid, one)
  }

  const spoken = spokenSince(owner)

  /** What was really said in a chat. */
  function sinceIn(chat: PastChat): readonly PastMessage[] {
    const names = chat.isGroup ? [chat.id] : chat.people.flatMap(({ jid, lid }) => [jid, lid])
    const found = names.flatMap((name) => spoken().get(name) ?? [])
    return names.length === 1 ? found : found.toSorted(byTime)
  }

  function someOf(chat: PastChat, from: number, to: number): readonly PastMessage[] {
    const made = chat.messages(Math.min(from, chat.count), Math.min(to, chat.count))
    if (to <= chat.count) return made
    return [...made, ...sinceIn(chat).slice(Math.max(0, from - chat.count), to - chat.count)]
  }

  function placeOf(id: string): { chat: PastChat; at: number } | undefined {
    const place = placeOfId(past.seed, id)
    const chat = place && (place.chat === wanted ? statuses : chats[place.chat])
    return chat === undefined || place === undefined || place.at >= chat.count
      ? undefined
      : { chat, at: place.at }
  }

  const statuses =
    wish.statuses > 0
      ? makeStatuses({
          ...past,
          position: wanted,
          count: wish.statuses,
          people: [...people.values()],
        })
      : undefined

  return {
    chats,
    people: [...people.values()],
    statuses,
    owner: { jid: owner.jid, lid: owner.lid, name: owner.facts().name },
    untilSec,
    seed: past.seed,
    messagesOf: (chat) => [...chat.messages(), ...sinceIn(chat)],
    countOf: (chat) => chat.count + sinceIn(chat).length,
    someOf,
    chatOf: (address) => addresses.get(address),
    placeOf,
    find(id) {
      for (const messages of spoken().values()) {
        const since = messages.find(({ key }) => key?.id === id)
        if (since !== undefined) return since
      }
      const place = placeOf(id)
      return place?.chat.messages(place.at, place.at + 1)[0]
    },
  }
}

/** What the owner writes to nobody else. */
function ownNotes({ lid, facts }: Person): PastFacts {
  return { id: lid, title: facts().name, isGroup: false, addressing: 'lid', people: [] }
}

function addressesOf({ id, formerId, isGroup, people }: PastChat): readonly string[] {
  const former = formerId === undefined ? [] : [formerId]
  return isGroup ? [id] : [id, ...former, ...people.flatMap(({ jid, lid }) => [jid, lid])]
}

const pastPerson = (person: Person): PastPerson => ({
  name: person.facts().name,
  jid: person.jid,
  lid: person.lid,
})

function directFacts(person: PastPerson, byNumber: boolean): PastFacts {
  return {
    id: byNumber ? person.jid : person.lid,
    title: person.name,
    isGroup: false,
    addressing: byNumber ? 'pn' : 'lid',
    people: [person],
  }
}

/** Somebody whom only the past knows. */
function makeStranger(at: number, seed: number): PastPerson {
  const chance = seededChance(seedOf(`stranger ${at}`, seed))
  const first = FIRST_NAMES[at % 10] ?? ''
  const last = LAST_NAMES[Math.floor(at / 10 + chance() * 10) % 10] ?? ''
  const digits = String(2_000_000 + at).padStart(7, '0')
  return {
    name: `${first} ${last}`,
    jid: `1555${digits}@s.whatsapp.net`,
    lid: `31000000${digits}@lid`,
  }
}

const byTime = (a: PastMessage, b: PastMessage): number =>
  Number(a.messageTimestamp ?? 0n) - Number(b.messageTimestamp ?? 0n)

/** What the phone itself sent and read, as history tells it, by chat; made anew when more was said. */
function spokenSince(owner: Person): () => ReadonlyMap<string, readonly PastMessage[]> {
  const { state } = owner.device().core
  let made: Map<string, PastMessage[]> | undefined
  let about = ''
  return () => {
    const now = [state.heard.at(-1)?.id, state.heard.length, state.sent.at(-1)?.id].join(' ')
    if (made === undefined || about !== now) {
      about = now
      made = new Map()
      for (const message of [...heardMessages(state), ...sentMessages(state)].toSorted(byTime)) {
        const chat = message.key?.remoteJid ?? ''
        const messages = made.get(chat) ?? []
        made.set(chat, messages)
        messages.push(message)
      }
    }
    return made
  }
}

function heardMessages({ heard }: DeviceState): PastMessage[] {
  return heard.map(({ id, chat, from, fromMe, t, bytes }) => {
    const isGroup = jidParts(chat as Jid).server === 'g.us'
    const author = isGroup && !fromMe ? { participant: bareJid(from as Jid) } : {}
    return {
      key: { remoteJid: chat, fromMe, id, ...author },
      ...author,
      message: decodeProto(MessageSchema, bytes),
      messageTimestamp: BigInt(t),
      status: fromMe ? SERVER_ACK : 0,
    }
  })
}

function sentMessages({ sent }: DeviceState): PastMessage[] {
  return sent.map(({ id, to, atMs, bytes }) => ({
    key: { remoteJid: to, fromMe: true, id },
    message: decodeProto(MessageSchema, bytes),
    messageTimestamp: BigInt(Math.floor(atMs / 1000)),
    status: SERVER_ACK,
  }))
}
