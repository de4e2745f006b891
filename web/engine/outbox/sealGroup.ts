import { participantHash } from '../../formats/phash.ts'
import type { GroupRow, OutboxRow } from '../../storage/talkRows.ts'
import { accountOf, deviceOf } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { groupMessage } from '../../wire/stanza/sendMessage.ts'
import type { Line } from '../talk/talk.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { OutboxParts } from './outboxParts.ts'
import type { MessagePlan } from './plan.ts'
import { type Sealing, SendFailure } from './sealing.ts'
import type { SentMessages } from './sentMessages.ts'

/** How often somebody may come or go between the questions and the encryption of one try. */
const MOST_CHANGES = 5

/** A group as it is written to. */
interface Audience {
  readonly group: Jid
  readonly addressing: 'pn' | 'lid'
  /** All members, and oneself, as they are addressed there. */
  readonly users: readonly Jid[]
  /** What is stored of the group may be wrong, and the service did not say. */
  readonly stale: boolean
  readonly timerSec: number
  /** The own account in the group's addressing. */
  readonly me: Jid
  /** All devices of all members but this one. */
  readonly devices: readonly Jid[]
}

/**
 * Encrypts a message to a group (chapter 05 section 5): once for all with the own group key, which
 * goes along for those who do not have it. Throws SendFailure, RequestError.
 */
export function createSealGroup(
  parts: OutboxParts,
  sealing: Sealing,
  sent: SentMessages,
): (key: number, row: OutboxRow, plan: MessagePlan, line: Line) => Promise<void> {
  const { work, book, cipher, devices, own } = parts

  /** The group as it is stored, asked for when it is not known well enough. */
  async function refreshed(chatId: number, jid: Jid, line: Line): Promise<GroupRow> {
    const before = await book.group(work.reader, chatId)
    if (before?.fetchedMs !== undefined && before.stale !== true) return before
    await parts.refreshGroup(jid, line)
    const after = await book.group(work.reader, chatId)
    const { closed } = (await book.chat(work.reader, chatId))?.row ?? {}
    const nobody = after === undefined || after.members.length === 0
    if (nobody || closed === 'left') throw new SendFailure('not-writable')
    return after
  }

  /** Who is meant, as far as rows tell. */
  async function stored(rows: RowReader, row: OutboxRow, plan: MessagePlan): Promise<Audience> {
    const chat = row.chatId === undefined ? undefined : await book.chat(rows, row.chatId)
    const found = chat && (await book.group(rows, chat.chatId))
    if (chat === undefined || found === undefined) throw new SendFailure('internal')
    const addressing = plan.mode ?? found.addressing
    const { pn, lid } = own()
    const me = addressing === 'lid' ? (lid ?? pn) : pn
    const accounts = found.members.map(({ jid }) => accountOf(jid as Jid))
    const users = [...new Set([...accounts, me])]
    return {
      group: chat.row.jid as Jid,
      addressing,
      stale: found.stale === true,
      timerSec: chat.row.disappearingSec ?? 0,
      me,
      users,
      devices: await devices.known(rows, users),
    }
  }

  async function audience(row: OutboxRow, plan: MessagePlan, line: Line): Promise<Audience> {
    const chat = row.chatId === undefined ? undefined : await book.chat(work.reader, row.chatId)
    if (chat === undefined) throw new SendFailure('internal')
    await refreshed(chat.chatId, chat.row.jid as Jid, line)
    const before = await stored(work.reader, row, plan)
    return { ...before, devices: await devices.of(before.users, line) }
  }

  /** Who needs the key with this message. Own devices get it each time, but not twice. */
  function lacking(
    { me, devices: all }: Audience,
    holders: readonly Jid[],
    { covered = [] }: MessagePlan,
  ): readonly Jid[] {
    const again = new Set(covered)
    const have = new Set(holders)
    return all.filter((device) => {
      return !again.has(device) && (!have.has(device) || accountOf(device) === me)
    })
  }

  /** A key that somebody has who is no member any more is not used again. */
  async function checkHolders(
    unit: UnitOfWork,
    { group, devices: all }: Audience,
    { covered = [] }: MessagePlan,
  ): Promise<void> {
    const holders = [...(await cipher.holdersOf(unit, group)), ...covered]
    const among = new Set(all)
    if (holders.some((device) => !among.has(device))) await cipher.dropGroupKey(unit, group)
  }

  /** Asks what must be asked, then encrypts. False when others are meant by then. */
  async function attempt(
    key: number,
    row: OutboxRow,
    plan: MessagePlan,
    line: Line,
  ): Promise<boolean> {
    const target = await audience(row, plan, line)
    const { group, addressing, timerSec, me } = target
    const holders = await cipher.holdersOf(work.reader, group)
    await devices.reach(lacking(target, holders, plan), line)

    return work.run(async (unit) => {
      const current = await unit.get('outbox', key)
      if (current === undefined || current.stanza !== undefined) return true
      const outgoing = await sealing.outgoing(unit, current)
      if (outgoing === undefined) {
        unit.del('outbox', key)
        return true
      }
      if (!isSame(target, await stored(unit, current, plan))) return false
      await checkHolders(unit, target, plan)
      const written = await cipher.encryptGroup(unit, group, sealing.padded(outgoing.bytes))
      const keyMessage = encodeProto(MessageSchema, {
        senderKeyDistributionMessage: {
          groupId: group,
          axolotlSenderKeyDistributionMessage: written.distribution,
        },
      })
      const sameKey = plan.coveredKeyId === written.keyId
      const wanted = lacking(target, written.holders, sameKey ? plan : { what: 'message' })
      const senderKeys = await sealing.forEach(unit, wanted, () => keyMessage)
      if (sameKey && senderKeys.length === 0) {
        // Nobody was missed who can be reached; the others have it.
        unit.del('outbox', key)
        await sent.keep(unit, current, plan)
        return true
      }
      const thisDevice = deviceOf(me, own().device)
      const phash = participantHash([...target.devices, thisDevice])
      const stanza = groupMessage({
        id: current.id,
        to: group,
        kind: outgoing.kind,
        addressing,
        phash,
        senderKeys,
        bytes: written.bytes,
        deviceIdentity: parts.deviceIdentity(),
        ...(timerSec === 0 ? {} : { expirationSec: timerSec }),
      })
      const given = senderKeys.map(({ device }) => device)
      const having = new Set([
        ...given,
        ...written.holders,
        ...(sameKey ? (plan.covered ?? []) : []),
      ])
      const sealed = {
        phash,
        devices: target.devices,
        reached: target.devices.filter((device) => having.has(device)),
        groupKey: { keyId: written.keyId, given },
      }
      unit.put('outbox', key, {
        ...current,
        stanza: encodeNode(stanza),
        plan: { ...plan, sealed } satisfies MessagePlan,
      })
      await noteAudience(unit, current, group)
      return true
    })
  }

  /** Whose receipts are waited for: the members when it was sent. */
  async function noteAudience(unit: UnitOfWork, { message }: OutboxRow, group: Jid): Promise<void> {
    if (message === undefined || (await unit.get('receipts', message)) !== undefined) return
    const chat = await book.findChat(unit, group)
    const row = chat && (await book.group(unit, chat.chatId))
    const of = (row?.members ?? [])
      .filter(({ jid }) => !book.isMe(jid as Jid))
      .map(({ contactId }) => contactId)
    unit.put('receipts', message, { people: [], of })
  }

  return async (key, row, plan, line) => {
    for (let change = 0; change < MOST_CHANGES; change++) {
      if (await attempt(key, row, plan, line)) return
    }
    throw new RequestError('timeout')
  }
}

/** Whether the same people on the same devices are meant, and no new doubt has come up. */
function isSame(before: Audience, now: Audience): boolean {
  if (before.addressing !== now.addressing || (now.stale && !before.stale)) return false
  const among = new Set(before.devices)
  return among.size === now.devices.length && now.devices.every((device) => among.has(device))
}
