import { createHash } from 'node:crypto'
import type { MessageKey } from '../../../../web/wire/proto/gen/messageKey_pb.ts'
import type { Init } from '../../../../web/wire/proto/schema.ts'
import type { Content } from '../../device/messageKind.ts'
import { type Chance, pick } from '../../people/chance.ts'
import { inForm, type PastFacts, type PastMessage, type PastPerson } from '../past.ts'
import type { Role } from './roles.ts'

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🫶🏾'] as const
const MOST_REACTIONS = 12
const MOST_RECEIPTS = 30

/** What the phone keeps with a message: stars, reactions, who has read it, votes. */
export function hangingOn(
  about: {
    readonly facts: PastFacts
    readonly owner: { readonly jid: string; readonly lid: string }
    readonly key: Init<MessageKey>
    /** Undefined: the owner. */
    readonly author: PastPerson | undefined
    readonly role: Role
    readonly atSec: number
    readonly message: Content
  },
  chance: Chance,
): Partial<PastMessage> {
  const { facts, author, role, atSec, message } = about
  if (role !== 'text' && role !== 'common') return {}
  const others = (): readonly PastPerson[] =>
    facts.people.slice(0, MOST_RECEIPTS).filter((person) => person !== author)
  return {
    ...(chance() < 0.008 ? { starred: true } : {}),
    ...(chance() < 0.06 ? { reactions: reactions(about, others(), chance) } : {}),
    ...(author === undefined && facts.isGroup && chance() < 0.2
      ? {
          userReceipt: others().map((person, at) => ({
            userJid: inForm(facts, person),
            receiptTimestamp: BigInt(atSec + 2 + at),
            ...(at % 3 === 0 ? {} : { readTimestamp: BigInt(atSec + 300 + 60 * at) }),
          })),
        }
      : {}),
    ...(message.pollCreationMessageV3 !== undefined && author !== undefined
      ? { pollUpdates: [vote(about, author)] }
      : {}),
  }
}

type About = Parameters<typeof hangingOn>[0]

function reactions(
  { facts, owner, key, author, atSec }: About,
  others: readonly PastPerson[],
  chance: Chance,
): NonNullable<PastMessage['reactions']> {
  const people = others.filter(() => chance() < 0.3).slice(0, MOST_REACTIONS)
  const given = people.map((person, at) => ({
    key: { ...key, fromMe: false, participant: inForm(facts, person) },
    text: pick(chance, EMOJI),
    senderTimestampMs: BigInt(atSec + 60 + at) * 1000n,
  }))
  if (author === undefined && given.length > 0) return given
  const mine = {
    key: { ...key, fromMe: true, participant: facts.addressing === 'pn' ? owner.jid : owner.lid },
    text: pick(chance, EMOJI),
    senderTimestampMs: BigInt(atSec + 90) * 1000n,
  }
  return [...given, mine]
}

function vote(
  { facts, key, atSec, message }: About,
  person: PastPerson,
): NonNullable<PastMessage['pollUpdates']>[number] {
  const [first] = message.pollCreationMessageV3?.options ?? []
  const chosen = createHash('sha256')
    .update(first?.optionName ?? '')
    .digest()
  return {
    pollUpdateMessageKey: { ...key, fromMe: false, participant: inForm(facts, person) },
    vote: { selectedOptions: [new Uint8Array(chosen)] },
    senderTimestampMs: BigInt(atSec + 200) * 1000n,
  }
}
