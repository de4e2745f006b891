import type { LockView } from '../../bridge/contract.ts'
import type { Clock } from '../../platform/platform.ts'
import { dueInMs, isDue, type LockEvent, type LockState, lockView, nextLock } from './lockState.ts'

/** Holds the state of the app lock, and watches the clock for it. */
export interface LockKeeper {
  view(): LockView
  /** Whether nothing of the account may be seen: the lock is closed, or is due to close. */
  hides(): boolean
  take(event: LockEvent): void
  /** The lock that is open now and could be closed. */
  open(): (LockState & { readonly at: 'on' }) | undefined
  /** Calls `onDue` if the lock should have closed by now: a device that slept finds out here. */
  check(): void
  stop(): void
}

/** `onDue`: it has to be closed. `onChange`: its view changed. */
export function createLockKeeper(world: {
  readonly clock: Clock
  readonly onDue: () => void
  readonly onChange: () => void
}): LockKeeper {
  const { clock } = world
  let state: LockState = { at: 'off' }
  let cancel = () => {}

  function watch(): void {
    cancel()
    cancel = () => {}
    const nowMs = clock.now()
    if (state.at === 'locked') {
      // The view tells how long to wait; one more tells that the time is over.
      if (state.retryAtMs > nowMs) cancel = clock.after(state.retryAtMs - nowMs, world.onChange)
      return
    }
    const inMs = dueInMs(state, nowMs)
    if (inMs !== undefined) cancel = clock.after(inMs, look)
  }

  /** Signs of the person come often and move the deadline only: it is looked at when it was due. */
  function look(): void {
    if (isDue(state, clock.now())) world.onDue()
    else watch()
  }

  return {
    view: () => lockView(state, clock.now()),
    hides: () => state.at === 'locked' || isDue(state, clock.now()),
    open: () => (state.at === 'on' ? state : undefined),
    take(event) {
      state = nextLock(state, event)
      if (event.type === 'active') return
      watch()
      world.onChange()
    },
    check() {
      if (isDue(state, clock.now())) world.onDue()
    },
    stop: () => cancel(),
  }
}
