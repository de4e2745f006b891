import type { ErrorCode, PlainError } from '../../bridge/errors.ts'
import type { Clock, Network, RandomBytes } from '../../platform/platform.ts'
import { atMost } from '../patience.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import {
  atRest,
  type ConnectionEvent,
  type ConnectionState,
  transition,
} from './connectionState.ts'
import { createDialBudget } from './dialBudget.ts'
import type { Ending } from './ending.ts'
import type { StanzaStream } from './stanzaStream.ts'
import { brokenVerdict, type Circumstances, CONFIRM_AFTER_MS, type Verdict } from './verdict.ts'

/** How long a connection must hold before earlier failures are forgotten (chapter 01 section 9). */
const STABLE_AFTER_MS = 30_000
/** A service that answers pings and neither takes nor refuses the login is not there either. */
const LOGIN_LIMIT_MS = 60_000
/** How long the end of it all waits for the end of a connection. */
const STOP_LIMIT_MS = 1_000

/** Errors that a network which is back may have mended. */
const NETWORK_ERRORS: readonly ErrorCode[] = [
  'offline',
  'unreachable',
  'handshake-timeout',
  'stream-lost',
  'silent',
]

/** What the supervisor tells a stream it wants opened; the stream tells it back. */
export interface StreamEvents {
  onOpened(): void
  onSecured(): void
  onEnded(ending: Ending): void
}

export interface SupervisorOptions {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly network: Network
  readonly trace: Trace
  /** Opens one connection. `routed` tells whether edge-routing info leads it. */
  readonly open: (events: StreamEvents) => {
    readonly stream: StanzaStream
    readonly routed: boolean
  }
  /** Why dialling is out of the question, if it is. */
  readonly refusal: () => PlainError | undefined
  /** Until when dialling is, and why. */
  readonly hold: () => { readonly untilMs: number; readonly error: PlainError } | undefined
  /** What must be stored before a dial; nothing when all is there. */
  readonly beforeDial: () => Promise<void> | undefined
  readonly standing: () => {
    readonly linked: boolean
    readonly inDoubt: boolean
    /** Whether the connection that just ended stored a session. */
    readonly paired: boolean
    /** Whether nobody waits for another connection. */
    readonly unwanted: boolean
  }
  readonly onChange: () => void
  readonly judge: (ending: Ending, about: Circumstances) => Verdict | Promise<Verdict>
  /** Does what a verdict asks for beyond the connection, and gives what follows. The next dial waits. */
  readonly carryOut: (verdict: Verdict, about: { readonly routed: boolean }) => Promise<Verdict>
}

/** Keeps one connection alive for as long as it makes sense. */
export interface Supervisor {
  state(): ConnectionState
  /** The connection there is, open or not. */
  stream(): StanzaStream | undefined
  /** Dials; after a pause when an earlier ending is in doubt. */
  start(): void
  /** Dials at once unless there is a connection, however it ended before: a person asks. */
  retry(): void
  /** The device woke or a window came back: dials or asks whether the connection lives. */
  wake(): void
  loggedIn(): void
  /** Ends the connection because something here is broken; `retry` may try again. */
  fail(error: PlainError): void
  /** Ends the connection for good. Resolves when nothing of it is running any more. */
  stop(): Promise<void>
}

/** One connection and the clocks that run beside it. */
interface Live {
  readonly stream: StanzaStream
  readonly routed: boolean
  secured: boolean
  cancelStable: () => void
  cancelLogin: () => void
}

/** A supervisor at rest. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { clock, network, trace } = options
  let state = atRest
  let live: Live | undefined
  /** Settles when every connection so far has come to its end. */
  let endings: Promise<unknown> = Promise.resolve()
  let over = false
  /** Whether an ending is being judged: there is no connection, and no verdict yet. */
  let judging = false
  /** Whether a person asked while a connection was coming to its end. */
  let askedMeanwhile = false
  /** Whether a person asked for the dial that comes. */
  let byPerson = false
  let lastError = plainError('service-error')
  const budget = createDialBudget(clock)
  let cancelPlan = () => {}
  const stopListening = network.onChange(networkChanged)

  function apply(event: ConnectionEvent): void {
    // What was stopped must not dial again, whatever was still under way.
    if (over && event.type !== 'rest') return
    const before = state
    state = transition(state, event)
    if (state === before) return
    if (state.phase !== before.phase) enter()
    options.onChange()
  }

  function enter(): void {
    const { phase } = state
    cancelPlan()
    if (phase.at === 'dialling') dial()
    if (phase.at === 'waiting' || phase.at === 'doubting') {
      const delayMs = Math.max(0, phase.untilMs - clock.now())
      trace({ step: 'reconnect-planned', delayMs, attempt: state.failures + 1 })
      cancelPlan = clock.after(delayMs, () => apply({ type: 'dial' }))
    }
  }

  function dial(): void {
    const refusal = options.refusal()
    if (refusal !== undefined) {
      apply({ type: 'stop', error: refusal })
      return
    }
    const hold = options.hold() ?? overBudget()
    if (hold !== undefined) {
      apply({ type: 'hold', ...hold })
      return
    }
    const preparing = options.beforeDial()
    if (preparing === undefined) connectOrStop()
    else void preparing.then(connectOrStop, notPrepared)
  }

  function overBudget() {
    const waitMs = byPerson ? 0 : budget.waitMs()
    return waitMs > 0 ? { untilMs: clock.now() + waitMs, error: lastError } : undefined
  }

  function notPrepared(cause: unknown): void {
    trace({ step: 'internal-error', where: 'keys', name: nameOf(cause) })
    follow(brokenVerdict(plainErrorOf(cause), circumstances()))
  }

  function connectOrStop(): void {
    // What was prepared may have been called off, or prepared twice.
    if (over || live !== undefined || state.phase.at !== 'dialling') return
    trace({ step: 'dial', attempt: state.failures + 1 })
    budget.spend()
    byPerson = false
    try {
      connect()
    } catch (cause) {
      apply({ type: 'stop', error: plainErrorOf(cause) })
    }
  }

  function connect(): void {
    let settle: () => void = () => {}
    const thisEnded = new Promise<void>((resolve) => {
      settle = resolve
    })
    const opened: Live = {
      ...options.open({
        onOpened: () => apply({ type: 'socketOpen' }),
        onSecured() {
          opened.secured = true
          watch(opened)
          apply({ type: 'secured' })
        },
        onEnded: (ending) => {
          void ended(opened, ending).then(settle)
        },
      }),
      secured: false,
      cancelStable: () => {},
      cancelLogin: () => {},
    }
    live = opened
    const earlier = endings
    endings = earlier.then(() => thisEnded)
  }

  /** While unlinked an open connection is all there is; while linked the login must follow. */
  function watch(opened: Live): void {
    if (options.standing().linked) {
      opened.cancelLogin = clock.after(LOGIN_LIMIT_MS, () => opened.stream.end({ why: 'silent' }))
    } else {
      watchStability(opened)
    }
  }

  function watchStability(opened: Live): void {
    opened.cancelStable = clock.after(STABLE_AFTER_MS, () => apply({ type: 'stable' }))
  }

  async function ended(opened: Live, ending: Ending): Promise<void> {
    opened.cancelStable()
    opened.cancelLogin()
    if (live !== opened) return
    live = undefined
    judging = true
    const why = ending.why === 'answer' ? ending.stanza.tag : ending.why
    trace({ step: 'connection-ended', why })
    const about = { ...circumstances(), secured: opened.secured, routed: opened.routed }
    let verdict: Verdict
    try {
      verdict = await options.carryOut(await options.judge(ending, about), about)
    } catch (cause) {
      trace({ step: 'internal-error', where: 'ending', name: nameOf(cause) })
      verdict = brokenVerdict(plainErrorOf(cause), about)
    }
    judging = false
    follow(verdict)
  }

  function circumstances(): Circumstances {
    return {
      ...options.standing(),
      secured: false,
      routed: false,
      failures: state.failures,
      restarts: state.restarts,
      networkOn: network.online(),
      randomBytes: options.randomBytes,
    }
  }

  function follow(verdict: Verdict): void {
    if (verdict.next === 'wait') lastError = verdict.error
    apply({ type: 'ended', verdict, nowMs: clock.now() })
    const again = askedMeanwhile && verdict.next !== 'erase'
    askedMeanwhile = false
    if (again) ask()
  }

  function ask(): void {
    byPerson = true
    apply({ type: 'asked' })
    byPerson &&= state.phase.at === 'dialling' && live === undefined
  }

  function networkChanged(online: boolean): void {
    if (online) nudge()
    else live?.stream.probe()
  }

  /** The world may have changed for the better. A service that asked for patience gets it. */
  function nudge(): void {
    const { phase } = state
    const mayHelp = phase.at === 'waiting' && NETWORK_ERRORS.includes(phase.error.code)
    if (mayHelp) apply({ type: 'dial' })
    else live?.stream.probe()
  }

  /** Lets go of the connection: what it still says does not count any more. */
  function drop(): void {
    const dropped = live
    live = undefined
    askedMeanwhile = false
    dropped?.stream.end({ why: 'own-wish' })
  }

  return {
    state: () => state,
    stream: () => live?.stream,
    start() {
      if (options.standing().inDoubt) {
        apply({ type: 'doubt', untilMs: clock.now() + CONFIRM_AFTER_MS })
      } else {
        apply({ type: 'dial' })
      }
    },
    retry() {
      if (judging || live?.stream.isOver() === true) askedMeanwhile = true
      else ask()
    },
    wake() {
      trace({ step: 'woke', noticedBy: 'window' })
      nudge()
    },
    loggedIn() {
      if (live === undefined) return
      live.cancelLogin()
      watchStability(live)
      apply({ type: 'loggedIn' })
    },
    fail(error) {
      drop()
      apply({ type: 'stop', error })
    },
    async stop() {
      over = true
      stopListening()
      drop()
      apply({ type: 'rest' })
      // A stanza in hand, or what a verdict asks for, may take longer than anybody should wait.
      await atMost(clock, STOP_LIMIT_MS, endings)
    },
  }
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause
}
