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
  /** Calls that ring, by id; `cancel` ends the wait for an answer. */
  const ringing = new Map<string, { readonly call: CallEvent; readonly cancel: () => void }>()

  function settle(callId: string): CallEvent | undefined {
    const known = ringing.get(callId)
    known?.cancel()
    ringing.delete(callId)
    return known?.call
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
    ringing.set(call.callId, { call, cancel })
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
          else unit.after(() => ring(call))
          return callReceipt(call)
        case 'notice':
          await missed(unit, call, call.video)
          return undefined
        case 'ended': {
          const offer = ringing.get(call.callId)?.call
          const elsewhere = call.reason?.endsWith('_elsewhere') === true
          if (offer !== undefined && !elsewhere) await missed(unit, offer, offer.video)
          unit.after(() => void settle(call.callId))
          return undefined
        }
        case 'accepted':
        case 'rejected':
          unit.after(() => void settle(call.callId))
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
