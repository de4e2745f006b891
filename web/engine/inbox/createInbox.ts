import { StorageError } from '../../storage/errors.ts'
import { NodeError } from '../../wire/node/nodeError.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { type IncomingMessage, parseIncomingMessage } from '../../wire/stanza/incomingMessage.ts'
import { messageAck } from '../../wire/stanza/messageAck.ts'
import { deliveryReceipt, receipts } from '../../wire/stanza/receipt.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { Turn } from '../connection/arrivalQueue.ts'
import type { Line, Taken } from '../talk/talk.ts'
import { plainErrorOf } from '../plainErrors.ts'
import { createAsking } from './asking.ts'
import { createCalls } from './calls.ts'
import { createGatheredReceipts } from './gatheredReceipts.ts'
import type { Inbox, InboxParts } from './inbox.ts'
import { createNotices } from './notices.ts'
import { createReader } from './reading.ts'
import { createReceiptsIn } from './receiptsIn.ts'
import { type Answer, takeBroken, takeMessage, type TakeParts } from './takeMessage.ts'

/** Everything that comes in. */
export function createInbox(parts: InboxParts): Inbox {
  const { work, trace, available } = parts
  const { clock } = parts.platform
  const asking = createAsking(parts)
  const notices = createNotices(parts)
  const receiptsIn = createReceiptsIn({ ...parts, clock })
  const calls = createCalls({ ...parts, clock })
  const reader = createReader(parts)
  const gathered = createGatheredReceipts({
    clock,
    available,
    send: (stanza) => send(stanza, lineNow),
  })
  const taking: TakeParts = { ...parts, reader, asking, notices }
  let lineNow: Line | undefined
  let isSwept = false

  /** An address that can be read but not written costs the answer, not the connection. */
  function send(stanza: WireNode, line: Line | undefined): void {
    if (line?.isOpen() !== true) return
    try {
      line.send(stanza)
    } catch (cause) {
      if (!(cause instanceof NodeError)) throw cause
      trace({ step: 'stanza-malformed', rule: `answer ${cause.code}` })
    }
  }

  async function take(stanza: WireNode, line: Line, turn: Turn): Promise<void> {
    const message = readOrRefuse(stanza)
    if (message === undefined) {
      await turn.before
      return refuse(stanza, line)
    }
    const { unknown } = message
    if (unknown > 0) trace({ step: 'stanza-unknown', tag: 'message', parts: unknown })
    const answering = work.run((unit) => takeMessage(unit, taking, message))
    turn.begun()
    const answer = await answering.catch((cause) => breakAt(message, cause))
    const wish = answer.with === 'retry' ? answer.wish : undefined
    const request = wish && (await asking.stanzaOf(wish))
    await turn.before
    if (request !== undefined) send(request, line)
    reply(stanza, message, answer, line)
  }

  /** A message that breaks something here costs its content; else it would come again for ever. */
  async function breakAt(message: IncomingMessage, cause: unknown): Promise<Answer> {
    traceBroken(cause)
    try {
      return await work.run((unit) => takeBroken(unit, taking, message))
    } catch (again) {
      traceBroken(again)
      return { with: 'ack', nack: 500 }
    }
  }

  /** What failed is not stored, so storage must not be answered for. */
  function traceBroken(cause: unknown): void {
    if (cause instanceof StorageError) throw cause
    const name = cause instanceof Error ? cause.name : typeof cause
    trace({ step: 'internal-error', where: 'inbox', name })
  }

  /** The same for what has no content: it is acked. */
  async function orNothing<T>(taken: Promise<T>): Promise<T | undefined> {
    try {
      return await taken
    } catch (cause) {
      if (cause instanceof StanzaError) throw cause
      traceBroken(cause)
      return undefined
    }
  }

  function readOrRefuse(stanza: WireNode): IncomingMessage | undefined {
    try {
      return parseIncomingMessage(stanza, parts.own())
    } catch (cause) {
      if (!(cause instanceof StanzaError)) throw cause
      trace({ step: 'stanza-malformed', rule: cause.message })
      return undefined
    }
  }

  /** What cannot be read as a message is refused, as far as it can be named. */
  function refuse(stanza: WireNode, line: Line): void {
    const { id, from } = stanza.attrs
    if (id !== undefined && from !== undefined) {
      send(messageAck(stanza, parts.own().pn, 487), line)
    }
  }

  function reply(stanza: WireNode, message: IncomingMessage, answer: Answer, line: Line): void {
    const own = parts.own().pn
    const isOwnDirect = message.fromMe && message.place === 'direct' && !message.peer
    if (answer.with === 'receipt' || (answer.with === 'retry' && isOwnDirect)) {
      const isPlain = !message.fromMe && message.offline && line === lineNow
      if (isPlain) return gathered.add(message, message.id)
      for (const receipt of receipts(deliveryReceipt(message, available()), [message.id])) {
        send(receipt, line)
      }
      return
    }
    send(messageAck(stanza, own, answer.with === 'ack' ? answer.nack : undefined), line)
  }

  return {
    async take(stanza, line, turn): Promise<Taken> {
      switch (stanza.tag) {
        case 'message':
          await take(stanza, line, turn)
          return 'answered'
        case 'receipt': {
          const taken = work.run((unit) => receiptsIn.take(unit, stanza))
          turn.begun()
          await orNothing(taken)
          return 'answer'
        }
        case 'ack': {
          if (stanza.attrs['class'] !== 'message') return 'unknown'
          const taken = work.run((unit) => parts.outbox.takeAck(unit, stanza))
          turn.begun()
          await taken
          return 'answered'
        }
        case 'call': {
          const called = work.run((unit) => calls.take(unit, stanza))
          turn.begun()
          const receipt = await orNothing(called)
          await turn.before
          if (receipt !== undefined) send(receipt, line)
          return 'answer'
        }
        default:
          return 'unknown'
      }
    },
    askAgain: (command) =>
      asking
        .askAgain(command)
        .catch((cause: unknown) => ({ ok: false as const, error: plainErrorOf(cause) })),
    connected(line) {
      lineNow = line
      if (isSwept) return
      isSwept = true
      work.run((unit) => parts.content.waiting.sweep(unit)).catch(parts.onBroken)
    },
    offlineOver() {
      gathered.flush()
      notices.offlineOver()
      asking.begin()
    },
    lost() {
      lineNow = undefined
      gathered.drop()
      asking.pause()
    },
    async idle() {
      await work.idle()
      await asking.idle()
    },
    stop() {
      calls.stop()
      gathered.drop()
      asking.pause()
    },
  }
}
