import { createContext, use, useSyncExternalStore } from 'react'
import type { AccountsState, AccountsStore } from '../../accounts/accountsStore.ts'
import type { Actions } from '../../state/actions.ts'
import type { WindowClock } from '../../state/clock.ts'
import type { Mirror, WindowState } from '../../state/mirror.ts'
import type { Device } from './device.ts'

/** What a window is given once, by whoever starts it. */
export interface WindowGifts {
  readonly accounts: AccountsStore
  readonly device: Device
  readonly clock: WindowClock
  /** Loads the page again. */
  readonly reload: () => void
}

/** The gifts, and the line to the account that the window shows now. */
export interface WindowParts extends WindowGifts {
  readonly mirror: Mirror
  readonly actions: Actions
}

/** Carries the window's parts to every view. */
export const WindowContext = createContext<WindowParts | undefined>(undefined)

/** The window's parts. Throws outside a window: a view was mounted without `WindowContext`. */
export function useWindow(): WindowParts {
  const parts = use(WindowContext)
  if (parts === undefined) throw new Error('no WindowContext around this view')
  return parts
}

/**
 * A part of the mirrored state; the view is drawn again when it changes. `select` must return a value
 * that lies in the state or a primitive, not a fresh object.
 */
export function useMirror<T>(select: (state: WindowState) => T): T {
  const { mirror } = useWindow()
  const read = () => select(mirror.getState())
  return useSyncExternalStore(mirror.subscribe, read, read)
}

/** A part of what this window knows of all accounts; under the same rule. */
export function useAccounts<T>(select: (state: AccountsState) => T): T {
  const { accounts } = useWindow()
  const read = () => select(accounts.getState())
  return useSyncExternalStore(accounts.subscribe, read, read)
}
