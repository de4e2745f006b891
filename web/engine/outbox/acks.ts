import type { OutboxRow, TicksRow } from '../../storage/talkRows.ts'
import { accountOf, isGroup, isPhoneNumber } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { type MessageAck, parseMessageAck } from '../../wire/stanza/messageAck.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { OutboxParts } from './outboxParts.ts'
import { isMismatch, judgeAck, type MessagePlan, type Plan, planOf } from './plan.ts'
import type { Sender } from './sender.ts'
import type { SentMessages } from './sentMessages.ts'

/** Code for an address that is no longer the right form of itself. */
const WRONG_FORM = 479

/** What is done beside the unit, once it is durable. */
export interface AfterAck {
  /** A message reached the service. */
  readonly delivered: (to: Jid) => void
  /** The LID of this number is to be asked for again. */
  readonly refreshLid: (pn: Jid) => void
}

/** Takes what the service says to messages. */
export function createAcks(
  parts: OutboxParts,
  sender: Sender,
  sent: SentMessages,
  after: AfterAck,
): (unit: UnitOfWork, stanza: WireNode) => Promise<boolean> {
  const { book, log, cipher, devices } = parts

  async function mark(unit: UnitOfWork, row: OutboxRow, ticks: TicksRow): Promise<void> {
    if (row.message === undefined) return
    await log.change(unit, row.message, (message) => {
      if (message.ticks !== 'pending' && message.ticks !== 'failed') return message
      const { error: _, ...rest } = message
      return { ...rest, ticks }
    })
  }

  /** What the message was encrypted for is known to the service: who has which key, and who is missing. */
  async function settle(
    unit: UnitOfWork,
    row: OutboxRow,
    plan: Plan,
    ack: MessageAck,
  ): Promise<void> {
    if (plan.what !== 'message' || plan.sealed === undefined) return
    const { sealed } = plan
    const chat = row.chatId === undefined ? undefined : await book.chat(unit, row.chatId)
    const group = chat?.row.kind === 'group' ? (chat.row.jid as Jid) : undefined
    const mismatch = isMismatch(ack, plan)
    if (group !== undefined && sealed.groupKey !== undefined && ack.error === undefined) {
      const { keyId, given } = sealed.groupKey
      if (mismatch) await cipher.forgetHolders(unit, group)
      else await cipher.markHolders(unit, group, keyId, given)
    }
    if (!mismatch && ack.error !== WRONG_FORM) return
    await devices.forget(unit, [...new Set([...sealed.devices.map(accountOf), ...ownUsers()])])
    if (group !== undefined && chat !== undefined) await distrustGroup(unit, chat.chatId)
  }

  function ownUsers(): readonly Jid[] {
    const { pn, lid } = parts.own()
    return lid === undefined ? [pn] : [pn, lid]
  }

  async function distrustGroup(unit: UnitOfWork, chatId: number): Promise<void> {
    if ((await book.group(unit, chatId)) === undefined) return
    await book.changeGroup(unit, chatId, (row) => {
      if (row === undefined) throw new Error('a group that was read a moment ago')
      return { ...row, stale: true }
    })
  }

  async function compose(unit: UnitOfWork, key: number, row: OutboxRow, plan: MessagePlan) {
    const { stanza: _, ...rest } = row
    unit.put('outbox', key, { ...rest, plan })
    if (plan.again === 'stale-mode' && row.chatId !== undefined) {
      await distrustGroup(unit, row.chatId)
    }
    unit.after(() => {
      sender.answered(key, 'composed')
      sender.add(key, row)
    })
  }

  return async (unit, stanza) => {
    const ack = parseMessageAck(stanza)
    const key = ack && sender.find(ack)
    const row = key === undefined ? undefined : await unit.get('outbox', key)
    if (ack === undefined || key === undefined || row === undefined) return false
    const plan = planOf(row)
    const verdict = judgeAck(ack, plan, sender.triesOf(key))
    await settle(unit, row, plan, ack)
    if (ack.error === undefined) {
      await mark(unit, row, 'sent')
      const { from } = ack
      if (plan.what === 'message' && from !== undefined && !isGroup(from)) {
        unit.after(() => after.delivered(from))
      }
    }
    if (ack.refreshLid) {
      const chat = row.chatId === undefined ? undefined : await book.chat(unit, row.chatId)
      const jid = chat?.row.jid as Jid | undefined
      const pn = jid === undefined || isPhoneNumber(jid) ? jid : await book.pnOf(unit, jid)
      if (pn !== undefined) unit.after(() => after.refreshLid(pn))
    }
    switch (verdict.to) {
      case 'done':
        unit.del('outbox', key)
        await sent.keep(unit, row, plan)
        unit.after(() => sender.answered(key, 'over'))
        break
      case 'composed':
        await compose(unit, key, row, verdict.plan)
        break
      case 'encrypted':
        unit.after(() => sender.answered(key, 'again'))
        break
      case 'failed':
        await failRow(parts, unit, key, row, verdict.code, { reason: verdict.reason })
        unit.after(() => sender.answered(key, 'over'))
        break
    }
    return true
  }
}

/** Gives a row up: its message says why, and can be sent again by the person. */
export async function failRow(
  { log }: Pick<OutboxParts, 'log'>,
  unit: UnitOfWork,
  key: number,
  row: OutboxRow,
  code: string,
  details?: Record<string, string | number>,
): Promise<void> {
  unit.del('outbox', key)
  if (row.message === undefined) return
  await log.change(unit, row.message, (message) => {
    // Some have it by now: only what was meant for the others is given up.
    if (message.ticks !== 'pending') return message
    const error = { code, ...(details === undefined ? {} : { details }) }
    return { ...message, ticks: 'failed', error }
  })
}
