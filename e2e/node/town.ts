import { manualClock, type ManualClock, seededRandom, until } from '../../web/platform/fakes.ts'
import type { FetchMedia, Platform, RandomBytes } from '../../web/platform/platform.ts'
import { createEngine } from '../../web/engine/engine.ts'
import type { Engine } from '../../web/engine/engineFace.ts'
import {
  type AccountStore,
  type AccountStoreOptions,
  openAccount,
  openAccountStore,
} from '../../web/storage/accountStore.ts'
import { eraseAll } from '../../web/storage/erasure.ts'
import { movingTools } from '../../web/storage/move/movingTools.ts'
import { createTestIdb } from '../../web/storage/testIdb.ts'
import type { Snapshot } from '../../web/bridge/contract.ts'
import type { TraceEvent } from '../../web/bridge/trace.ts'
import type { PhoneControl } from '../../server/phone/control.ts'
import type { PeopleControl } from '../../server/phone/people/control.ts'
import { createPeople } from '../../server/phone/people/people.ts'
import { type PeopleChoice, readChoice } from '../../server/phone/people/wish.ts'
import { createPhones, type PhoneBook } from '../../server/phone/phones.ts'
import type { Fault, FaultAction } from '../../server/sandbox/faults/fault.ts'
import { openService, type SandboxService } from '../../server/sandbox/service.ts'
import { memoryKeeper, type StateKeeper } from '../../server/sandbox/world.ts'
import { dialInMemory } from './memorySockets.ts'

/** A sandbox, its phones and any number of real engines, all in this process and on one clock. */
export interface Town {
  readonly clock: ManualClock
  readonly service: SandboxService
  readonly phones: PhoneControl & PhoneBook
  readonly people: PeopleControl
  /** A browser with an empty database of its own. */
  browser(options?: BrowserOptions): Browser
  /** Arms a fault, or lets it strike now. */
  fault(action: FaultAction, target?: Fault['target'], times?: number): void
}

export interface BrowserOptions {
  readonly randomBytes?: RandomBytes
  readonly canStoreKeys?: boolean
  /** Changes what the engine is given; as a function, anew for each engine. */
  readonly platform?: Partial<Platform> | (() => Partial<Platform>)
  /** Stands before the open storage: for tests that stop an engine in the middle of a commit. */
  readonly guard?: (store: AccountStore) => AccountStore
}

/** One browser profile: what is stored outlives the engine. */
export interface Browser {
  readonly idb: IDBFactory
  /** Every byte that left for the service, one entry a WebSocket message. */
  readonly sent: Uint8Array[]
  /** How many sockets were dialled. */
  sockets(): number
  /** Starts an engine on what is stored here. */
  start(): Promise<RunningEngine>
  /** Opens what is stored here, for a look. Close it before an engine starts. */
  openStore(): Promise<AccountStore>
}

/** An engine and what it says. */
export interface RunningEngine {
  readonly engine: Engine
  /** Every trace event since it started. */
  readonly trace: TraceEvent[]
  snapshot(): Snapshot
  /** Waits until the snapshot fits, without moving the clock. */
  reaches(what: string, fits: (snapshot: Snapshot) => boolean): Promise<Snapshot>
  /** Waits until a code is shown and gives its text. */
  code(): Promise<string>
  /** Waits until linked and logged in. */
  linked(): Promise<Snapshot>
}

export interface TownOptions {
  /** Few, so that a link takes little time; the real number is 812. */
  readonly preKeysPerUpload?: number
  readonly clock?: ManualClock
  /** Where the service keeps its state; in memory, unless said otherwise. */
  readonly keeper?: StateKeeper
  /** Who lives here beside the phones' owners; nobody, unless said otherwise. */
  readonly people?: PeopleChoice
}

/** Makes a town with one phone. `seed` decides about every random byte but those of the sealer. */
export async function buildTown(
  seed = 1,
  {
    preKeysPerUpload = 24,
    clock = manualClock(),
    keeper = memoryKeeper(),
    people: choice = 'none',
  }: TownOptions = {},
): Promise<Town> {
  const randomBytes = seededRandom(seed)
  const service = await openService(
    { clock, randomBytes, keeper },
    { record: true, preKeysPerUpload },
  )
  const phones = await createPhones({
    line: service.line,
    randomBytes,
    now: () => clock.now(),
    after: (delayMs, task) => clock.after(delayMs, task),
    persist: () => Promise.resolve(),
  })
  const people = await createPeople({
    line: service.line,
    devices: service.devices,
    phones,
    now: () => clock.now(),
    after: (delayMs, task) => clock.after(delayMs, task),
    randomBytes,
    ...readChoice(choice),
    report() {},
  })
  let browsers = 0
  return {
    clock,
    service,
    phones,
    people: people.control,
    browser: (options = {}) =>
      createBrowser(
        { clock, service, preKeysPerUpload },
        seededRandom(seed * 1000 + ++browsers),
        options,
      ),
    fault(action, target = {}, times = 1) {
      service.fault({ action, target, times })
    },
  }
}

function createBrowser(
  town: {
    readonly clock: ManualClock
    readonly service: SandboxService
    readonly preKeysPerUpload: number
  },
  random: RandomBytes,
  options: BrowserOptions,
): Browser {
  const { clock, service } = town
  const idb = createTestIdb()
  const { dial, count, sent } = dialInMemory(() => service)
  const randomBytes = options.randomBytes ?? random
  const platform = (): Platform => ({
    clock,
    randomBytes,
    dial,
    network: { online: () => true, onChange: () => () => {} },
    fetchMedia: fetchFrom(service),
    fetchVersion: () => Promise.resolve(service.version()),
    service: {
      service: 'sandbox',
      url: 'ws://sandbox.test/ws/chat',
      root: service.root,
      clock: { offsetMs: 0, rate: 1 },
    },
    device: { browser: 'Chrome', os: 'Linux' },
    preKeysPerUpload: town.preKeysPerUpload,
    ...(typeof options.platform === 'function' ? options.platform() : options.platform),
  })
  const stored: AccountStoreOptions = {
    accountId: 'town',
    randomBytes,
    wrapping: 'stored',
    idb,
    subtle: crypto.subtle,
    passphraseRounds: 1,
  }

  return {
    idb,
    sent,
    sockets: count,
    openStore: () => openAccountStore(stored),
    async start() {
      const engine = createEngine({
        platform: platform(),
        async openStore(wrapping, onLost) {
          const opened = await openAccount({ ...stored, wrapping, onLost })
          return 'unlock' in opened ? opened : (options.guard?.(opened) ?? opened)
        },
        eraseStore: () => eraseAll(stored),
        moving: () => Promise.resolve(movingTools(stored)),
        build: 1,
        worker: 'shared',
        canStoreKeys: options.canStoreKeys ?? true,
      })
      const trace: TraceEvent[] = []
      engine.subscribe((events) => {
        for (const event of events) if (event.type === 'trace') trace.push(...event.events)
      })
      await engine.run({ type: 'trace', on: true }, 'window')
      await engine.start()
      return watch(engine, trace)
    },
  }
}

/** Real time for what an engine does by itself: much, because a whole test machine may be busy. */
const PATIENCE_MS = 30_000

function watch(engine: Engine, trace: TraceEvent[]): RunningEngine {
  async function reaches(what: string, fits: (snapshot: Snapshot) => boolean) {
    try {
      await until(() => fits(engine.snapshot()), what, PATIENCE_MS)
    } catch (cause) {
      const last = trace.slice(-8).map((event) => JSON.stringify(event))
      const { link, connection } = engine.snapshot()
      throw new Error(
        `never came: ${what}; link ${link.at}, connection ${JSON.stringify(connection)}\n${last.join('\n')}`,
        { cause },
      )
    }
    return engine.snapshot()
  }
  return {
    engine,
    trace,
    snapshot: () => engine.snapshot(),
    reaches,
    async code() {
      const { link } = await reaches('a code', (snapshot) => snapshot.link.at === 'showingQr')
      return link.at === 'showingQr' ? link.qr : ''
    },
    linked: () =>
      reaches(
        'linked',
        ({ link, connection }) => link.at === 'linked' && connection.at === 'online',
      ),
  }
}

/** The hosts of pictures and files, reached without a network. */
function fetchFrom(service: SandboxService): FetchMedia {
  return async (url, limitBytes) => {
    const { pathname, search } = new URL(url)
    const bytes = service.picture(pathname) ?? service.blob(`${pathname}${search}`)
    if (bytes === undefined || bytes.length > limitBytes) {
      throw Object.assign(new Error('no such file'), { status: 404 })
    }
    return bytes
  }
}
