import { decodeProto } from '../../web/wire/proto/codec.ts'
import { type ClientPayload, ClientPayloadSchema } from '../../web/wire/proto/gen/payload_pb.ts'
import { concatBytes, fromBase64 } from '../../web/crypto/bytes.ts'
import { generateKeyPair, type KeyPair } from '../../web/crypto/x25519.ts'
import { createEngine, type Engine } from '../../web/engine/engine.ts'
import type { EngineEvent } from '../../web/bridge/contract.ts'
import type { TraceEvent } from '../../web/bridge/trace.ts'
import {
  type FakeConnection,
  fakePlatform,
  type FakeNetwork,
  type ManualClock,
  seededRandom,
  until,
} from '../../web/platform/fakes.ts'
import type { Platform } from '../../web/platform/platform.ts'
import {
  type AccountStore,
  type AccountStoreOptions,
  openAccount,
  openAccountStore,
} from '../../web/storage/accountStore.ts'
import { eraseAll } from '../../web/storage/erasure.ts'
import { createTestIdb } from '../../web/storage/testIdb.ts'
import { decodeNode } from '../../web/wire/node/decode.ts'
import { encodeNode } from '../../web/wire/node/encode.ts'
import { node, type WireNode } from '../../web/wire/node/node.ts'
import { makeDeviceIdentity, type Signer } from '../../server/phone/signing.ts'
import {
  type ChainFlaw,
  issueChain,
  type ServiceKeys,
} from '../../server/sandbox/noise/certificates.ts'
import { createFrameCutter, frameOf } from '../../server/sandbox/noise/frameCutter.ts'
import { createResponder } from '../../server/sandbox/noise/responder.ts'
import type { ServiceTransport } from '../../server/sandbox/noise/transport.ts'

/** A real engine before a service that does exactly what a test says, on a clock that stands still. */
export interface Stage {
  readonly clock: ManualClock
  readonly network: FakeNetwork
  readonly engine: Engine
  readonly trace: TraceEvent[]
  readonly events: EngineEvent[]
  /** Names of the trace steps so far. */
  steps(): string[]
  /** How often the engine has dialled. */
  dials(): number
  /** The next dial that was not met yet, before it opens. */
  dialled(): Promise<FakeConnection>
  /** Meets the next dial: opens, shakes hands, and gives the service's end. */
  meet(options?: MeetOptions): Promise<Peer>
  /** Waits until something is true of the snapshot, without moving the clock. */
  reaches(what: string, fits: (snapshot: ReturnType<Engine['snapshot']>) => boolean): Promise<void>
  /** What is stored, read beside the running engine. */
  stored(): Promise<AccountStore>
  /** A new engine on the same storage; retire the old one first, as a browser would. */
  reload(changes?: StageOptions): Promise<Stage>
}

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

export interface StageOptions {
  readonly platform?: Partial<Platform>
  readonly idb?: IDBFactory
  readonly keys?: ServiceKeys
  readonly canStoreKeys?: boolean
  /** Changes how the account is stored; the same after a reload. */
  readonly storage?: Partial<AccountStoreOptions>
  readonly openStore?: (
    open: (wrapping: 'stored' | 'memory') => Promise<AccountStore>,
    wrapping: 'stored' | 'memory',
  ) => Promise<AccountStore>
  /** How much later than the usual start the clock stands. */
  readonly laterMs?: number
}

/** Real time for what an engine does by itself: much, because a whole test machine may be busy. */
const PATIENCE_MS = 30_000

/** Sets the stage and starts the engine. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const keys = options.keys ?? (await serviceKeys())
  const idb = options.idb ?? createTestIdb()
  const { platform, clock, network, sockets } = fakePlatform({
    randomBytes: seededRandom(++stages),
    service: {
      service: 'sandbox',
      url: 'ws://sandbox.test/ws/chat',
      root: keys.root.publicKey,
      clock: { offsetMs: 0, rate: 1 },
    },
    preKeysPerUpload: 24,
    ...options.platform,
  })
  await clock.advance(options.laterMs ?? 0)
  const stored: AccountStoreOptions = {
    accountId: 'stage',
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    wrapping: 'stored',
    idb,
    subtle: crypto.subtle,
    passphraseRounds: 1,
    ...options.storage,
  }
  const openPlain = (wrapping: 'stored' | 'memory') => openAccountStore({ ...stored, wrapping })
  const engine = createEngine({
    platform,
    openStore: (wrapping, onLost) =>
      options.openStore === undefined
        ? openAccount({ ...stored, wrapping, onLost })
        : options.openStore(openPlain, wrapping),
    eraseStore: () => eraseAll(stored),
    build: 1,
    worker: 'shared',
    canStoreKeys: options.canStoreKeys ?? true,
  })
  running.add(engine)
  const trace: TraceEvent[] = []
  const events: EngineEvent[] = []
  engine.subscribe((batch) => {
    events.push(...batch)
    for (const event of batch) if (event.type === 'trace') trace.push(...event.events)
  })
  await engine.run({ type: 'trace', on: true }, 'window')
  await engine.start()
  let met = 0

  async function dialled(): Promise<FakeConnection> {
    const at = met++
    await until(() => sockets.dialled.length > at, `dial ${at + 1}`, PATIENCE_MS)
    const connection = sockets.dialled[at]
    if (connection === undefined) throw new Error('no dial')
    return connection
  }

  return {
    clock,
    network,
    engine,
    trace,
    events,
    steps: () => trace.map(({ step }) => step),
    dials: () => sockets.dialled.length,
    dialled,
    meet: async (how = {}) => meet(await dialled(), keys, clock, how),
    async reaches(what, fits) {
      await until(() => fits(engine.snapshot()), what, PATIENCE_MS).catch((cause: unknown) => {
        const { link, connection } = engine.snapshot()
        const seen = JSON.stringify({ link, connection, last: trace.slice(-5) })
        throw new Error(`never came: ${what}; ${seen}`, { cause })
      })
    },
    stored: () => openPlain('stored'),
    reload: (changes) => setStage({ ...options, keys, idb, ...changes }),
  }
}

let stages = 0
const running = new Set<Engine>()

/** Ends every engine of every stage: work that nobody waits for would slow the next test down. */
export async function clearStages(): Promise<void> {
  await Promise.all([...running].map((engine) => engine.retire()))
  running.clear()
}

async function serviceKeys(): Promise<ServiceKeys> {
  const random = seededRandom(99)
  return {
    root: await generateKeyPair(random),
    intermediate: await generateKeyPair(random),
    noise: await generateKeyPair(random),
  }
}

async function meet(
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

/** Six refs, as the service sends them. */
export function pairDevice(refs = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'], id = 'pd'): WireNode {
  return node('iq', { from: 's.whatsapp.net', type: 'set', xmlns: 'md', id }, [
    node(
      'pair-device',
      {},
      refs.map((ref) => node('ref', {}, ref)),
    ),
  ])
}

/** What a QR's text holds. */
export function readQr(qr: string): {
  readonly ref: string
  readonly noisePublic: Uint8Array
  readonly identityPublic: Uint8Array
  readonly advSecret: Uint8Array
} {
  const fields = qr.slice(qr.indexOf('#') + 1).split(',')
  const [ref = '', noise = '', identity = '', secret = ''] = fields
  return {
    ref,
    noisePublic: fromBase64(noise),
    identityPublic: fromBase64(identity),
    advSecret: fromBase64(secret),
  }
}

/** A phone that signs whatever it is shown. */
export async function signer(seed = 4): Promise<Signer> {
  const random = seededRandom(seed)
  const identity: KeyPair = await generateKeyPair(random)
  return { identity, random64: () => random(64) }
}

export interface PairSuccessWish {
  readonly id?: string
  readonly keyIndex?: number
  readonly container?: Uint8Array
  readonly device?: Readonly<Record<string, string>>
}

/** A pair-success for the code on the screen. */
export function pairSuccess(phone: Signer, qr: string, wish: PairSuccessWish = {}): WireNode {
  const container =
    wish.container ??
    makeDeviceIdentity(
      phone,
      { rawId: 7, timestampSec: 1_767_225_600, keyIndex: wish.keyIndex ?? 3 },
      readQr(qr),
    )
  const device = wish.device ?? { jid: '15550001111:2@s.whatsapp.net', lid: '88888:2@lid' }
  return node('iq', { from: 's.whatsapp.net', type: 'set', xmlns: 'md', id: wish.id ?? 'ps' }, [
    node('pair-success', {}, [
      node('device-identity', {}, container),
      node('device', device),
      node('platform', { name: 'android' }),
    ]),
  ])
}

/** `<stream:error code/>`, perhaps with a conflict. */
export function streamError(code: string, conflict?: string): WireNode {
  return node(
    'stream:error',
    code === '' ? {} : { code },
    conflict === undefined ? undefined : [node('conflict', { type: conflict })],
  )
}

/** `<failure reason/>`. */
export function failure(reason: number, more: Readonly<Record<string, string>> = {}): WireNode {
  return node('failure', { reason: String(reason), ...more })
}

/** `<success/>` in the service's own time. */
export function success(more: Readonly<Record<string, string>> = {}): WireNode {
  return node('success', { t: '1767225600', lid: '88888:2@lid', ...more })
}

/** Shows a code, links it, and ends the connection with the restart that follows. */
export async function linkOn(stage: Stage): Promise<void> {
  const peer = await showCode(stage)
  peer.send(pairSuccess(await signer(), shownQr(stage)))
  await peer.takes('a signature', (stanza) => stanza.attrs['id'] === 'ps')
  peer.send(streamError('515'))
}

/** Takes the login; the steps after it are left to the test. */
export async function logIn(stage: Stage, options: MeetOptions = {}): Promise<Peer> {
  const peer = await stage.meet(options)
  peer.send(success())
  await stage.reaches('login', ({ connection }) => connection.at === 'online')
  return peer
}

/** The text of the code on the screen. */
export function shownQr(stage: Stage): string {
  const { link } = stage.engine.snapshot()
  if (link.at !== 'showingQr') throw new Error(`no code is shown: ${link.at}`)
  return link.qr
}

/** Meets the next dial with refs and waits for the code. */
export async function showCode(stage: Stage, refs?: string[]): Promise<Peer> {
  const peer = await stage.meet()
  peer.send(pairDevice(refs))
  await stage.reaches('a code', ({ link }) => link.at === 'showingQr')
  return peer
}

/** The code of the error that a window is shown, if there is one. */
export function errorOf(stage: Stage) {
  const { link, connection } = stage.engine.snapshot()
  if (link.at === 'refused' || link.at === 'ended') return link.error.code
  return connection.at === 'stopped' || connection.at === 'waiting'
    ? connection.error.code
    : undefined
}
