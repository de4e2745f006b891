import type { ErrorCode, PlainError } from '../../bridge/errors.ts'
import type { Clock, Network, RandomBytes } from '../../platform/platform.ts'
import { plainErrorOf } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import {
  atRest,
  type ConnectionEvent,
  type ConnectionState,
  transition,
} from './connectionState.ts'
import type { Ending } from './ending.ts'
import type { StanzaStream } from './stanzaStream.ts'
import { CONFIRM_AFTER_MS, judge, type Verdict } from './verdict.ts'

/** How long a connection must hold before earlier failures are forgotten (chapter 01 section 9). */
const STABLE_AFTER_MS = 30_000
/** A service that answers pings and neither takes nor refuses the login is not there either. */
const LOGIN_LIMIT_MS = 60_000

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
  readonly standing: () => {
    readonly linked: boolean
    readonly inDoubt: boolean
    /** Whether the connection that just ended stored a session. */
    readonly paired: boolean
    /** Whether nobody waits for another connection. */
    readonly unwanted: boolean
  }
  readonly onChange: () => void
  /** Does what a verdict asks for beyond the connection. The next dial waits for it. */
  readonly onVerdict: (verdict: Verdict, about: { readonly routed: boolean }) => Promise<void>
}

/** Keeps one connection alive for as long as it makes sense. */
export interface Supervisor {
  state(): ConnectionState
  /** The connection there is, open or not. */
  stream(): StanzaStream | undefined
  /** Dials; after a pause when an earlier ending is in doubt. */
  start(): void
  /** Dials at once unless there is a connection, however it ended before. */
  retry(): void
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
    trace({ step: 'dial', attempt: state.failures + 1 })
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
    trace({ step: 'connection-ended', why: ending.why })
    try {
      const verdict = judge(ending, {
        ...options.standing(),
        secured: opened.secured,
        routed: opened.routed,
        failures: state.failures,
        restarts: state.restarts,
        networkOn: network.online(),
        randomBytes: options.randomBytes,
      })
      await options.onVerdict(verdict, { routed: opened.routed })
      apply({ type: 'ended', verdict, nowMs: clock.now() })
    } catch (cause) {
      apply({ type: 'stop', error: plainErrorOf(cause) })
    }
  }

  function networkChanged(online: boolean): void {
    const { phase } = state
    // A service that asked for patience gets it, whatever the network does.
    if (online && phase.at === 'waiting' && NETWORK_ERRORS.includes(phase.error.code)) {
      apply({ type: 'dial' })
    } else live?.stream.probe()
  }

  /** Lets go of the connection: what it still says does not count any more. */
  function drop(): void {
    const dropped = live
    live = undefined
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
    retry: () => apply({ type: 'asked' }),
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
      await endings
    },
  }
}
