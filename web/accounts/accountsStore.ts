import { createStore } from 'zustand/vanilla'
import type { Actions } from '../state/actions.ts'
import type { Mirror } from '../state/mirror.ts'
import type { AccountList } from './accountList.ts'

/** A window's line to one account: its mirrored state and what can be asked of it. */
export interface AccountLine {
  readonly id: string
  readonly mirror: Mirror
  readonly actions: Actions
}

/** What a window knows of all accounts. */
export interface AccountsState {
  readonly list: AccountList
  /** The one on the screen. */
  readonly current: AccountLine
  /** Connected as well, in the order of the list. */
  readonly others: readonly AccountLine[]
  /** The person turned to this account in this window, rather than opening the page on it. */
  readonly switched: boolean
  /** What can be asked; absent until the part that does it has been loaded. */
  readonly orders: AccountOrders | undefined
}

export interface AccountOrders {
  /** Shows another account. One that was begun and never linked is erased when it is left. */
  readonly switchTo: (id: string) => void
  /** Begins an account and shows its codes. Absent where storage is blocked: one account is all. */
  readonly add: (() => void) | undefined
  /** The person has read that the browser removed what this account had stored. */
  readonly putAwayEviction: (id: string) => void
}

export interface AccountsStore {
  readonly getState: () => AccountsState
  readonly subscribe: (listener: () => void) => () => void
  readonly update: (change: (state: AccountsState) => AccountsState) => void
}

/** The accounts of a window that shows one of them and has loaded nothing else yet. */
export function createAccountsStore(current: AccountLine, list: AccountList): AccountsStore {
  const store = createStore<AccountsState>(() => ({
    list,
    current,
    others: [],
    switched: false,
    orders: undefined,
  }))
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    update: (change) => store.setState(change, true),
  }
}
