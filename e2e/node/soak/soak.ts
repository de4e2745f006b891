import { manualClock, seededRandom, settleQuickly } from '../../../web/platform/fakes.ts'
import type { FaultAction } from '../../../server/sandbox/faults/fault.ts'
import type { StateKeeper } from '../../../server/sandbox/world.ts'
import { type Browser, buildTown, type RunningEngine, type Town } from '../town.ts'
import { bytesInUse } from './heap.ts'
import { createKeyWitness, type KeyWitness } from '../keyWitness.ts'

const DAY_MS = 86_400_000
const START_MS = 1_767_225_600_000

/** How long and how hard a session is used. */
export interface SoakPlan {
  readonly seed: number
  readonly days: number
  /** How often a day the connection is lost. */
  readonly lossesADay: number
  /** How long a day the browser is used. */
  readonly openMs: number
  /** What happens for the rest of the day. A machine that sleeps wakes with the same engine. */
  readonly night: 'asleep' | 'closed'
  /** One-time keys that other people take a day. */
  readonly takenADay: number
  readonly preKeysPerUpload: number
  /** Days after which the bytes in use are measured. */
  readonly measuredAfter: readonly number[]
  readonly onDay?: (day: number) => void
}

/** What became of it. */
export interface SoakReport {
  readonly keys: Pick<KeyWitness, 'uploads' | 'offeredIds' | 'rotations' | 'usedTwice'>
  readonly connections: number
  readonly logins: number
  /** Counts of trace steps. */
  readonly steps: ReadonlyMap<string, number>
  /** Comparisons with the digest by outcome. */
  readonly comparisons: ReadonlyMap<string, number>
  /** Requests without a result, as `what code`. */
  readonly refusals: readonly string[]
  readonly failures: readonly unknown[]
  /** Bytes in use after collection, by day. */
  readonly heap: ReadonlyMap<number, number>
}

/** The service is never restarted here; a second copy of its state would only be measured. */
const noKeeper: StateKeeper = {
  load: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
}

/** The ways in which a connection is lost. */
const LOSSES: readonly FaultAction[] = [
  { kind: 'drop' },
  { kind: 'stream-error', code: '503' },
  { kind: 'freeze' },
]

/** Links a browser with the sandbox, both on a clock that is moved by hand, and uses it for days. */
export async function runSoak(plan: SoakPlan): Promise<SoakReport> {
  const clock = manualClock(START_MS, settleQuickly)
  const town = await buildTown(plan.seed, {
    clock,
    preKeysPerUpload: plan.preKeysPerUpload,
    keeper: noKeeper,
  })
  const run = await beginRun(town, plan)
  for (let day = 1; day <= plan.days; day++) {
    await oneDay(run, plan)
    plan.onDay?.(day)
    if (plan.measuredAfter.includes(day)) run.heap.set(day, await bytesInUse())
  }
  await run.engine?.engine.retire()
  read(run)
  return {
    keys: run.witness,
    connections: run.browser.sockets(),
    logins: town.service.counters.logins,
    steps: run.steps,
    comparisons: run.comparisons,
    refusals: run.refusals,
    failures: town.service.ledger.failures,
    heap: run.heap,
  }
}

interface Run {
  readonly town: Town
  readonly browser: Browser
  readonly witness: KeyWitness
  readonly steps: Map<string, number>
  readonly comparisons: Map<string, number>
  readonly refusals: string[]
  readonly heap: Map<number, number>
  readonly draw: (below: number) => number
  engine: RunningEngine | undefined
  /** How many one-time keys other people have taken, and how many of their messages were read. */
  taken: number
  used: number
}

async function beginRun(town: Town, plan: SoakPlan): Promise<Run> {
  const random = seededRandom(plan.seed + 1)
  const browser = town.browser()
  const engine = await browser.start()
  const run: Run = {
    town,
    browser,
    witness: createKeyWitness(),
    steps: new Map(),
    comparisons: new Map(),
    refusals: [],
    heap: new Map(),
    draw: (below) => Math.floor(((random(1)[0] ?? 0) / 256) * below),
    engine,
    taken: 0,
    used: 0,
  }
  const scan = await town.phones.scan(undefined, await engine.code())
  if (!scan.ok) throw new Error(`not linked: ${scan.code}`)
  // Code that is loaded for the first time takes real time, and must not find that days have passed.
  await engine.linked()
  await comeOnline(run, 0)
  return run
}

/** One day: the browser opens, loses its connection some times, and closes again. */
async function oneDay(run: Run, plan: SoakPlan): Promise<void> {
  const { clock, phones, service } = run.town
  const beganMs = clock.now()
  if (run.engine === undefined) {
    const { logins } = service.counters
    run.engine = await run.browser.start()
    await comeOnline(run, logins)
  }
  const { engine } = run.engine
  await phones.rename(undefined, `Ada ${run.draw(256)}`)
  await engine.run({ type: 'focus', focused: run.draw(2) === 0 }, 'window')
  for (let loss = 0; loss < plan.lossesADay; loss++) {
    // Each loss has its own share of the day; what the way back takes comes out of the rest.
    const lossMs = beganMs + (plan.openMs * (loss + 1)) / (plan.lossesADay + 1)
    await clock.advance(Math.max(0, lossMs - clock.now()))
    const { logins } = service.counters
    run.town.fault(LOSSES[run.draw(LOSSES.length)] ?? { kind: 'drop' })
    await comeOnline(run, logins)
  }
  read(run)
  takeKeys(run, plan)
  await clock.advance(Math.max(0, beganMs + plan.openMs - clock.now()))
  read(run)
  await useKeys(run)
  const nightMs = Math.max(0, beganMs + DAY_MS - clock.now())
  if (plan.night === 'asleep') {
    await clock.sleep(nightMs)
  } else {
    await engine.retire()
    run.engine = undefined
    await clock.advance(nightMs)
  }
  read(run)
}

/** Time passes until there was one more login, and what follows a login is done. */
async function comeOnline(run: Run, loginsBefore: number): Promise<void> {
  const { clock, service } = run.town
  for (let turn = 0; turn < 2_000; turn++) {
    await clock.advance(500)
    const { link, connection } = run.engine?.snapshot() ?? {}
    const isOnline = link?.at === 'linked' && connection?.at === 'online'
    if (isOnline && service.counters.logins > loginsBefore) {
      await clock.advance(3_000)
      return
    }
  }
  throw new Error(`not online: ${JSON.stringify(run.engine?.trace.slice(-12))}`)
}

/** Other people begin to write to this device: each takes a key from the service. */
function takeKeys(run: Run, plan: SoakPlan): void {
  const held = run.witness.offeredIds().length - run.taken
  const leave = Math.max(0, held - plan.takenADay)
  run.town.fault({ kind: 'consume-pre-keys', leave })
  run.taken += held - leave
}

/** Their messages are read: as decrypting does, that deletes the keys which were taken. */
async function useKeys(run: Run): Promise<void> {
  const ids = run.witness.offeredIds().slice(run.used, run.taken)
  const store = await run.browser.openStore()
  await store.commit(ids.map((key) => ({ del: 'preKeys', key })))
  store.close()
  run.used = run.taken
}

/** Takes in what was recorded, and lets go of it. */
function read(run: Run): void {
  run.witness.read(run.town.service.record.received)
  run.town.service.record.clear()
  run.browser.sent.length = 0
  for (const step of run.engine?.trace.splice(0) ?? []) {
    count(run.steps, step.step)
    if (step.step === 'keys-compared') count(run.comparisons, step.outcome)
    if (step.step === 'request-failed') run.refusals.push(`${step.what} ${step.code}`)
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
