import { concatBytes } from '../../crypto/bytes.ts'
import { generateKeyPair, type KeyPair } from '../../crypto/x25519.ts'
import type { Clock, Dial, RandomBytes, Socket, SocketClosed } from '../../platform/platform.ts'
import { encodeFrame, FrameReader, INTRO, routingPrefix } from '../../wire/frames.ts'
import { NoiseError } from '../../wire/noise/errors.ts'
import { NoiseHandshake } from '../../wire/noise/handshake.ts'
import type { TransportCipher } from '../../wire/noise/transport.ts'
import type { Trace } from '../traceRing.ts'
import { brokenBy, endingOfClose, endingOfHandshake, type Ending } from './ending.ts'

/** Limits of chapter 01 section 1. */
const OPEN_LIMIT_MS = 20_000
const ANSWER_LIMIT_MS = 20_000

/** One socket's life. The handshake is dropped when the transport takes over. */
type ChannelState =
  | { readonly at: 'dialling' }
  | { readonly at: 'shaking'; readonly handshake: NoiseHandshake; readonly sinceMs: number }
  | { readonly at: 'open'; readonly transport: TransportCipher }
  | { readonly at: 'closed' }

export interface ChannelOptions {
  readonly clock: Clock
  readonly dial: Dial
  readonly randomBytes: RandomBytes
  readonly url: string
  readonly root: Uint8Array
  /** The device's Noise pair. It goes out, encrypted, only to a service that proved itself. */
  readonly noise: KeyPair
  /** The ClientPayload; asked for when ClientFinish is due. */
  readonly payload: () => Uint8Array
  /** Edge-routing info to lead with. */
  readonly routing?: Uint8Array
  readonly trace: Trace
  readonly onOpened: () => void
  readonly onSecured: () => void
  /** The next opened frame. The one after it waits until this resolves; if it rejects, all ends. */
  readonly onFrame: (plaintext: Uint8Array) => Promise<void>
  /** Once, after the last `onFrame` has resolved. */
  readonly onEnded: (ending: Ending) => void
}

/** A socket with Noise on it: opened frames come out, in order and one at a time. */
export interface SecureChannel {
  /** Seals and sends one frame. False, and nothing sent, unless the channel is open. */
  send(plaintext: Uint8Array): boolean
  /** Ends it. Only the first reason counts. */
  end(ending: Ending): void
}

/** Dials, shakes hands and switches keys; see chapter 01 sections 2 and 3. */
export function openSecureChannel(options: ChannelOptions): SecureChannel {
  const { clock, trace } = options
  const frames = new FrameReader()
  // Made while the socket opens, so that it costs no time.
  const ephemeral = generateKeyPair(options.randomBytes)
  let state: ChannelState = { at: 'dialling' }
  let ending: Ending | undefined
  /** The socket's own end. Frames that came before it are still taken. */
  let socketClosed: SocketClosed | undefined
  let pumping = false
  let reported = false
  let cancelLimit = clock.after(OPEN_LIMIT_MS, () => end({ why: 'unreachable' }))

  const socket: Socket = options.dial(options.url, {
    onOpen: () => void greet(),
    onBytes(bytes) {
      if (ending !== undefined) return
      try {
        frames.push(bytes)
      } catch {
        end({ why: 'undecipherable' })
        return
      }
      void pump()
    },
    onClose(closed) {
      socketClosed = closed
      trace({ step: 'socket-closed', code: closed.code })
      void pump()
    },
  })

  async function greet(): Promise<void> {
    trace({ step: 'socket-open' })
    cancelLimit()
    cancelLimit = clock.after(ANSWER_LIMIT_MS, () => end({ why: 'handshake-timeout' }))
    options.onOpened()
    try {
      const handshake = new NoiseHandshake({
        prologue: INTRO,
        clientStatic: options.noise,
        ephemeral: await ephemeral,
      })
      if (ending !== undefined) return
      const hello = handshake.clientHello()
      const prefix = options.routing === undefined ? [] : [routingPrefix(options.routing)]
      state = { at: 'shaking', handshake, sinceMs: clock.now() }
      trace({ step: 'handshake-sent', message: 'clientHello', bytes: hello.length })
      socket.send(concatBytes(...prefix, INTRO, encodeFrame(hello)))
    } catch (cause) {
      end(endingOfHandshake(cause))
      return
    }
    await pump()
  }

  /** Takes queued frames one at a time: keys may change between two of them. */
  async function pump(): Promise<void> {
    if (pumping) return
    pumping = true
    for (let body = nextBody(); body !== undefined; body = nextBody()) await take(body)
    pumping = false
    if (socketClosed !== undefined) end(endingOfClose(socketClosed))
    else if (ending !== undefined) report()
  }

  function nextBody(): Uint8Array | undefined {
    return ending !== undefined || state.at === 'dialling' ? undefined : frames.next()
  }

  async function take(body: Uint8Array): Promise<void> {
    switch (state.at) {
      case 'shaking':
        try {
          await finishHandshake(state.handshake, body, state.sinceMs)
        } catch (cause) {
          const failed = endingOfHandshake(cause)
          trace({ step: 'handshake-failed', code: 'rule' in failed ? failed.rule : failed.why })
          end(failed)
        }
        return
      case 'open':
        try {
          await options.onFrame(state.transport.decrypt(body))
        } catch (cause) {
          end(cause instanceof NoiseError ? { why: 'undecipherable' } : brokenBy(cause))
        }
        return
      case 'dialling':
      case 'closed':
        return
    }
  }

  async function finishHandshake(
    handshake: NoiseHandshake,
    body: Uint8Array,
    sinceMs: number,
  ): Promise<void> {
    const nowSec = Math.floor(clock.now() / 1000)
    const certificate = await handshake.readServerHello(body, { root: options.root, nowSec })
    trace({ step: 'certificate-verified', ...certificate })
    if (ending !== undefined) return
    const { message, transport } = await handshake.clientFinish(options.payload())
    if (ending !== undefined) return
    cancelLimit()
    trace({ step: 'handshake-sent', message: 'clientFinish', bytes: message.length })
    socket.send(encodeFrame(message))
    trace({ step: 'handshake-done', tookMs: clock.now() - sinceMs })
    state = { at: 'open', transport }
    options.onSecured()
  }

  function end(reason: Ending): void {
    if (ending === undefined) {
      ending = reason
      state = { at: 'closed' }
      cancelLimit()
      socket.close()
    }
    // A frame that is being handled may still commit; who is told of the end may count on its result.
    if (!pumping) report()
  }

  function report(): void {
    if (reported || ending === undefined) return
    reported = true
    options.onEnded(ending)
  }

  return {
    send(plaintext) {
      if (state.at !== 'open') return false
      socket.send(encodeFrame(state.transport.encrypt(plaintext)))
      return true
    },
    end,
  }
}
