import { concatBytes } from '../../web/crypto/bytes.ts'
import { generateKeyPair } from '../../web/crypto/x25519.ts'
import {
  type FakeConnection,
  type ManualClock,
  seededRandom,
  until,
} from '../../web/platform/fakes.ts'
import { decodeNode } from '../../web/wire/node/decode.ts'
import { encodeNode } from '../../web/wire/node/encode.ts'
import { node, type WireNode } from '../../web/wire/node/node.ts'
import { decodeProto } from '../../web/wire/proto/codec.ts'
import { type ClientPayload, ClientPayloadSchema } from '../../web/wire/proto/gen/payload_pb.ts'
import {
  type ChainFlaw,
  issueChain,
  type ServiceKeys,
} from '../../server/sandbox/noise/certificates.ts'
import { createFrameCutter, frameOf } from '../../server/sandbox/noise/frameCutter.ts'
import { createResponder } from '../../server/sandbox/noise/responder.ts'
import type { ServiceTransport } from '../../server/sandbox/noise/transport.ts'

/** How one connection is met. */
export interface MeetOptions {
  readonly flaw?: ChainFlaw
  /** The certificates' idea of now, in seconds. */
  readonly nowSec?: number
  /** Cuts the socket instead of answering this handshake message. */
  readonly cutBefore?: 'serverHello' | 'clientFinish'
  /** Never answers the ClientHello. */
  readonly silent?: boolean
  /** Lets pings go unanswered. */
  readonly deaf?: boolean
}

/** The service's end of one connection. */
export interface Peer {
  readonly connection: FakeConnection
  readonly payload: ClientPayload
  readonly clientStatic: Uint8Array
  readonly routing: Uint8Array | undefined
  /** Stanzas of the client, oldest first. */
  readonly received: readonly WireNode[]
  send(...stanzas: readonly WireNode[]): void
  /** Several stanzas in one WebSocket message. */
  sendTogether(...stanzas: readonly WireNode[]): void
  /** A frame as it is, not even sealed. */
  sendFrame(body: Uint8Array): void
  /** A sealed frame with any plaintext. */
  sendPlaintext(plaintext: Uint8Array): void
  /** Waits for a stanza of the client that fits. */
  takes(what: string, fits: (stanza: WireNode) => boolean): Promise<WireNode>
  /** Answers an IQ of the client with an empty or a given result. */
  answer(iq: WireNode, ...content: readonly WireNode[]): void
  /** Answers an IQ of the client with an error. */
  refuse(iq: WireNode, code: number): void
  close(code?: number): void
}

/** Real time for what an engine does by itself: much, because a whole test machine may be busy. */
export const PATIENCE_MS = 30_000

/** Opens a connection that was dialled, shakes hands as told, and gives the service's end of it. */
export async function meetAt(
  connection: FakeConnection,
  keys: ServiceKeys,
  clock: ManualClock,
  how: MeetOptions,
): Promise<Peer> {
  const cutter = createFrameCutter()
  const received: WireNode[] = []
  const ephemeral = await generateKeyPair(seededRandom(clock.now()))
  let transport: ServiceTransport | undefined
  const bodies: Uint8Array[] = []
  connection.listen({
    onBytes(bytes) {
      cutter.push(bytes)
      if (cutter.start() === undefined) return
      for (let body = cutter.next(); body !== undefined; body = cutter.next()) {
        if (transport === undefined) bodies.push(body)
        else take(decodeNode(transport.open(body)))
      }
    },
    onClose() {},
  })
  function take(stanza: WireNode): void {
    received.push(stanza)
    if (stanza.attrs['xmlns'] === 'w:p' && how.deaf !== true) answer(stanza)
  }

  function send(...stanzas: readonly WireNode[]): void {
    for (const stanza of stanzas) connection.send(sealed(encodeNode(stanza)))
  }

  function sealed(plaintext: Uint8Array): Uint8Array {
    if (transport === undefined) throw new Error('no keys yet')
    return frameOf(transport.seal(plaintext))
  }

  function answer(iq: WireNode, ...content: readonly WireNode[]): void {
    const attrs = { from: 's.whatsapp.net', type: 'result', id: iq.attrs['id'] ?? '' }
    send(node('iq', attrs, content))
  }

  const nextBody = async (what: string) => {
    await until(() => bodies.length > 0, what, PATIENCE_MS)
    return bodies.shift() ?? new Uint8Array()
  }

  connection.open()
  const hello = await nextBody('a ClientHello')
  const start = cutter.start()
  const responder = createResponder({
    intro: start?.intro ?? new Uint8Array(),
    staticKeys: keys.noise,
    ephemeral,
    certificates: () =>
      issueChain(keys, {
        nowSec: how.nowSec ?? Math.floor(clock.now() / 1000),
        randomBytes: seededRandom(5),
        flaw: how.flaw,
      }),
    foreign(detail) {
      throw new Error(`foreign field ${detail}`)
    },
  })
  const notYet = {
    connection,
    received,
    clientStatic: new Uint8Array(),
    payload: decodeProto(ClientPayloadSchema, new Uint8Array()),
    routing: start?.routingInfo,
  }
  const mute: Peer = {
    ...notYet,
    send: () => {},
    sendTogether: () => {},
    sendFrame: (body) => connection.send(frameOf(body)),
    sendPlaintext: () => {},
    takes: () => Promise.reject(new Error('no handshake')),
    answer: () => {},
    refuse: () => {},
    close: (code) => connection.close(code),
  }
  if (how.cutBefore === 'serverHello') connection.close()
  if (how.silent === true || how.cutBefore === 'serverHello') return mute
  connection.send(frameOf(await responder.answerHello(hello)))
  if (how.flaw !== undefined || how.nowSec !== undefined) return mute
  const finished = await responder.readFinish(await nextBody('a ClientFinish'))
  transport = finished.transport
  return {
    ...notYet,
    payload: decodeProto(ClientPayloadSchema, finished.payload),
    clientStatic: finished.clientStatic,
    send,
    sendTogether: (...stanzas) =>
      connection.send(concatBytes(...stanzas.map((stanza) => sealed(encodeNode(stanza))))),
    sendFrame: (body) => connection.send(frameOf(body)),
    sendPlaintext: (plaintext) => connection.send(sealed(plaintext)),
    async takes(what, fits) {
      await until(() => received.some(fits), what, PATIENCE_MS).catch((cause: unknown) => {
        const seen = received.map((stanza) => stanza.tag + JSON.stringify(stanza.attrs)).join('\n')
        throw new Error(`never came: ${what}; only\n${seen}`, { cause })
      })
      const found = received.find(fits)
      if (found === undefined) throw new Error('gone')
      return found
    },
    answer,
    refuse(iq, code) {
      const attrs = { from: 's.whatsapp.net', type: 'error', id: iq.attrs['id'] ?? '' }
      send(node('iq', attrs, [node('error', { code: String(code), text: 'refused' })]))
    },
    close: (code) => connection.close(code),
  }
}
