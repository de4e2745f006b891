import { equalBytes } from '../../crypto/bytes.ts'
import { contentKind } from '../../formats/contentKind.ts'
import type { OutboxRow, RetryRow } from '../../storage/talkRows.ts'
import { accountOf, isGroup, isLid, STATUS } from '../../wire/account.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { decodeProto, encodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { parseReceipt } from '../../wire/stanza/incomingReceipt.ts'
import { resentMessage, type ResendTarget } from '../../wire/stanza/resendMessage.ts'
import { nextId } from '../chats/ids.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { OutboxParts } from './outboxParts.ts'
import type { Plan, ResendWish } from './plan.ts'
import { deviceSent, type Sealing } from './sealing.ts'
import type { Sender } from './sender.ts'
import type { SentMessages } from './sentMessages.ts'

/** Requests that are answered (chapter 05 section 7). */
const LAST_COUNT = 4
/** Requests by one device for one message, counted or not, after which it is left alone. */
const MOST_REQUESTS = 9
/** How long after a session was begun anew for a device none is begun again without its keys. */
const RECREATE_MS = 3_600_000
/** How long it is remembered what was asked for. */
const FORGET_MS = 2 * 86_400_000

/** What is remembered of one device and one message: part of a row of `retries`. */
interface Answered {
  readonly answer: true
  /** Base key of the session when the second request came. */
  readonly baseKey?: Uint8Array | undefined
}

const ANSWER: Answered = { answer: true }

type ResendPlan = Extract<Plan, { what: 'resend' }>

/** Answers those who could not read a message of ours. */
export interface Retries {
  /** Stores the wish; the answer goes out by itself. */
  take(unit: UnitOfWork, stanza: WireNode): Promise<void>
  /** Encrypts the answer. Throws RequestError 'closed'. */
  seal(key: number, row: OutboxRow, plan: ResendPlan, line: Line): Promise<void>
  /** Forgets who asked long ago. */
  clean(unit: UnitOfWork): Promise<void>
}

export function createRetries(
  parts: OutboxParts,
  sealing: Sealing,
  sent: SentMessages,
  sender: () => Sender,
): Retries {
  const { work, book, cipher, devices, clock, addressKey } = parts
  /** When a session was last begun anew for a device. */
  const recreated = new Map<Jid, number>()

  const rowKey = (device: Jid, id: string) => addressKey(`answer|${device}|${id}`)

  async function remember(
    unit: UnitOfWork,
    key: string,
    change: (row: RetryRow) => RetryRow,
  ): Promise<RetryRow> {
    const nowMs = clock.now()
    const before = await unit.get('retries', key)
    const row = change(before ?? { count: 0, firstMs: nowMs, lastMs: nowMs, state: ANSWER })
    unit.put('retries', key, { ...row, lastMs: nowMs })
    return row
  }

  /**
   * Steps 1 to 3: what the request says about the session. True when a session must be begun anew
   * from what the service has.
   */
  async function mend(unit: UnitOfWork, id: string, wish: ResendWish): Promise<boolean> {
    const device = requesterOf(wish)
    if (wish.hasKeys) return false
    const known = await cipher.registrationId(unit, device)
    if (known === undefined) return true
    if (wish.registrationId !== undefined && wish.registrationId !== known) {
      await cipher.dropSession(unit, device)
      return true
    }
    const baseKey = await cipher.baseKey(unit, device)
    const key = await rowKey(device, id)
    if (wish.count === 2) {
      await remember(unit, key, (row) => ({
        ...row,
        state: { ...ANSWER, baseKey } satisfies Answered,
      }))
    } else if (wish.count > 2) {
      const { baseKey: before } = ((await unit.get('retries', key))?.state ?? ANSWER) as Answered
      // They ask again under the same session: they cannot use it.
      if (before !== undefined && baseKey !== undefined && equalBytes(before, baseKey)) {
        await cipher.dropSession(unit, device)
        return true
      }
    }
    const last = recreated.get(device)
    return wish.count >= 2 && (last === undefined || clock.now() - last >= RECREATE_MS)
  }

  /** Who is not in the group, or not on its person's list even when the service is asked, gets nothing. */
  async function isTheirs(wish: ResendWish, line: Line): Promise<boolean> {
    const device = requesterOf(wish)
    if (isGroup(wish.from) && !(await isMember(wish.from, device))) return false
    if (await devices.isListed(work.reader, device)) return true
    const listed = await devices.of([accountOf(device)], line, 'fresh')
    return listed.includes(device)
  }

  async function isMember(group: Jid, device: Jid): Promise<boolean> {
    if (book.isMe(device)) return true
    const chat = await book.findChat(work.reader, group)
    const row = chat && (await book.group(work.reader, chat.chatId))
    const asked = await book.findContact(work.reader, device)
    return (
      row?.members.some(({ contactId, jid }) => {
        return contactId === asked || jid === accountOf(device)
      }) === true
    )
  }

  async function drop(key: number): Promise<void> {
    await work.run(async (unit) => unit.del('outbox', key))
  }

  async function contentFor(
    unit: UnitOfWork,
    wish: ResendWish,
    id: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly message: Message } | undefined> {
    const found = await sent.find(unit, chatOf(wish), id)
    if (found === undefined) return undefined
    const message = decodeProto(MessageSchema, found.bytes)
    const { bytes } = found
    if (isGroup(wish.from)) {
      const distribution = await cipher.distribution(unit, wish.from)
      if (distribution === undefined) return { bytes, message }
      const senderKeyDistributionMessage = {
        groupId: wish.from,
        axolotlSenderKeyDistributionMessage: distribution,
      }
      const withKey = { ...message, senderKeyDistributionMessage }
      return { bytes: encodeProto(MessageSchema, withKey), message }
    }
    if (!found.peer && book.isMe(wish.from)) {
      const destination = await destinationOf(unit, found.chatId, wish)
      const kind = contentKind(message)
      return { bytes: deviceSent({ bytes, message, kind }, destination), message }
    }
    return { bytes, message }
  }

  /** The chat of a message to it, as its own devices are told. */
  async function destinationOf(
    unit: UnitOfWork,
    chatId: number | undefined,
    { from, recipient }: ResendWish,
  ): Promise<Jid> {
    if (recipient !== undefined) return accountOf(recipient)
    const chat = chatId === undefined ? undefined : await book.chat(unit, chatId)
    return chat === undefined ? accountOf(from) : (chat.row.jid as Jid)
  }

  function targetOf({ from, participant, recipient }: ResendWish): ResendTarget {
    if (participant === undefined) {
      return { chat: 'direct', device: from, ...(recipient === undefined ? {} : { recipient }) }
    }
    if (from === STATUS) return { chat: 'status', status: from, participant }
    const addressing = isLid(participant) ? 'lid' : 'pn'
    return { chat: 'group', group: from, participant, addressing }
  }

  return {
    async take(unit, stanza) {
      const { ids, from, participant, recipient, retry } = parseReceipt(stanza)
      const id = ids[0]
      if (id === undefined || retry === undefined) return
      const device = participant ?? from
      const { count } = await remember(unit, await rowKey(device, id), (row) => ({
        ...row,
        count: row.count + 1,
      }))
      if (retry.count > LAST_COUNT || count > MOST_REQUESTS) return
      const hasKeys = retry.keys !== undefined && retry.registrationId !== undefined
      if (retry.keys !== undefined && retry.registrationId !== undefined) {
        const { keys, registrationId } = retry
        if (!(await devices.useKeys(unit, device, { ...keys, registrationId }))) return
      }
      if (participant !== undefined && isGroup(from)) {
        await cipher.forgetHolders(unit, from, [participant])
      }
      const chat = await book.findChat(unit, chatOf({ from, recipient }))
      const wish: ResendWish = {
        from,
        count: retry.count,
        ...(participant === undefined ? {} : { participant }),
        ...(recipient === undefined ? {} : { recipient }),
        ...(retry.registrationId === undefined ? {} : { registrationId: retry.registrationId }),
        ...(hasKeys ? { hasKeys: true as const } : {}),
      }
      const row: OutboxRow = {
        id,
        createdMs: clock.now(),
        plan: { what: 'resend', wish } satisfies Plan,
        ...(chat === undefined ? {} : { chatId: chat.chatId }),
      }
      const key = await nextId(unit, 'outbox')
      unit.put('outbox', key, row)
      unit.after(() => sender().add(key, row))
    },

    async seal(key, row, { wish }, line) {
      const device = requesterOf(wish)
      if (!(await isTheirs(wish, line))) return drop(key)
      const renew = await work.run((unit) => mend(unit, row.id, wish))
      if (renew) {
        recreated.set(device, clock.now())
        const failed = await devices.renew(device, line)
        if (failed) return drop(key)
      }
      await work.run(async (unit) => {
        const current = await unit.get('outbox', key)
        if (current === undefined || current.stanza !== undefined) return
        const content = await contentFor(unit, wish, current.id)
        const [sealed] =
          content === undefined ? [] : await sealing.forEach(unit, [device], () => content.bytes)
        if (content === undefined || sealed === undefined) {
          unit.del('outbox', key)
          return
        }
        const stanza = resentMessage({
          id: current.id,
          target: targetOf(wish),
          kind: contentKind(content.message),
          sealed,
          count: wish.count,
          deviceIdentity: parts.deviceIdentity(),
        })
        unit.put('outbox', key, { ...current, stanza: encodeNode(stanza) })
      })
    },

    async clean(unit) {
      const before = clock.now() - FORGET_MS
      for (const { key, row } of await unit.range('retries', {})) {
        // Requests of one's own are kept there too, by who makes them.
        const mine = (row.state as Partial<Answered> | undefined)?.answer === true
        if (mine && row.lastMs < before) unit.del('retries', key)
      }
    },
  }
}

function requesterOf({ from, participant }: ResendWish): Jid {
  return participant ?? from
}

/** Where the message was sent: for an own device its `recipient` says so. */
function chatOf({
  from,
  recipient,
}: {
  readonly from: Jid
  readonly recipient?: Jid | undefined
}): Jid {
  if (isGroup(from) || jidParts(from).server === 'broadcast') return from
  return accountOf(recipient ?? from)
}
