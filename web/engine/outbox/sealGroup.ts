import { participantHash } from '../../formats/phash.ts'
import type { GroupRow, OutboxRow } from '../../storage/talkRows.ts'
import { accountOf, deviceOf } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { groupMessage } from '../../wire/stanza/sendMessage.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { OutboxParts } from './outboxParts.ts'
import type { MessagePlan } from './plan.ts'
import { type Sealing, SendFailure } from './sealing.ts'

/** A group as it is written to. */
interface Audience {
  readonly group: Jid
  readonly addressing: 'pn' | 'lid'
  readonly timerSec: number
  /** The own account in the group's addressing. */
  readonly me: Jid
  /** All devices of all members but this one. */
  readonly devices: readonly Jid[]
}

/**
 * Encrypts a message to a group (chapter 05 section 5): once for all with the own group key, which
 * goes along for those who do not have it. Throws SendFailure, RequestError 'closed'.
 */
export function createSealGroup(
  parts: OutboxParts,
  sealing: Sealing,
): (key: number, row: OutboxRow, plan: MessagePlan, line: Line) => Promise<void> {
  const { work, book, cipher, devices, own } = parts

  /** The group as it is stored, asked for when it is not known well enough. */
  async function known(chatId: number, jid: Jid, line: Line): Promise<GroupRow> {
    const before = await book.group(work.reader, chatId)
    if (before?.fetchedMs !== undefined && before.stale !== true) return before
    await parts.refreshGroup(jid, line)
    const after = await book.group(work.reader, chatId)
    if (after === undefined || after.members.length === 0) throw new SendFailure('not-writable')
    return after
  }

  async function audience(row: OutboxRow, plan: MessagePlan, line: Line): Promise<Audience> {
    const chat = row.chatId === undefined ? undefined : await book.chat(work.reader, row.chatId)
    if (chat === undefined) throw new SendFailure('internal')
    const group = chat.row.jid as Jid
    const { addressing: stored, members } = await known(chat.chatId, group, line)
    const addressing = plan.mode ?? stored
    const { pn, lid } = own()
    const me = addressing === 'lid' ? (lid ?? pn) : pn
    const users = new Set(members.map(({ jid }) => accountOf(jid as Jid)))
    users.add(me)
    return {
      group,
      addressing,
      timerSec: chat.row.disappearingSec ?? 0,
      me,
      devices: await devices.of([...users], line),
    }
  }

  /** Who needs the key with this message. Own devices get it each time. */
  function lacking({ me, devices: all }: Audience, holders: readonly Jid[]): readonly Jid[] {
    const have = new Set(holders)
    return all.filter((device) => !have.has(device) || accountOf(device) === me)
  }

  /** A key that somebody has who is no member any more is not used again. */
  async function checkHolders(unit: UnitOfWork, { group, devices: all }: Audience): Promise<void> {
    const holders = await cipher.holdersOf(unit, group)
    const among = new Set(all)
    if (holders.some((device) => !among.has(device))) await cipher.dropGroupKey(unit, group)
  }

  return async (key, row, plan, line) => {
    const target = await audience(row, plan, line)
    const { group, addressing, timerSec, me } = target
    const holders = await cipher.holdersOf(work.reader, group)
    await devices.reach(lacking(target, holders), line)

    await work.run(async (unit) => {
      const current = await unit.get('outbox', key)
      if (current === undefined || current.stanza !== undefined) return
      const outgoing = await sealing.outgoing(unit, current)
      if (outgoing === undefined) {
        unit.del('outbox', key)
        return
      }
      await checkHolders(unit, target)
      const written = await cipher.encryptGroup(unit, group, sealing.padded(outgoing.bytes))
      const keyMessage = encodeProto(MessageSchema, {
        senderKeyDistributionMessage: {
          groupId: group,
          axolotlSenderKeyDistributionMessage: written.distribution,
        },
      })
      const senderKeys = await sealing.forEach(
        unit,
        lacking(target, written.holders),
        () => keyMessage,
      )
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
      const sealed = {
        phash,
        devices: target.devices,
        groupKey: { keyId: written.keyId, given },
      }
      unit.put('outbox', key, {
        ...current,
        stanza: encodeNode(stanza),
        plan: { ...plan, sealed } satisfies MessagePlan,
      })
      await noteAudience(unit, current, group)
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
}
