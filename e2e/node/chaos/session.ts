import type { TraceEvent } from '../../../web/bridge/trace.ts'
import { settle } from '../../../web/platform/fakes.ts'
import { type Draw, drawer } from '../../chaos/draw.ts'
import { createKeyWitness, type KeyWitness } from '../keyWitness.ts'
import { checkSession } from './checks.ts'
import { live, type Outcome } from './person.ts'
import { createProfile, type Life, type Profile } from './profile.ts'
import { FAULTS, type FaultName, strikeWith } from './strikes.ts'
import { type Window, WINDOWS, watchWindows, type WindowWatch } from './windows.ts'
import { openWorld, type World } from './world.ts'

/** What a seed stands for: where the session is disturbed, and how. */
export interface SessionPlan {
  readonly seed: number
  readonly window: Window
  readonly fault: FaultName
  /** How many steps into the window it strikes. */
  readonly afterSteps: number
  readonly byCode: boolean
  readonly rotates: boolean
  readonly logsOut: boolean
}

/** How a session went. */
export interface SessionReport {
  readonly plan: SessionPlan
  readonly struck: boolean
  readonly outcome: Outcome
  /** What is not as it must be; empty when all is well. */
  readonly problems: readonly string[]
  readonly trace: readonly TraceEvent[]
}

/** A session under way. */
export interface Session {
  readonly plan: SessionPlan
  readonly world: World
  readonly profile: Profile
  readonly windows: WindowWatch
  readonly witness: KeyWitness
  readonly trace: TraceEvent[]
  readonly draw: Draw
  /** Nothing runs between a kill and the next start. */
  life: Life | undefined
  /** A point between two steps. */
  step(): void
}

/** About as many steps as each window has. */
const STEPS: Readonly<Record<Window, number>> = {
  handshake: 3,
  registering: 3,
  'codes-shown': 20,
  pairing: 5,
  restarting: 4,
  login: 5,
  upload: 7,
  online: 20,
  rotation: 5,
  'logging-out': 4,
}

/** The plan of a seed: neighbours differ in the window, and ten apart in the fault. */
export function planOf(seed: number): SessionPlan {
  const draw = drawer(seed)
  const window = WINDOWS[seed % WINDOWS.length] ?? 'online'
  const fault = FAULTS[Math.floor(seed / WINDOWS.length) % FAULTS.length] ?? 'socket-cut'
  return {
    seed,
    window,
    fault,
    afterSteps: draw(STEPS[window]),
    byCode: draw(3) === 0,
    rotates: window === 'rotation' || draw(4) === 0,
    logsOut: window === 'logging-out' || draw(6) === 0,
  }
}

/** Links, works, is disturbed once, and is looked at. */
export async function runSession(plan: SessionPlan): Promise<SessionReport> {
  const world = await openWorld(plan.seed * 2 + 1)
  const windows = watchWindows()
  const trace: TraceEvent[] = []
  const strike = { stepsLeft: plan.afterSteps, done: false, underWay: false }
  const profile = createProfile(world, plan.seed * 2 + 2, {
    step: () => session.step(),
    traced(event) {
      trace.push(event)
      windows.traced(event)
    },
  })
  const session: Session = {
    plan,
    world,
    profile,
    windows,
    witness: createKeyWitness(),
    trace,
    draw: drawer(plan.seed + 1_000_003),
    life: undefined,
    step() {
      if (strike.done || strike.underWay || windows.now() !== plan.window) return
      if (strike.stepsLeft-- > 0) return
      // A strike takes steps of its own.
      strike.underWay = true
      strike.done = strikeWith(plan.fault, session)
      strike.underWay = false
    },
  }
  const outcome = await live(session)
  const problems = await checkSession(session, outcome)
  session.life?.kill()
  await settle()
  return { plan, struck: strike.done, outcome, problems, trace }
}
