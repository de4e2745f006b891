import type { ConnectionView } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import type { Verdict } from './verdict.ts'

/** Where the connection stands. */
export type Phase =
  | { readonly at: 'idle' }
  | { readonly at: 'dialling' }
  | { readonly at: 'shaking' }
  /** The handshake is done. `loggedIn` once the service said success. */
  | { readonly at: 'open'; readonly loggedIn: boolean }
  | { readonly at: 'waiting'; readonly untilMs: number; readonly error: PlainError }
  /** Something said that the link is gone; one fresh connection will confirm or refute it. */
  | { readonly at: 'doubting'; readonly untilMs: number }
  | { readonly at: 'stopped'; readonly error: PlainError }

export interface ConnectionState {
  readonly phase: Phase
  /** Failures since the last time it held for 30 s; decides the next pause. */
  readonly failures: number
  /** Restarts the service asked for since then; a few are normal, many are a loop. */
  readonly restarts: number
}

export type ConnectionEvent =
  /** Time is up, somebody wants it now, or the network came back. */
  | { readonly type: 'dial' }
  /** The same, forgetting earlier failures, because a person asked. */
  | { readonly type: 'asked' }
  | { readonly type: 'socketOpen' }
  | { readonly type: 'secured' }
  | { readonly type: 'loggedIn' }
  /** It has held for 30 s. */
  | { readonly type: 'stable' }
  | { readonly type: 'ended'; readonly verdict: Verdict; readonly nowMs: number }
  /** A dial that must not be made yet. */
  | { readonly type: 'hold'; readonly untilMs: number; readonly error: PlainError }
  /** An earlier ending is still in doubt: confirm it, but not at once. */
  | { readonly type: 'doubt'; readonly untilMs: number }
  | { readonly type: 'stop'; readonly error: PlainError }
  | { readonly type: 'rest' }

/** Before the first dial. */
export const atRest: ConnectionState = { phase: { at: 'idle' }, failures: 0, restarts: 0 }

/**
 * The next state. An event that means nothing where the connection stands, such as a timer that comes
 * late, leaves the state as it is (the same object).
 */
export function transition(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const { phase } = state
  switch (event.type) {
    case 'dial':
      return isLive(phase) || phase.at === 'stopped'
        ? state
        : { ...state, phase: { at: 'dialling' } }
    case 'asked':
      // A doubt is confirmed after its pause and not before (chapter 01 section 7).
      return isLive(phase) || phase.at === 'doubting'
        ? state
        : { phase: { at: 'dialling' }, failures: 0, restarts: 0 }
    case 'socketOpen':
      return phase.at === 'dialling' ? { ...state, phase: { at: 'shaking' } } : state
    case 'secured':
      return phase.at === 'shaking' ? { ...state, phase: { at: 'open', loggedIn: false } } : state
    case 'loggedIn':
      return phase.at === 'open' && !phase.loggedIn
        ? { ...state, phase: { at: 'open', loggedIn: true } }
        : state
    case 'stable':
      return phase.at === 'open' ? { ...state, failures: 0, restarts: 0 } : state
    case 'ended':
      return isLive(phase) ? afterEnding(state, event.verdict, event.nowMs) : state
    case 'hold':
      return phase.at === 'dialling'
        ? { ...state, phase: { at: 'waiting', untilMs: event.untilMs, error: event.error } }
        : state
    case 'doubt':
      return isLive(phase) ? state : { ...state, phase: { at: 'doubting', untilMs: event.untilMs } }
    case 'stop':
      return { ...state, phase: { at: 'stopped', error: event.error } }
    case 'rest':
      return { ...state, phase: { at: 'idle' } }
  }
}

/** Whether there is a socket, or one on its way. */
export function isLive(phase: Phase): boolean {
  return phase.at === 'dialling' || phase.at === 'shaking' || phase.at === 'open'
}

function afterEnding(state: ConnectionState, verdict: Verdict, nowMs: number): ConnectionState {
  switch (verdict.next) {
    case 'restart':
      return { ...state, phase: { at: 'dialling' }, restarts: state.restarts + 1 }
    case 'redial':
      return { ...state, phase: { at: 'dialling' } }
    case 'wait':
      return {
        ...state,
        failures: verdict.failures,
        phase: { at: 'waiting', untilMs: nowMs + verdict.delayMs, error: verdict.error },
      }
    case 'confirm':
      return { ...state, phase: { at: 'doubting', untilMs: nowMs + verdict.delayMs } }
    case 'outdated':
    case 'stop':
      return { ...state, phase: { at: 'stopped', error: verdict.error } }
    case 'erase':
    case 'rest':
      return { ...state, phase: { at: 'idle' } }
  }
}

/** What a window is shown of a state. */
export function connectionView(
  { phase, failures }: ConnectionState,
  about: {
    readonly linked: boolean
    readonly inDoubt: boolean
    readonly nowMs: number
    readonly rate: number
  },
): ConnectionView {
  const onTheWay: ConnectionView = about.inDoubt
    ? { at: 'checking' }
    : { at: 'connecting', attempt: failures + 1 }
  switch (phase.at) {
    case 'idle':
      return { at: 'idle' }
    case 'dialling':
    case 'shaking':
      return onTheWay
    case 'open':
      return phase.loggedIn || !about.linked ? { at: 'online' } : onTheWay
    case 'doubting':
      return { at: 'checking' }
    case 'waiting':
      return {
        at: 'waiting',
        error: phase.error,
        attempt: failures,
        retryInMs: Math.max(0, phase.untilMs - about.nowMs),
        rate: about.rate,
      }
    case 'stopped':
      return { at: 'stopped', error: phase.error }
  }
}
