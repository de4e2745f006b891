import type { LinkView } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'

/** Where the link stands. The refs are never shown as they are: see `linkView`. */
export type LinkState =
  | { readonly at: 'preparing' }
  | {
      readonly at: 'showing'
      readonly refs: readonly string[]
      /** Which ref is on the screen, from 0. */
      readonly index: number
      readonly deadlineMs: number
    }
  | { readonly at: 'expired' }
  /** The phone answered: checked, stored, then logging in for the first time. */
  | { readonly at: 'confirming' }
  | { readonly at: 'linked' }
  | { readonly at: 'refused'; readonly error: PlainError }
  | { readonly at: 'ended'; readonly error: PlainError }
  /** Another browser has this account now: no event leads out of here. */
  | { readonly at: 'moved'; readonly atMs: number }

export type LinkEvent =
  /** A person asked for a code, or the engine begins. */
  | { readonly type: 'begin' }
  /** The service sent refs; they replace all earlier ones. */
  | { readonly type: 'refs'; readonly refs: readonly string[]; readonly nowMs: number }
  /** Time has passed; the code on the screen may have run out. */
  | { readonly type: 'tick'; readonly nowMs: number }
  /**
   * The connection is gone, and the refs with it. `stored`: a session was committed before.
   * `redialled`: a pair code waits for the next connection, which will have refs too.
   */
  | {
      readonly type: 'lost'
      readonly nowMs: number
      readonly stored: boolean
      readonly redialled: boolean
    }
  | { readonly type: 'pairSuccess' }
  | { readonly type: 'loggedIn' }
  | { readonly type: 'refused'; readonly error: PlainError }
  | { readonly type: 'ended'; readonly error: PlainError }

/** The first code's life and that of each later one (chapter 03 section 2, "Rotation"). */
const FIRST_LIFE_MS = 60_000
const LATER_LIFE_MS = 20_000

/**
 * The service counts from when it sent the refs and closes a moment before the last code runs out
 * here. A connection that goes so late ended because the codes were used up.
 */
const LAST_MOMENT_MS = 10_000

/** How long the ref at a position is shown. */
export function lifeOfRef(index: number): number {
  return index === 0 ? FIRST_LIFE_MS : LATER_LIFE_MS
}

/** The next state. Events that mean nothing here leave the same object. */
export function transition(state: LinkState, event: LinkEvent): LinkState {
  if (state.at === 'moved') return state
  switch (event.type) {
    case 'begin':
      return state.at === 'expired' || state.at === 'refused' || state.at === 'ended'
        ? { at: 'preparing' }
        : state
    case 'refs':
      return state.at === 'preparing' || state.at === 'showing'
        ? { at: 'showing', refs: event.refs, index: 0, deadlineMs: event.nowMs + lifeOfRef(0) }
        : state
    case 'tick':
      return state.at === 'showing' ? rotated(state, event.nowMs) : state
    case 'lost':
      return event.stored ? state : lost(state, event.nowMs, event.redialled)
    case 'pairSuccess':
      // By pair code also when the refs have run out.
      return ['showing', 'preparing', 'expired'].includes(state.at) ? { at: 'confirming' } : state
    case 'loggedIn':
      return { at: 'linked' }
    case 'refused':
      return { at: 'refused', error: event.error }
    case 'ended':
      return { at: 'ended', error: event.error }
  }
}

type Showing = Extract<LinkState, { at: 'showing' }>

/** By position: each ref has its own time, even when a sleeping device wakes up several refs later. */
function rotated(state: Showing, nowMs: number): LinkState {
  let { index, deadlineMs } = state
  while (nowMs >= deadlineMs) {
    index++
    if (index >= state.refs.length) return { at: 'expired' }
    deadlineMs += lifeOfRef(index)
  }
  return index === state.index ? state : { ...state, index, deadlineMs }
}

function lost(state: LinkState, nowMs: number, redialled: boolean): LinkState {
  if (state.at === 'expired' && redialled) return { at: 'preparing' }
  // Scanned, but the line broke before anything was stored: new refs, and the phone scans again.
  if (state.at === 'confirming') return { at: 'preparing' }
  if (state.at !== 'showing') return state
  const isLast = state.index === state.refs.length - 1
  return isLast && state.deadlineMs - nowMs <= LAST_MOMENT_MS && !redialled
    ? { at: 'expired' }
    : { at: 'preparing' }
}

/** The ref on the screen. */
export function shownRef(state: LinkState): string | undefined {
  return state.at === 'showing' ? state.refs[state.index] : undefined
}

/** What a window is shown. `drawCode` makes the QR's text of a ref, with the newest secret. */
export function linkView(
  state: LinkState,
  about: {
    readonly nowMs: number
    readonly rate: number
    readonly drawCode: (ref: string) => string
  },
): LinkView {
  if (state.at !== 'showing') return state
  return {
    at: 'showingQr',
    qr: about.drawCode(shownRef(state) ?? ''),
    number: state.index + 1,
    of: state.refs.length,
    remainingMs: Math.max(0, state.deadlineMs - about.nowMs),
    lifeMs: lifeOfRef(state.index),
    rate: about.rate,
  }
}
