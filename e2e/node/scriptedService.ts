import { generateKeyPair } from '../../web/crypto/x25519.ts'
import { createEngine } from '../../web/engine/engine.ts'
import type { Engine } from '../../web/engine/engineFace.ts'
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
import type { ServiceKeys } from '../../server/sandbox/noise/certificates.ts'
import { meetAt, type MeetOptions, PATIENCE_MS, type Peer } from './scriptedPeer.ts'
import { pairDevice, pairSuccess, signer, streamError, success } from './scriptedStanzas.ts'

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
    meet: async (how = {}) => meetAt(await dialled(), keys, clock, how),
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
