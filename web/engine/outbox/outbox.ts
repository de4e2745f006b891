import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import { messageId } from '../../formats/messageId.ts'
import type { OutboxRow } from '../../storage/talkRows.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { groupTimerRequest } from '../../wire/stanza/groupRequests.ts'
import { peerMessage } from '../../wire/stanza/sendMessage.ts'
import { nextId } from '../chats/ids.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork } from '../work/work.ts'
import { createAcks, failRow } from './acks.ts'
import { createChatAccess, Refusal } from './chatAccess.ts'
import { createCommands, done } from './commands.ts'
import type { OutboxParts } from './outboxParts.ts'
import { type Plan, planOf } from './plan.ts'
import { createPrivacyTokens } from './privacyTokens.ts'
import { createReading } from './reading.ts'
import { createRetries } from './retries.ts'
import { createSealDirect } from './sealDirect.ts'
import { createSealGroup } from './sealGroup.ts'
import { createSealing, SendFailure } from './sealing.ts'
import { createSender, type Sender } from './sender.ts'
import { createSentMessages } from './sentMessages.ts'
import { createTyping } from './typing.ts'

/** The commands that this room carries out. */
export type OutboxCommand = Extract<
  TalkCommand,
  {
    type:
      | 'sendText'
      | 'editText'
      | 'react'
      | 'deleteMessages'
      | 'forward'
      | 'setDisappearing'
      | 'sendAgain'
      | 'seen'
      | 'typing'
      | 'writeTo'
  }
>

/** A message to one's own phone. */
export interface PeerMessage {
  readonly message: Init<Message>
  /** 'high_force' for what a person waits for. */
  readonly priority?: 'high' | 'high_force'
  readonly privacySensitive?: true
}

/** Everything that leaves: messages, answers to those who could not read one, receipts of reading. */
export interface Outbox {
  /** Does what a window asks. Resolves when it is stored; sending goes on by itself. Never rejects. */
  run(command: OutboxCommand, windowId: string): Promise<CommandResult>
  /** Stores a message to one's own phone, in a unit; it is sent as soon as that is durable. */
  sendPeer(unit: UnitOfWork, peer: PeerMessage): Promise<{ readonly id: string }>
  /**
   * Takes `<ack class="message">`: what the service says of a message that was sent. Its commit is
   * part of `unit`. False when it is about nothing that is waited for.
   */
  takeAck(unit: UnitOfWork, stanza: WireNode): Promise<boolean>
  /**
   * Takes `<receipt type="retry">`: somebody could not read a message of ours. Stores the wish in the
   * unit; the answer is made and sent later, outside of it.
   */
  takeRetry(unit: UnitOfWork, stanza: WireNode): Promise<void>
  /** Logged in: what waits goes out, what went out without an answer goes out again. */
  connected(line: Line): void
  lost(): void
  /** Members of a group have changed such that somebody must not read on. Part of the unit. */
  memberGone(unit: UnitOfWork, group: Jid): Promise<void>
  /** Resolves when nothing is under way that could go on without the network. */
  idle(): Promise<void>
  stop(): void
}

export function createOutbox(parts: OutboxParts): Outbox {
  const { work, book, cipher, devices, clock, randomBytes, trace, own } = parts
  let line: Line | undefined
  const beside = new Set<Promise<void>>()

  const access = createChatAccess(parts)
  const sealing = createSealing(parts, access)
  const tokens = createPrivacyTokens(parts)
  const sent = createSentMessages(parts, access)
  const sealDirect = createSealDirect(parts, sealing, tokens, sent)
  const sealGroup = createSealGroup(parts, sealing, sent)
  const retries = createRetries(parts, sealing, sent, () => sender)
  const typing = createTyping(parts)
  const added = (key: number, row: OutboxRow) => sender.add(key, row)
  const commands = createCommands({ ...parts, access, added })
  const seen = createReading(parts, added)
  const sender: Sender = createSender({ ...parts, seal, fail })
  const takeAck = createAcks(parts, sender, sent, {
    delivered: (to) => later((on) => tokens.issue(to, on)),
    refreshLid: (pn) => later(async (on) => void (await devices.lidOf(pn, on, 'fresh'))),
  })

  /** Work that nothing waits for; it ends with the connection. */
  function later(task: (on: Line) => Promise<void>): void {
    const on = line
    if (on === undefined) return
    const run = task(on).catch((cause: unknown) => {
      if (!(cause instanceof RequestError)) parts.onBroken(cause)
    })
    beside.add(run)
    void run.then(() => beside.delete(run))
  }

  async function seal(key: number, row: OutboxRow, on: Line): Promise<void> {
    const plan = planOf(row)
    switch (plan.what) {
      case 'message': {
        const chat = row.chatId === undefined ? undefined : await book.chat(work.reader, row.chatId)
        if (chat === undefined) return work.run(async (unit) => unit.del('outbox', key))
        const sealIt = chat.row.kind === 'group' ? sealGroup : sealDirect
        return sealIt(key, row, plan, on)
      }
      case 'peer':
        return sealPeer(key, plan, on)
      case 'resend':
        return retries.seal(key, row, plan, on)
      case 'receipt':
        return
    }
  }

  /** A message to the own phone: one `enc`, for its device 0. */
  async function sealPeer(
    key: number,
    plan: Extract<Plan, { what: 'peer' }>,
    on: Line,
  ): Promise<void> {
    const { pn, lid } = own()
    const phone = lid ?? pn
    const failed = await devices.reach([phone], on)
    if (failed.length > 0) throw new SendFailure('no-device')
    await work.run(async (unit) => {
      const current = await unit.get('outbox', key)
      if (current?.bytes === undefined || current.stanza !== undefined) return
      const sealed = await cipher.encrypt(unit, phone, sealing.padded(current.bytes))
      if (sealed === undefined) throw new SendFailure('no-device')
      const stanza = peerMessage({
        id: current.id,
        to: pn,
        sealed,
        deviceIdentity: parts.deviceIdentity(),
        ...(plan.priority === undefined ? {} : { pushPriority: plan.priority }),
        ...(plan.privacySensitive === undefined ? {} : { privacySensitive: true }),
      })
      unit.put('outbox', key, { ...current, stanza: encodeNode(stanza) })
    })
  }

  async function fail(key: number, failure: SendFailure | RequestError): Promise<void> {
    await work.run(async (unit) => {
      const row = await unit.get('outbox', key)
      if (row === undefined) return
      if (failure instanceof SendFailure) {
        await failRow(parts, unit, key, row, failure.code)
      } else {
        await failRow(parts, unit, key, row, 'send-refused', { reason: failure.refusal })
      }
    })
  }

  async function setDisappearing(
    command: Extract<OutboxCommand, { type: 'setDisappearing' }>,
  ): Promise<CommandResult> {
    const chat = await book.chat(work.reader, command.chatId)
    if (chat?.row.kind !== 'group') {
      await work.run((unit) => commands.setTimer(unit, command))
      return done
    }
    if (line === undefined) return { ok: false, error: plainError('offline') }
    const group = chat.row.jid as Jid
    await line.request((id) => groupTimerRequest(id, group, command.seconds))
    return done
  }

  async function writeTo(number: string): Promise<CommandResult> {
    const digits = number.replaceAll(/\D/g, '')
    if (digits === '') return { ok: false, error: plainError('number-required') }
    if (line === undefined) return { ok: false, error: plainError('offline') }
    const person = await devices.findNumber(digits, line)
    if (person === undefined) return { ok: false, error: plainError('not-on-service') }
    const { pn, lid } = person
    const chatId = await work.run(async (unit) => {
      const ref = await book.chatOf(unit, lid ?? pn, lid && pn)
      // A chat without a time is one that nobody began.
      await book.changeChat(unit, ref.chatId, (row) => ({
        ...row,
        sortMs: row.sortMs || clock.now(),
      }))
      return ref.chatId
    })
    return { ok: true, chatId }
  }

  async function say({
    chatId,
    typing: on,
  }: Extract<OutboxCommand, { type: 'typing' }>): Promise<CommandResult> {
    const chat = await book.chat(work.reader, chatId)
    const writes = chat?.row.kind === 'direct' || chat?.row.kind === 'group'
    if (chat !== undefined && writes && line !== undefined) {
      typing.say(chat.row.jid as Jid, on, line)
    }
    return done
  }

  async function carryOut(command: OutboxCommand, windowId: string): Promise<CommandResult> {
    switch (command.type) {
      case 'setDisappearing':
        return setDisappearing(command)
      case 'writeTo':
        return writeTo(command.number)
      case 'typing':
        return say(command)
      case 'seen':
        // Only what somebody looked at was read (law 12).
        if (parts.focusedWindows().has(windowId)) await work.run((unit) => seen(unit, command))
        return done
      case 'sendText':
        await work.run((unit) => commands.sendText(unit, command))
        return done
      case 'editText':
        await work.run((unit) => commands.editText(unit, command))
        return done
      case 'react':
        await work.run((unit) => commands.react(unit, command))
        return done
      case 'deleteMessages':
        await work.run((unit) => commands.deleteMessages(unit, command))
        return done
      case 'forward':
        await work.run((unit) => commands.forward(unit, command))
        return done
      case 'sendAgain':
        await work.run((unit) => commands.sendAgain(unit, command))
        return done
    }
  }

  function refused(cause: unknown): CommandResult {
    if (cause instanceof Refusal) return { ok: false, error: cause.plain }
    if (cause instanceof RequestError) {
      return {
        ok: false,
        error:
          cause.code === 'refused'
            ? plainError('send-refused', { reason: cause.refusal })
            : plainError('offline'),
      }
    }
    const name = cause instanceof Error ? cause.name : typeof cause
    trace({ step: 'internal-error', where: 'outbox', name })
    return { ok: false, error: plainErrorOf(cause) }
  }

  return {
    run: (command, windowId) => carryOut(command, windowId).catch(refused),
    async sendPeer(unit, { message, priority, privacySensitive }) {
      const { user } = jidParts(own().pn)
      const nowSec = Math.floor(clock.now() / 1000)
      const id = messageId({ nowSec, ownUser: user, random16: randomBytes(16) })
      const plan: Plan = {
        what: 'peer',
        ...(priority === undefined ? {} : { priority }),
        ...(privacySensitive === undefined ? {} : { privacySensitive }),
      }
      const key = await nextId(unit, 'outbox')
      const bytes = encodeProto(MessageSchema, message)
      const row: OutboxRow = { id, bytes, createdMs: clock.now(), plan }
      unit.put('outbox', key, row)
      unit.after(() => added(key, row))
      return { id }
    },
    takeAck,
    takeRetry: (unit, stanza) => retries.take(unit, stanza),
    connected(on) {
      line = on
      typing.forget()
      sender.connected(on)
      later(() =>
        work.run(async (unit) => {
          await sent.clean(unit)
          await retries.clean(unit)
        }),
      )
    },
    lost() {
      line = undefined
      sender.lost()
    },
    memberGone: (unit, group) => cipher.dropGroupKey(unit, group),
    async idle() {
      while (beside.size > 0) await Promise.all(beside)
      await sender.idle()
    },
    stop() {
      line = undefined
      sender.stop()
    },
  }
}
