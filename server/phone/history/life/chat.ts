import type { MessageKey } from '../../../../web/wire/proto/gen/messageKey_pb.ts'
import { WebMessageInfo_StubType as Stub } from '../../../../web/wire/proto/gen/history_pb.ts'
import type { Init } from '../../../../web/wire/proto/schema.ts'
import { type Chance, pick } from '../../people/chance.ts'
import {
  type Context,
  editContent,
  madeUpContent,
  reactionContent,
  revokeContent,
  textContent,
} from '../../people/contents.ts'
import { SENDABLE } from '../../people/control.ts'
import type { Content } from '../../device/messageKind.ts'
import { bytesFrom, chanceAt, DRAW, drawn } from '../draw.ts'
import {
  added,
  inForm,
  notice,
  type PastChat,
  type PastFacts,
  type PastMessage,
  type PastPerson,
} from '../past.ts'
import { idOfPlace } from '../placeId.ts'
import { hangingOn } from './hangingOn.ts'
import { ODD_CONTENTS, ODD_NAMES } from './oddContents.ts'
import { type Role, type RolePlace, roleAt } from './roles.ts'
import { someLine, UNSAID } from './systemLines.ts'
import { lifeTimes } from './times.ts'
import { tongueOf, wording } from './wording.ts'

export interface LifeOptions {
  readonly seed: number
  readonly owner: { readonly jid: string; readonly lid: string }
  readonly untilSec: number
  /** Of the account. */
  readonly chats: number
  /** Messages of this chat. */
  readonly count: number
}

const DAY = 86_400
const TIMERS = [DAY, 7 * DAY, 90 * DAY] as const
const HIGH = 4_294_967_296
/** The owner's own share of what is said. */
const MINE = 0.42
const MINE_IN_GROUP = 0.18
const REACHED = [2, 3, 4, 4, 4, 5] as const

/** A chat as in life: its messages are a function of seed, position and place alone. */
export function makeLifeChat(facts: PastFacts, position: number, options: LifeOptions): PastChat {
  const { seed, owner, count } = options
  const isOwn = facts.people.length === 0
  const before = facts.isGroup ? 2 : 1
  const rolePlace: RolePlace = { seed, position, before }
  const { endSec, timeOf } = lifeTimes({ ...options, position })
  const chance = chanceAt(seed, DRAW.facts, position, 3)
  const tongue = tongueOf(chance)
  const timerSec = !isOwn && chance() < 0.07 ? pick(chance, TIMERS) : 0
  /** Some of what is under the timer is gone when the companion comes. */
  const timerFromSec = endSec - Math.floor(timerSec * 1.3)
  const formerUntil = facts.formerId === undefined ? 0 : Math.floor(count * (0.2 + 0.6 * chance()))
  const ownAddress = facts.addressing === 'pn' ? owner.jid : owner.lid

  /** Undefined: the owner. */
  function authorAt(at: number): PastPerson | undefined {
    const role = roleAt(rolePlace, at)
    if (role === 'edit' || role === 'revoke') return authorAt(at - 1)
    const share = facts.isGroup ? MINE_IN_GROUP : MINE
    if (isOwn || drawn(seed, DRAW.author, position, at) < share) return undefined
    // A few of a group say most of it.
    const who = drawn(seed, DRAW.author, position, at + HIGH / 2) ** 3
    return facts.people[Math.floor(who * facts.people.length)]
  }

  const chatIdAt = (at: number): string =>
    (at < formerUntil ? facts.formerId : undefined) ?? facts.id

  function keyAt(at: number): Init<MessageKey> & { readonly id: string; readonly fromMe: boolean } {
    const author = authorAt(at)
    return {
      remoteJid: chatIdAt(at),
      fromMe: author === undefined,
      id: idOfPlace(seed, { chat: position, at }),
      ...(facts.isGroup && author ? { participant: inForm(facts, author) } : {}),
    }
  }

  function textAt(at: number): string {
    const text = chanceAt(seed, DRAW.content, position, at + HIGH / 2)
    return wording(text, text() < 0.08 ? tongueOf(text) : tongue)
  }

  /** What a message is under: its timer, a quote, mentions, that it was forwarded. */
  function contextAt(at: number, atSec: number, chance: Chance): Context {
    const quoted = at - 1 - Math.floor(chance() * 4)
    const isQuote = chance() < 0.07 && quoted >= before && roleAt(rolePlace, quoted) === 'text'
    const author = isQuote ? authorAt(quoted) : undefined
    return {
      ...(isUnderTimer(atSec)
        ? { expiration: timerSec, ephemeralSettingTimestamp: BigInt(timerFromSec) }
        : {}),
      ...(isQuote
        ? {
            stanzaId: idOfPlace(seed, { chat: position, at: quoted }),
            participant: author === undefined ? ownAddress : inForm(facts, author),
            quotedMessage: { conversation: textAt(quoted) },
          }
        : {}),
      ...(facts.isGroup && chance() < 0.03
        ? { mentionedJid: [inForm(facts, pick(chance, facts.people)), ownAddress] }
        : {}),
      ...(chance() < 0.02 ? { isForwarded: true, forwardingScore: pick(chance, [1, 2, 127]) } : {}),
    }
  }

  const isUnderTimer = (atSec: number): boolean => timerSec > 0 && atSec >= timerFromSec

  function contentAt(at: number, role: Role, atSec: number, chance: Chance): Content {
    const bytes = bytesFrom(chance)
    const context = contextAt(at, atSec, chance)
    switch (role) {
      case 'common':
        return madeUpContent(pick(chance, SENDABLE), context, bytes, atSec)
      case 'odd': {
        const make = ODD_CONTENTS[pick(chance, ODD_NAMES)]
        if (make === undefined) throw new RangeError('no such content')
        return make({ text: textAt(at), bytes, atSec, target: keyAt(at - 1) })
      }
      case 'edit':
        return editContent(
          keyAsSeenBy(at),
          textContent(textAt(at), context),
          atSec * 1000 + (at % 1000),
        )
      case 'revoke':
        return revokeContent(keyAsSeenBy(at))
      case 'reaction':
        // Never of the same moment as one that hangs on the message.
        return reactionContent(
          keyAsSeenBy(at),
          pick(chance, ['👍', '❤️', '😂', '🙏']),
          atSec * 1000 + 500,
        )
      default:
        return textContent(mentioned(textAt(at), context), context)
    }
  }

  /** The message before a place, named by whoever wrote at the place. */
  function keyAsSeenBy(at: number): Init<MessageKey> {
    const target = keyAt(at - 1)
    const author = authorAt(at - 1)
    const isOwnOfAuthor = author === authorAt(at)
    return {
      remoteJid: target.remoteJid,
      id: target.id,
      fromMe: isOwnOfAuthor,
      ...(facts.isGroup && !isOwnOfAuthor
        ? { participant: author === undefined ? ownAddress : inForm(facts, author) }
        : {}),
    }
  }

  function lineAt(at: number, role: Role, atSec: number): PastMessage {
    const chance = chanceAt(seed, DRAW.content, position, at)
    const who = authorAt(at) ?? facts.people[0]
    const addresses = facts.people.map((person) => inForm(facts, person))
    const participant = facts.isGroup && who ? { participant: inForm(facts, who) } : {}
    const isMine = isOwn || (role === 'revoked' && authorAt(at) === undefined)
    return {
      key: { ...keyAt(at), ...(isMine ? { fromMe: true } : { fromMe: false, ...participant }) },
      ...(isMine ? {} : participant),
      messageTimestamp: BigInt(atSec),
      ...(role === 'revoked'
        ? { messageStubType: Stub.REVOKE, revokeMessageTimestamp: BigInt(atSec + 60) }
        : role === 'silent-line'
          ? { messageStubType: pick(chance, UNSAID) }
          : someLine(chance, facts.isGroup, isOwn ? [owner.jid] : addresses)),
    }
  }

  function messageAt(at: number): PastMessage {
    const atSec = timeOf(at)
    const role = roleAt(rolePlace, at)
    const id = idOfPlace(seed, { chat: position, at })
    const named = { ...facts, id: chatIdAt(at) }
    if (role === 'notice') {
      const line = notice(named, id, atSec)
      return isOwn ? { ...line, key: { ...line.key, fromMe: true } } : line
    }
    if (role === 'added') return added(named, id, atSec)
    if (role === 'line' || role === 'silent-line' || role === 'revoked')
      return lineAt(at, role, atSec)
    const chance = chanceAt(seed, DRAW.content, position, at)
    const author = authorAt(at)
    const key = keyAt(at)
    const message = contentAt(at, role, atSec, chance)
    const secret = message.messageContextInfo?.messageSecret
    return {
      key,
      message,
      messageTimestamp: BigInt(atSec),
      status: author === undefined ? pick(chance, REACHED) : 0,
      ...(author === undefined ? {} : { pushName: author.pushName ?? author.name }),
      ...(author?.isBusiness === true ? { verifiedBizName: author.name } : {}),
      ...(key.participant === undefined ? {} : { participant: key.participant }),
      ...(secret === undefined ? {} : { messageSecret: secret }),
      ...(isUnderTimer(atSec)
        ? { ephemeralStartTimestamp: BigInt(atSec), ephemeralDuration: timerSec }
        : {}),
      ...hangingOn({ facts, owner, key, author, role, atSec, message }, chance),
    }
  }

  return {
    ...facts,
    ...(facts.formerId === undefined ? {} : { formerUntil }),
    timerSec,
    isArchived: position > 15 && chance() < 0.2,
    isPinned: position < 3,
    unread: chance() < 0.15 ? 1 + Math.floor(chance() * Math.min(count, 40)) : 0,
    more: {
      ...(chance() < 0.05 ? { muteEndTime: BigInt(options.untilSec + 30 * DAY) * 1000n } : {}),
      ...(chance() < 0.03 ? { markedAsUnread: true } : {}),
      ...(facts.isGroup ? { createdAt: BigInt(timeOf(0)), description: textAt(0) } : {}),
    },
    count,
    timeOf,
    messages(from = 0, to = count) {
      const first = Math.max(0, from < 0 ? count + from : from)
      const last = Math.min(count, to < 0 ? count + to : to)
      return Array.from({ length: Math.max(0, last - first) }, (_, at) => messageAt(first + at))
    },
  }
}

/** A mention stands in the text, too. */
function mentioned(text: string, { mentionedJid }: Context): string {
  const names = mentionedJid?.map((jid) => `@${jid.split('@')[0] ?? ''}`) ?? []
  return names.length === 0 ? text : `${names.join(' ')} ${text}`
}
