import { generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import { createFrameCutter, type StreamStart } from '../noise/frameCutter.ts'
import { createResponder, type Responder } from '../noise/responder.ts'
import type { ServiceTransport } from '../noise/transport.ts'
import type { Pipe, PipeEnd } from '../pipe.ts'
import type { World } from '../world.ts'
import { createLane, type Lane } from './lane.ts'
import { createOutlet, type Outlet } from './outlet.ts'

/** What a channel reports. The next frame is read only after the promise of the one before. */
export interface ChannelEvents {
  /** Intro and routing prefix were read. */
  started(start: StreamStart): void
  /** The handshake is over: who it is, and the bytes of the ClientPayload. */
  authenticated(clientStatic: Uint8Array, payload: Uint8Array): Promise<void>
  /** One decrypted stanza: flag byte and data. */
  frame(plaintext: Uint8Array): Promise<void>
  /** A handshake message went by. */
  handshake(
    direction: 'received' | 'sent',
    what: 'client-hello' | 'server-hello' | 'client-finish',
    message: Uint8Array,
  ): void
  /** A handshake message carried a field that nobody names. */
  foreign(detail: string): void
  /** The client broke the stream's rules, or the service has a fault; the socket is dropped. */
  broken(cause: unknown): void
  /** The socket is gone. Nothing is called afterwards. */
  closed(): void
}

/** One socket as stanzas: header, Noise handshake, transport, with the queue between (01 section 3). */
export interface Channel extends PipeEnd {
  /** Encrypts and sends one stanza (flag byte and data). Ignored when the socket is gone. */
  send(plaintext: Uint8Array): void
  /** Ends the socket after everything sent before. */
  close(): void
  /** Cuts the socket at once. */
  drop(): void
  readonly outlet: Outlet
  readonly lanes: readonly Lane[]
}

/** What the service shows in a handshake. */
export interface Credentials {
  readonly staticKeys: KeyPair
  /** Encoded CertChain, asked for when a ClientHello has come. */
  chain(): Uint8Array
}

/** A channel over a pipe that was just opened. */
export function openChannel(
  pipe: Pipe,
  world: World,
  credentials: Credentials,
  events: ChannelEvents,
): Channel {
  const inward = createLane(world.clock)
  const outward = createLane(world.clock)
  const outlet = createOutlet(pipe, outward)
  const cutter = createFrameCutter()
  let responder: Responder | undefined
  let helloRead = false
  let transport: ServiceTransport | undefined
  let working = false
  let gone = false

  function drop(): void {
    if (gone) return
    outward.cut()
    pipe.drop()
    leave()
  }

  function leave(): void {
    if (gone) return
    gone = true
    inward.cut()
    events.closed()
  }

  /** Takes bodies from the queue one at a time; the key switch is complete before the next one. */
  async function work(): Promise<void> {
    if (working) return
    working = true
    try {
      if (responder === undefined) {
        const start = cutter.start()
        if (start === undefined) return
        responder = await beginHandshake(start)
      }
      for (let body = cutter.next(); body !== undefined && !gone; body = cutter.next()) {
        await handle(responder, body)
      }
    } catch (cause) {
      if (!gone) {
        events.broken(cause)
        drop()
      }
    } finally {
      working = false
    }
  }

  async function beginHandshake(start: StreamStart): Promise<Responder> {
    events.started(start)
    return createResponder({
      intro: start.intro,
      staticKeys: credentials.staticKeys,
      ephemeral: await generateKeyPair(world.randomBytes),
      certificates: () => credentials.chain(),
      foreign: (detail) => events.foreign(detail),
    })
  }

  async function handle(handshake: Responder, body: Uint8Array): Promise<void> {
    if (transport !== undefined) {
      await events.frame(transport.open(body))
    } else if (!helloRead) {
      helloRead = true
      events.handshake('received', 'client-hello', body)
      const answer = await handshake.answerHello(body)
      events.handshake('sent', 'server-hello', answer)
      outlet.send(answer)
    } else {
      events.handshake('received', 'client-finish', body)
      const finished = await handshake.readFinish(body)
      transport = finished.transport
      await events.authenticated(finished.clientStatic, finished.payload)
    }
  }

  return {
    bytes(chunk) {
      // A socket library may reuse its buffer, and the lane may keep the bytes for a while.
      const kept = chunk.slice()
      inward.put(() => {
        cutter.push(kept)
        void work()
      })
    },
    closed() {
      outward.cut()
      leave()
    },
    send(plaintext) {
      if (!gone && transport !== undefined) outlet.send(transport.seal(plaintext))
    },
    close() {
      if (gone) return
      outlet.close()
      leave()
    },
    drop,
    outlet,
    lanes: [inward, outward],
  }
}
