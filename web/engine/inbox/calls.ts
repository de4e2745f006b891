import { SignalError } from '../../signal/signalError.ts'
import type { Clock } from '../../platform/platform.ts'
import { identityOfPreKeyMessage } from '../../signal/session.ts'
import { accountOf } from '../../wire/account.ts'
import { bytesOf, child, children, type WireNode } from '../../wire/node/node.ts'
import { optionalContent } from '../../wire/stanza/content.ts'
import { type CallEvent, callReceipt, parseCall } from '../../wire/stanza/call.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Cipher } from '../cipher/cipher.ts'
import { isForgedDevice } from '../cipher/peerVerdict.ts'
import { noteIdentity } from '../people/identityNews.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork, Work } from '../work/work.ts'

/** Calls ring on the phone; here a missed one becomes a line of its conversation. */
export interface Calls {
  /** Takes `<call>`. Gives what is to be sent beside the ack. Throws StanzaError. */
  take(unit: UnitOfWork, stanza: WireNode): Promise<WireNode | undefined>
  stop(): void
}

interface Ringing {
  readonly call: CallEvent
  /** On another device of this account, or by turning it down. */
  readonly answered: boolean
  readonly cancel: () => void
}

/** After this long nobody rings any more, whether or not that was told. */
const RINGING_MS = 60_000

export function createCalls(parts: {
  readonly clock: Clock
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly cipher: Cipher
  readonly trace: Trace
  readonly onBroken: (cause: unknown) => void
}): Calls {
  const { clock, work, book, log, cipher } = parts
  /**
   * Calls that ring, by id; `cancel` ends the wait for an answer. An offer is in here as soon as it is
   * taken: its end may come in the same commit. What is over leaves with the commit that says so.
   */
  const ringing = new Map<string, Ringing>()

  function settle(callId: string): void {
    ringing.get(callId)?.cancel()
    ringing.delete(callId)
  }

  function answered(unit: UnitOfWork, { callId }: CallEvent): void {
    const known = ringing.get(callId)
    if (known !== undefined) ringing.set(callId, { ...known, answered: true })
    unit.after(() => settle(callId))
  }

  /** One that rang before this engine began is known by its end alone: nobody answered in time. */
  async function ended(unit: UnitOfWork, end: CallEvent): Promise<void> {
    const known = ringing.get(end.callId)
    const elsewhere = end.reason?.endsWith('_elsewhere') === true
    const rang = known ?? (end.reason === 'timeout' ? { call: end, answered: false } : undefined)
    if (rang?.answered === false && !elsewhere) await missed(unit, rang.call, rang.call.video)
    unit.after(() => settle(end.callId))
  }

  async function missed(unit: UnitOfWork, call: CallEvent, video: boolean): Promise<void> {
    const { callId, creator, group, callerPn, timeSec } = call
    if (book.isMe(creator)) return
    if (callerPn !== undefined && creator.includes('@lid')) {
      await book.learn(unit, accountOf(callerPn), accountOf(creator), 'strong')
    }
    const ref = await book.chatOf(unit, group ?? accountOf(creator))
    const id = `call ${callId}`
    if ((await log.find(unit, ref.chatId, 'system', id)) !== undefined) return
    await log.append(unit, ref, {
      id,
      author: 'system',
      atMs: timeSec === undefined ? clock.now() : timeSec * 1000,
      system: { what: 'missed-call', video, group: group !== undefined },
    })
  }

  function ring(call: CallEvent): void {
    settle(call.callId)
    const cancel = clock.after(RINGING_MS, () => {
      ringing.delete(call.callId)
      work.run((unit) => missed(unit, call, call.video)).catch(parts.onBroken)
    })
    ringing.set(call.callId, { call, answered: false, cancel })
  }

  /** The key in an offer is a message of its session: a step that is not taken would be missing. */
  async function takeStep(unit: UnitOfWork, call: CallEvent, stanza: WireNode) {
    const { from, callId, timeSec } = call
    const [event] = children(stanza)
    const enc = event && child(event, 'enc')
    const type = enc?.attrs['type']
    if (event === undefined || enc === undefined) return
    if (type !== 'pkmsg' && type !== 'msg') return
    const bytes = bytesOf(enc)
    try {
      if (type === 'pkmsg') {
        const shown = {
          device: from,
          identityKey: identityOfPreKeyMessage(bytes),
          deviceIdentity: optionalContent(event, 'device-identity'),
          isOwn: book.isMe(from),
        }
        if (await isForgedDevice(unit, parts, shown, 'call')) return
      }
      const { identityChanged } = await cipher.decrypt(unit, from, type, bytes)
      if (!identityChanged || book.isMe(from)) return
      const atMs = timeSec === undefined ? clock.now() : timeSec * 1000
      await noteIdentity(unit, parts, { sender: from, id: `call ${callId}`, atMs })
    } catch (cause) {
      // A call that cannot be read is not asked for again.
      if (!(cause instanceof SignalError)) throw cause
    }
  }

  return {
    async take(unit, stanza) {
      const call = parseCall(stanza)
      switch (call.kind) {
        case 'offer':
          await takeStep(unit, call, stanza)
          if (call.offline) await missed(unit, call, call.video)
          else ring(call)
          return callReceipt(call)
        case 'notice':
          await missed(unit, call, call.video)
          return undefined
        case 'ended':
          await ended(unit, call)
          return undefined
        case 'accepted':
        case 'rejected':
          answered(unit, call)
          return undefined
        case 'other':
          return undefined
      }
    },
    stop() {
      for (const { cancel } of ringing.values()) cancel()
      ringing.clear()
    },
  }
}
