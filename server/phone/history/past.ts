import { createHash } from 'node:crypto'
import type { Conversation, WebMessageInfo } from '../../../web/wire/proto/gen/history_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import { type Chance, pick, seededChance, seedOf } from '../people/chance.ts'
import { madeUpContent, textContent } from '../people/contents.ts'
import { SENDABLE } from '../people/control.ts'
import { REACTIONS } from '../people/phrases.ts'
import { LINES } from './lines.ts'
import { idOfPlace } from './placeId.ts'

/** A message of the past as a phone keeps it. */
export type PastMessage = Init<WebMessageInfo>

/** Somebody of the past, known to the service or not. */
export interface PastPerson {
  readonly name: string
  readonly jid: string
  readonly lid: string
  /** Whether the owner's address book has them; absent: yes. */
  readonly isSaved?: boolean
  /** What they call themselves, when it is not `name`. */
  readonly pushName?: string
  /** Whether only the data behind the first history says which number belongs to the LID. */
  readonly isMappedLate?: boolean
  readonly isBusiness?: boolean
}

/** A chat of the past; its messages are made when they are wanted. */
export interface PastChat {
  /** The conversation's address: a number, a LID or a group. */
  readonly id: string
  readonly title: string
  readonly isGroup: boolean
  /** How people are named in a group. */
  readonly addressing: 'lid' | 'pn'
  /** Everybody but the owner. */
  readonly people: readonly PastPerson[]
  /** Another address of the chat: messages before `formerUntil` still stand under it. */
  readonly formerId?: string
  readonly formerUntil?: number
  readonly timerSec: number
  readonly isArchived: boolean
  readonly isPinned: boolean
  readonly unread: number
  /** What else its conversation says. */
  readonly more?: Init<Conversation>
  /** How many `messages` gives. */
  readonly count: number
  /** About when the message at a place was sent, Unix seconds; never falls. */
  readonly timeOf: (at: number) => number
  /** Oldest first, or only those of these places, as of `slice`. The same each time. */
  readonly messages: (from?: number, to?: number) => readonly PastMessage[]
}

/** What a past is made up around. */
export type PastFacts = Pick<
  PastChat,
  'id' | 'title' | 'isGroup' | 'addressing' | 'people' | 'formerId'
>

export interface PastOptions {
  readonly seed: number
  readonly owner: { readonly jid: string; readonly lid: string }
  /** Where the past ends, Unix seconds. */
  readonly untilSec: number
  /** Messages of a chat on average. */
  readonly messages: number
}

type Written = PastOptions & { readonly timerSec: number }

const DAY = 86_400
/** Messages of a chat are that far apart, more or less. */
const STEP_SEC = 2400
const E2E_NOTICE = 39
const MISSED_VOICE = 40
const GROUP_CREATE = 20
const GROUP_ADD = 27
const READ = 4

/** A chat with what was said in it, the same for the same seed and chat. */
export function makePast(facts: PastFacts, position: number, options: PastOptions): PastChat {
  const chance = seededChance(seedOf(`chat ${position}`, options.seed))
  const isQuiet = position > 15 && chance() < 0.3
  const timerSec = position % 9 === 4 && !facts.isGroup ? 7 * DAY : 0
  const count = Math.max(1, Math.round(options.messages * (0.4 + 1.2 * chance())))
  return {
    ...facts,
    timerSec,
    isArchived: isQuiet,
    isPinned: position === 0,
    count: count + 1 + (facts.isGroup ? 1 : 0) + (hasMissedCall(facts, position) ? 1 : 0),
    unread: position % 5 === 1 ? 1 + Math.floor(chance() * 3) : 0,
    ...writeChat(facts, position, count, { ...options, timerSec }),
  }
}

function writeChat(
  facts: PastFacts,
  position: number,
  body: number,
  options: Written,
): Pick<PastChat, 'messages' | 'timeOf'> {
  const { seed, untilSec } = options
  const before = facts.isGroup ? 2 : 1
  const total = before + body + (hasMissedCall(facts, position) ? 1 : 0)
  const start = seededChance(seedOf(`start ${position}`, seed))
  // Newer chats stand higher in the list: each ends some hours before the one above it.
  const endSec = untilSec - Math.round((position + start()) * 5 * 3600)
  const timeOf = (at: number): number => endSec - (total - at) * STEP_SEC

  const one = (at: number): PastMessage => {
    const id = idOfPlace(seed, { chat: position, at })
    if (at === 0) return notice(facts, id, timeOf(at))
    if (at < before) return added(facts, id, timeOf(at))
    if (at >= before + body) return missedCall(facts.id, id, timeOf(at))
    return writeMessage(facts, { position, at, before }, timeOf(at), options)
  }
  return {
    timeOf,
    messages(from = 0, to = total) {
      const first = Math.max(0, from < 0 ? total + from : from)
      const last = Math.min(total, to < 0 ? total + to : to)
      return Array.from({ length: Math.max(0, last - first) }, (_, at) => one(first + at))
    },
  }
}

/** One message, the same whether or not those around it were made. */
function writeMessage(
  facts: PastFacts,
  place: { readonly position: number; readonly at: number; readonly before: number },
  fromSec: number,
  options: Written,
): PastMessage {
  const { seed, owner, timerSec } = options
  const { position, at, before } = place
  const name = `message ${position} ${at}`
  const chance = seededChance(seedOf(name, seed))
  const atSec = fromSec + Math.floor(chance() * (STEP_SEC - 600))
  const isMine = chance() < 0.45
  const author = isMine ? undefined : pick(chance, facts.people)
  const quoted = at > before + 1 && chance() < 0.08 ? at - 1 : undefined
  const bytes = seededBytes(`${seed} ${name}`)
  const ownerAddress = facts.addressing === 'pn' ? owner.jid : owner.lid
  const content = say(chance, bytes, atSec, timerSec, ownerAddress, () =>
    quoted === undefined
      ? undefined
      : writeMessage(facts, { ...place, at: quoted }, fromSec - STEP_SEC, options),
  )
  const reaction = chance() < 0.08 ? pick(chance, REACTIONS) : undefined
  const participant = facts.isGroup && author ? { participant: inForm(facts, author) } : {}
  const key = {
    remoteJid: facts.id,
    fromMe: isMine,
    id: idOfPlace(seed, { chat: position, at }),
    ...participant,
  }
  const reactor = isMine ? facts.people[0]?.lid : owner.lid
  const secret = content.messageContextInfo?.messageSecret
  return {
    key,
    message: content,
    messageTimestamp: BigInt(atSec),
    status: isMine ? READ : 0,
    ...(author === undefined ? {} : { pushName: author.name }),
    ...participant,
    ...(secret === undefined ? {} : { messageSecret: secret }),
    ...(timerSec > 0
      ? { ephemeralStartTimestamp: BigInt(atSec), ephemeralDuration: timerSec }
      : {}),
    ...(reaction === undefined ? {} : { reactions: [reactionBy(reactor, key, reaction, atSec)] }),
  }
}

/** Mostly text; every kind of content is there in the long run. */
function say(
  chance: Chance,
  bytes: (length: number) => Uint8Array,
  atSec: number,
  timerSec: number,
  ownerAddress: string,
  quoted: () => PastMessage | undefined,
): ReturnType<typeof textContent> {
  const context = timerSec > 0 ? { expiration: timerSec } : {}
  if (chance() > 0.86) return madeUpContent(pick(chance, SENDABLE), context, bytes, atSec)
  const text = pick(chance, LINES)
  const message = quoted()
  if (message?.key?.id === undefined || !message.message?.conversation) {
    return textContent(text, context)
  }
  return textContent(text, {
    ...context,
    stanzaId: message.key.id,
    participant:
      message.key.fromMe === true ? ownerAddress : (message.participant ?? message.key.remoteJid),
    quotedMessage: message.message,
  })
}

const hasMissedCall = ({ isGroup }: PastFacts, position: number): boolean =>
  position % 6 === 3 && !isGroup

/** A person's address in a chat's own form. */
export function inForm(
  { addressing }: Pick<PastFacts, 'addressing'>,
  { jid, lid }: PastPerson,
): string {
  return addressing === 'pn' ? jid : lid
}

function reactionBy(
  who: string | undefined,
  key: NonNullable<PastMessage['key']>,
  text: string,
  atSec: number,
): NonNullable<PastMessage['reactions']>[number] {
  const isMine = key.fromMe !== true
  return {
    key: { ...key, fromMe: isMine, ...(who === undefined || isMine ? {} : { participant: who }) },
    text,
    senderTimestampMs: BigInt(atSec + 90) * 1000n,
  }
}

/** The line that every chat begins with. */
export function notice(facts: PastFacts, id: string, atSec: number): PastMessage {
  const { isGroup, title, people } = facts
  const [first] = people
  const participant = isGroup && first ? { participant: inForm(facts, first) } : {}
  return {
    key: { remoteJid: facts.id, fromMe: false, id, ...participant },
    ...participant,
    messageTimestamp: BigInt(atSec),
    messageStubType: isGroup ? GROUP_CREATE : E2E_NOTICE,
    ...(isGroup ? { messageStubParameters: [title] } : {}),
  }
}

/** The second line of a group: who came into it. */
export function added(facts: PastFacts, id: string, atSec: number): PastMessage {
  const [first, ...others] = facts.people.map((person) => inForm(facts, person))
  return {
    key: { remoteJid: facts.id, fromMe: false, id, participant: first },
    participant: first,
    messageTimestamp: BigInt(atSec),
    messageStubType: GROUP_ADD,
    messageStubParameters: others,
  }
}

function missedCall(chat: string, id: string, atSec: number): PastMessage {
  return {
    key: { remoteJid: chat, fromMe: false, id },
    messageTimestamp: BigInt(atSec),
    messageStubType: MISSED_VOICE,
  }
}

function seededBytes(seed: string): (length: number) => Uint8Array {
  let counter = 0
  return (length) => {
    const hash = createHash('sha512').update(`${seed} ${counter++}`).digest()
    return new Uint8Array(hash.subarray(0, length))
  }
}
