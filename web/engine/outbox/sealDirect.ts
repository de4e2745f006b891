import { participantHash } from '../../formats/phash.ts'
import type { OutboxRow } from '../../storage/talkRows.ts'
import { accountOf, deviceOf, isLid, isPhoneNumber } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import { directMessage } from '../../wire/stanza/sendMessage.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { OutboxParts } from './outboxParts.ts'
import { type MessagePlan, planOf } from './plan.ts'
import type { PrivacyTokens } from './privacyTokens.ts'
import { deviceSent, type Sealing, SendFailure } from './sealing.ts'
import type { SentMessages } from './sentMessages.ts'

/** What is known about the way of a message before it is encrypted. */
interface Way {
  /** The chat's address, which is the recipient's; one's own for notes to oneself. */
  readonly to: Jid
  readonly recipientPn?: Jid | undefined
  readonly self: boolean
  /** All devices that it is meant for, in the namespace of `to`. */
  readonly devices: readonly Jid[]
}

/**
 * Encrypts a message to a person, or a note to oneself (chapter 05 section 5): everything that needs
 * the network first, then sessions and finished stanza in one commit. Throws SendFailure,
 * RequestError.
 */
export function createSealDirect(
  parts: OutboxParts,
  sealing: Sealing,
  tokens: PrivacyTokens,
  sent: SentMessages,
): (key: number, row: OutboxRow, plan: MessagePlan, line: Line) => Promise<void> {
  const { work, book, devices, own } = parts
  /** Numbers for which the service knew no LID on this connection. */
  const withoutLid = new WeakMap<Line, Set<Jid>>()

  async function lidOf(pn: Jid, line: Line): Promise<Jid | undefined> {
    const known = await book.lidOf(work.reader, pn)
    if (known !== undefined) return known
    const asked = withoutLid.get(line) ?? new Set()
    withoutLid.set(line, asked)
    if (asked.has(pn)) return undefined
    const lid = await devices.lidOf(pn, line)
    if (lid === undefined) asked.add(pn)
    return lid
  }

  /** One namespace for everything: the LID whenever both sides have one. */
  async function addressOf(chat: Jid, line: Line): Promise<Pick<Way, 'to' | 'recipientPn'>> {
    const { lid: ownLid } = own()
    if (isPhoneNumber(chat)) {
      const lid = ownLid === undefined ? undefined : await lidOf(chat, line)
      return lid === undefined ? { to: chat } : { to: lid, recipientPn: chat }
    }
    const pn = await book.pnOf(work.reader, chat)
    if (ownLid === undefined && pn !== undefined) return { to: pn }
    return { to: chat, recipientPn: pn }
  }

  async function wayOf(row: OutboxRow, line: Line): Promise<Way> {
    const chat = row.chatId === undefined ? undefined : await book.chat(work.reader, row.chatId)
    if (chat === undefined) throw new SendFailure('internal')
    const self = chat.row.kind === 'self'
    const { pn, lid } = own()
    const { to, recipientPn } = self
      ? { to: lid ?? pn, recipientPn: undefined }
      : await addressOf(accountOf(chat.row.jid as Jid), line)
    const ownAccount = isLid(to) ? (lid ?? pn) : pn
    const users = self ? [ownAccount] : [to, ownAccount]
    return { to, recipientPn, self, devices: await devices.of(users, line) }
  }

  /** Sees to it that at least one device of the recipient can be written to. */
  async function reachable(way: Way, wanted: readonly Jid[], line: Line): Promise<Way> {
    const isTheirs = (device: Jid) => way.self || accountOf(device) === way.to
    const failed = await devices.reach(wanted, line)
    const theirs = wanted.filter(isTheirs)
    if (theirs.some((device) => !failed.includes(device))) return way
    // Nobody can read it: perhaps the list is an old one.
    const listed = await devices.of([way.to], line, 'fresh')
    const stillFailed = await devices.reach(listed, line)
    if (listed.every((device) => stillFailed.includes(device))) throw new SendFailure('no-device')
    const others = way.devices.filter((device) => !isTheirs(device))
    return { ...way, devices: [...listed, ...others] }
  }

  /**
   * The code of the person this goes to may have changed since it was written: then nothing that was
   * said leaves before somebody agrees. What only takes a message back may go.
   */
  async function checkIdentity(unit: UnitOfWork, row: OutboxRow): Promise<void> {
    const says = row.message !== undefined || aboutOf(row) !== undefined
    if (!says || row.chatId === undefined || !parts.settings().confirmIdentity) return
    const chat = await book.chat(unit, row.chatId)
    const { kind, contactId } = chat?.row ?? {}
    if (kind !== 'direct' || contactId === undefined) return
    const found = await book.contact(unit, contactId)
    if (found?.row.identityChangedMs !== undefined) throw new SendFailure('identity-changed')
  }

  return async (key, row, plan, line) => {
    const way = await wayOf(row, line)
    const { covered } = plan
    const isWanted = (device: Jid) => covered?.includes(device) !== true
    const missed = way.devices.filter(isWanted)
    const whole = covered === undefined ? await reachable(way, missed, line) : way
    if (covered !== undefined) await devices.reach(missed, line)
    const { to, recipientPn, self } = whole
    const ownAccount = isLid(to) ? (own().lid ?? own().pn) : own().pn
    const isOwn = (device: Jid) => accountOf(device) === ownAccount

    await work.run(async (unit) => {
      const current = await unit.get('outbox', key)
      if (current === undefined || current.stanza !== undefined) return
      const outgoing = await sealing.outgoing(unit, current)
      if (outgoing === undefined) {
        unit.del('outbox', key)
        return
      }
      await checkIdentity(unit, current)
      const forOwn = deviceSent(outgoing, to)
      const wanted = whole.devices.filter(isWanted)
      const sealed = await sealing.forEach(unit, wanted, (device) =>
        isOwn(device) ? forOwn : outgoing.bytes,
      )
      if (sealed.length === 0 && covered !== undefined) {
        // The others cannot be reached; those who can have it.
        unit.del('outbox', key)
        await sent.keep(unit, current, plan)
        return
      }
      const reached = sealed.some(({ device }) => self || !isOwn(device))
      if (!reached && covered === undefined) throw new SendFailure('no-device')
      const token = self ? undefined : await tokens.forMessage(unit, to, outgoing.message)
      const stanza = directMessage({
        id: current.id,
        to,
        kind: outgoing.kind,
        devices: sealed,
        deviceIdentity: parts.deviceIdentity(),
        ...(recipientPn === undefined ? {} : { recipientPn }),
        ...(token === undefined ? {} : { token }),
      })
      const thisDevice = deviceOf(ownAccount, own().device)
      const phash = participantHash([...whole.devices, thisDevice])
      const have = [...(covered ?? []), ...sealed.map(({ device }) => device)]
      const nextPlan: MessagePlan = {
        ...plan,
        sealed: { phash, devices: whole.devices, reached: have },
      }
      unit.put('outbox', key, { ...current, stanza: encodeNode(stanza), plan: nextPlan })
    })
  }
}

function aboutOf(row: OutboxRow): MessagePlan['about'] {
  const plan = planOf(row)
  return plan.what === 'message' ? plan.about : undefined
}
