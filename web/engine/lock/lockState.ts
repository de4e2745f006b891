import type { LockView } from '../../bridge/contract.ts'
import type { OpenLock } from '../../storage/appLock.ts'
import type { LockFace } from '../../storage/lockFace.ts'

/** Where the app lock stands. */
export type LockState =
  | { readonly at: 'off' }
  /** `seenMs`: when the person last gave a sign in any window. */
  | { readonly at: 'on'; readonly lock: OpenLock; readonly seenMs: number }
  | { readonly at: 'locked'; readonly face: LockFace; readonly retryAtMs: number }

export type LockEvent =
  /** The account is open, or its lock was changed; without a lock there is none. */
  | { readonly type: 'open'; readonly lock: OpenLock | undefined; readonly nowMs: number }
  /** The key is forgotten, or about to be. */
  | {
      readonly type: 'close'
      readonly face: LockFace
      readonly retryInMs: number
      readonly nowMs: number
    }
  /** A secret did not open it. */
  | { readonly type: 'refused'; readonly retryInMs: number; readonly nowMs: number }
  | { readonly type: 'active'; readonly nowMs: number }

const MINUTE_MS = 60_000

/** The one way in which the lock's state changes. */
export function nextLock(state: LockState, event: LockEvent): LockState {
  switch (event.type) {
    case 'open':
      if (event.lock === undefined) return { at: 'off' }
      return { at: 'on', lock: event.lock, seenMs: event.nowMs }
    case 'close': {
      const { face, nowMs } = event
      return { at: 'locked', face, retryAtMs: nowMs + event.retryInMs }
    }
    case 'refused':
      if (state.at !== 'locked') return state
      return { ...state, retryAtMs: event.nowMs + event.retryInMs }
    case 'active':
      // Too late: only the secret helps then.
      if (state.at !== 'on' || isDue(state, event.nowMs)) return state
      return { ...state, seenMs: event.nowMs }
  }
}

/** Milliseconds until it closes by itself; undefined when it never does. */
export function dueInMs(state: LockState, nowMs: number): number | undefined {
  if (state.at !== 'on' || state.lock.idleMinutes === 0) return undefined
  return Math.max(0, state.seenMs + state.lock.idleMinutes * MINUTE_MS - nowMs)
}

/**
 * Whether it should have closed by now. A clock that stands before the last sign of the person was
 * set back, and nobody knows by how much: then it closes.
 */
export function isDue(state: LockState, nowMs: number): boolean {
  if (state.at !== 'on' || state.lock.idleMinutes === 0) return false
  return nowMs < state.seenMs || dueInMs(state, nowMs) === 0
}

/** What windows see. A lock that is due is shown closed, whatever still has to be done for it. */
export function lockView(state: LockState, nowMs: number): LockView {
  switch (state.at) {
    case 'off':
      return state
    case 'on': {
      if (isDue(state, nowMs)) return closedView(state.lock, 0)
      const { method, passkey, idleMinutes } = state.lock
      return { at: 'on', method, idleMinutes, ...(passkey === undefined ? {} : { passkey }) }
    }
    case 'locked':
      return closedView(state.face, Math.max(0, state.retryAtMs - nowMs))
  }
}

function closedView({ method, passkey }: LockFace, retryInMs: number): LockView {
  return { at: 'locked', method, retryInMs, ...(passkey === undefined ? {} : { passkey }) }
}
