import type { RandomBytes } from '../../../web/crypto/x25519.ts'
import { isJid, type Jid, SERVICE } from '../../../web/wire/jid.ts'
import { child, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { DeviceLine, DeviceSocket } from '../deviceLine.ts'
import { createLane } from '../lane.ts'
import { takeMessage } from './arrivals.ts'
import type { DeviceAccount, DeviceCore, DeviceEvent, DeviceManner } from './core.ts'
import { DeviceError } from './deviceError.ts'
import type { DeviceState } from './deviceState.ts'
import { addPreKeys, keyUpload } from './keys.ts'
import { dropList, learnSelf } from './lookups.ts'
import { forgetUser } from './pairwise.ts'
import { type Outgoing, sendMessage, sendPeer, sendToPhone } from './outgoing.ts'
import { ackOf } from './receiptNodes.ts'
import { repeats } from './repeats.ts'
import { answerRetry } from './retryAnswer.ts'
import { createTrickBox, type TrickBox } from './tricks.ts'
import type { Content } from './messageKind.ts'

/** One simulated device that writes and reads with real sessions. */
export interface Device {
  readonly core: DeviceCore
  readonly tricks: TrickBox
  readonly isOnline: () => boolean
  /** Attaches to the service and sees to its keys there. @throws DeviceError */
  goOnline(): Promise<void>
  goOffline(): void
  /** Sends a message; `id` names it. Resolves when the service has it. @throws DeviceError */
  send(out: Outgoing): Promise<void>
  /** The phone to one of its companions. @throws DeviceError */
  sendPeer(id: string, to: Jid, content: Content): Promise<void>
  /** A companion to its own phone. @throws DeviceError */
  sendPeerToPhone(id: string, content: Content): Promise<void>
  /** Lets go what the trick `hold` kept back. */
  release(order?: 'as-sent' | 'reversed'): void
  /** Whether nothing is under way. */
  isIdle(): boolean
  /** Counts stanzas that came and went: two equal answers mean silence in between. */
  activity(): number
}

export interface DeviceOptions {
  readonly account: DeviceAccount
  readonly state: DeviceState
  readonly line: DeviceLine
  readonly randomBytes: RandomBytes
  readonly now: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
  readonly manner: () => DeviceManner
  readonly save: () => Promise<void>
  readonly listener: (event: DeviceEvent) => void
  readonly report: (note: string) => void
}

const ANSWER_MS = 60_000
const LOW_WATER = 5

/** A device on its kept state; it starts offline. */
export function createDevice(options: DeviceOptions): Device {
  const { account, state, line, randomBytes, now, after, report } = options
  const tricks = createTrickBox()
  const waiting = new Map<string, (answer: WireNode | DeviceError) => void>()
  const held: WireNode[] = []
  const inTurn = createLane()
  const outgoing = createLane()
  let socket: DeviceSocket | undefined
  let busy = 0
  let ids = 0
  let activity = 0

  const core: DeviceCore = {
    account,
    state,
    tricks,
    lists: new Map(),
    groups: new Map(),
    inCrypto: createLane(),
    randomBytes,
    now,
    after,
    manner: options.manner,
    nextId: () => `${account.number.slice(-4)}.${state.device}-${now()}-${++ids}`,
    heard: options.listener,
    save: options.save,
    send(stanza) {
      if (socket === undefined) throw new DeviceError('offline')
      activity++
      socket.send(stanza)
    },
    async request(build) {
      const answer = await exchange(build(core.nextId()))
      if (answer.attrs['type'] === 'result') return answer
      const code = child(answer, 'error')?.attrs['code'] ?? 'unknown'
      throw new DeviceError('refused', `request refused: ${code}`)
    },
    async transmit(message) {
      if (tricks.isArmed('hold') || tricks.isArmed('reorder')) {
        held.push(message)
        const isLast = tricks.left('reorder') === 1
        tricks.strike('reorder')
        if (isLast) release('reversed')
        return undefined
      }
      const acked = exchange(message)
      if (tricks.strike('twice')) for (const copy of repeats(core, message)) core.send(copy)
      return acked
    },
    background(what, work) {
      busy++
      work
        .catch((error: unknown) => {
          const words = error instanceof Error ? error.message : String(error)
          report(`${account.number}:${state.device} ${what}: ${words}`)
        })
        .finally(() => {
          busy--
        })
    },
  }
  learnSelf(core)

  /** Sends a stanza and waits for what carries its id back. */
  async function exchange(stanza: WireNode): Promise<WireNode> {
    const id = stanza.attrs['id'] ?? ''
    let stop = (): void => undefined
    const answered = new Promise<WireNode | DeviceError>((resolve) => {
      waiting.set(id, resolve)
      stop = after(ANSWER_MS, () => resolve(new DeviceError('no-answer')))
    })
    try {
      core.send(stanza)
      const answer = await answered
      if (answer instanceof DeviceError) throw answer
      return answer
    } finally {
      stop()
      waiting.delete(id)
    }
  }

  function release(order: 'as-sent' | 'reversed' = 'as-sent'): void {
    tricks.disarm('hold')
    const going = held.splice(0)
    for (const message of order === 'reversed' ? going.toReversed() : going) core.send(message)
  }

  function receive(stanza: WireNode): void {
    activity++
    const { id = '', type } = stanza.attrs
    const isAnswer =
      (stanza.tag === 'iq' && (type === 'result' || type === 'error')) || stanza.tag === 'ack'
    if (isAnswer) return waiting.get(id)?.(stanza)
    core.background(
      `${stanza.tag} ${id}`,
      inTurn(() => take(stanza)),
    )
  }

  async function take(stanza: WireNode): Promise<void> {
    switch (stanza.tag) {
      case 'message':
        return takeMessage(core, stanza)
      case 'receipt':
        core.send(ackOf(stanza))
        if (stanza.attrs['type'] === 'retry') {
          core.background(
            'retry',
            outgoing(() => answerRetry(core, stanza)),
          )
        }
        return options.listener({ type: 'receipt', stanza })
      case 'notification':
        noteNews(stanza)
        await core.save()
        core.send(ackOf(stanza))
        return options.listener({ type: 'notification', stanza })
      case 'call':
        core.send({ ...ackOf(stanza) })
        return options.listener({ type: 'other', stanza })
      case 'iq':
        if (child(stanza, 'ping') !== undefined || stanza.attrs['xmlns'] === 'urn:xmpp:ping') {
          core.send(node('iq', { id: stanza.attrs['id'] ?? '', to: SERVICE, type: 'result' }))
        }
        return
      default:
        return options.listener({ type: 'other', stanza })
    }
  }

  /** Drops what a notification makes stale. */
  function noteNews(stanza: WireNode): void {
    const { from = '', type } = stanza.attrs
    if (type === 'encrypt' && child(stanza, 'count') !== undefined && !tricks.strike('no-refill')) {
      core.background('keys', publish())
    }
    if (!isJid(from)) return
    if (type === 'encrypt' && child(stanza, 'identity') !== undefined) {
      forgetUser(core, from, 'all')
      state.ownGroupKeys.clear()
      dropList(core, from)
    } else if (type === 'devices' || type === 'account_sync') {
      dropList(core, from)
      const removed = child(child(stanza, 'remove') ?? stanza, 'device')?.attrs['jid'] ?? ''
      if (child(stanza, 'remove') && isJid(removed)) forgetUser(core, removed, 'device')
    } else if (type === 'w:gp2') {
      core.groups.delete(from)
      const isLoss = ['remove', 'leave', 'modify'].some((tag) => child(stanza, tag) !== undefined)
      if (isLoss) state.ownGroupKeys.delete(from)
    }
  }

  async function publish(): Promise<void> {
    const fresh = await addPreKeys(state.keys, randomBytes)
    await core.save()
    await core.request((id) => keyUpload(id, state.keys, fresh))
    state.published = true
    await core.save()
  }

  return {
    core,
    tricks,
    isOnline: () => socket !== undefined,
    async goOnline() {
      if (socket !== undefined) return
      socket = line.attach(account.number, state.device, receive)
      if (!state.published || state.keys.preKeys.size < LOW_WATER) await publish()
    },
    goOffline() {
      socket?.close()
      socket = undefined
      for (const resolve of waiting.values()) resolve(new DeviceError('offline'))
    },
    send: (out) => outgoing(() => sendMessage(core, out)),
    sendPeer: (id, to, content) => outgoing(() => sendPeer(core, id, to, content)),
    sendPeerToPhone: (id, content) => outgoing(() => sendToPhone(core, id, content)),
    release,
    activity: () => activity,
    isIdle: () => busy === 0 && waiting.size === 0,
  }
}
