import {
  abandonedAccounts,
  backgroundAccounts,
  withAccount,
  withoutAccount,
  withStanding,
} from './accountChanges.ts'
import type { CommandResult } from '../bridge/contract.ts'
import { type AccountList, chooseAccount, type Standing } from './accountList.ts'
import type { AccountLine, AccountsStore } from './accountsStore.ts'
import { mayDiscard, type Sight, sightOf, standingAfter, verdictOn } from './standing.ts'
import type { StoredAccounts } from './storedAccounts.ts'

/** A line as its keeper holds it. */
export interface KeptLine extends AccountLine {
  /** Erases what the account has stored, and says whether it is gone. Never rejects. */
  discard(): Promise<CommandResult>
  close(): void
}

/** What keeping the accounts needs from the window. */
export interface KeepingWorld {
  readonly store: AccountsStore
  readonly stored: StoredAccounts
  /** The line that the window opened first. */
  readonly first: KeptLine
  /** Ends the showing of the first one, which began before anything else of this was there. */
  readonly stopShowingFirst: () => Promise<void>
  open(id: string): KeptLine
  /**
   * Tells the other tabs that this one shows the account, until the returned function has resolved.
   * Neither rejects.
   */
  show(id: string): () => Promise<void>
  /** Runs `task` unless a tab shows the account, or nobody can tell. Never rejects. */
  unlessShown(id: string, task: () => Promise<void>): Promise<void>
  /** Another tab changed the list. */
  onListChanged(listener: () => void): void
  /** An account was linked just now, before this window's eyes. */
  onLinked(): void
}

/**
 * Keeps a window's accounts: writes down how each stands, connects the ones in the background, hears of
 * other tabs' changes, and does what the person orders. Loaded after the current account has painted.
 */
export function keepAccounts(world: KeepingWorld): void {
  const { store, stored } = world
  const lines = new Map<string, KeptLine>()
  /** Accounts on which there was a verdict, and the last one. */
  const verdicts = new Map<string, string>()
  const unfollow = new Map<string, () => void>()
  const sights = new Map<string, Sight>()
  let stopShowing = world.stopShowingFirst

  function standingOf(id: string): Standing {
    return store.getState().list.find((account) => account.id === id) ?? { linked: false }
  }

  async function change(task: (list: AccountList) => AccountList): Promise<void> {
    take(await changed(task))
  }

  /** Never rejects: where no lock is given, this window goes on with the change for itself. */
  function changed(task: (list: AccountList) => AccountList): Promise<AccountList> {
    return stored.change(task).catch(() => task(store.getState().list))
  }

  function take(list: AccountList): void {
    const { current, others, list: before } = store.getState()
    if (!list.some(({ id }) => id === current.id)) {
      leaveVanished(list, current.id)
      return
    }
    const wanted = new Set(backgroundAccounts(list, current.id))
    for (const { id } of others) {
      if (!list.some((account) => account.id === id)) drop(id)
    }
    for (const id of wanted) lineTo(id)
    const now = othersIn(list)
    if (list === before && isSame(now, others)) return
    store.update((state) => ({ ...state, list, others: now }))
  }

  /** Somebody erased what this window shows, or the list itself. A living link is listed again. */
  function leaveVanished(list: AccountList, gone: string): void {
    const standing = standingOf(gone)
    if (standing.linked) {
      void change((now) => withAccount(now, gone, standing))
      return
    }
    const next = chooseAccount(list, [])
    if (next === undefined) void add()
    else turnTo(next, list)
    drop(gone)
  }

  function othersIn(list: AccountList): readonly KeptLine[] {
    const { current } = store.getState()
    return list.flatMap(({ id }) => (id === current.id ? [] : (lines.get(id) ?? [])))
  }

  function lineTo(id: string): KeptLine {
    const line = lines.get(id) ?? world.open(id)
    if (lines.get(id) !== line) hold(line)
    return line
  }

  function hold(line: KeptLine): void {
    lines.set(line.id, line)
    unfollow.set(
      line.id,
      line.mirror.subscribe(() => follow(line)),
    )
    follow(line)
  }

  function drop(id: string): void {
    unfollow.get(id)?.()
    lines.get(id)?.close()
    lines.delete(id)
    verdicts.delete(id)
    sights.delete(id)
  }

  function follow(line: KeptLine): void {
    const { id } = line
    const state = line.mirror.getState()
    const sight = sightOf(state)
    // Only what this window sees change is written: another one may have written what comes next.
    if (sight === undefined || sight === sights.get(id)) return
    sights.set(id, sight)
    void change((list) => {
      const before = list.find((account) => account.id === id)
      const after = before && standingAfter(before, sight)
      return after === undefined ? list : withStanding(list, id, after)
    })
    const verdict = verdictOn(state)
    if (verdict === 'unknown') return
    // A link that is made before this program has come is known by the list alone.
    const before = verdicts.get(id) ?? (standingOf(id).linked ? 'linked' : 'unlinked')
    verdicts.set(id, verdict)
    if (verdict !== 'linked' || before === 'linked') return
    if (store.getState().current.id !== id) return
    stored.remember(id, true)
    world.onLinked()
  }

  /** Shows another account. What stays behind may have to go. */
  function turnTo(id: string, list: AccountList): void {
    const before = store.getState().current.id
    if (id === before) return
    const line = lineTo(id)
    stored.remember(id, list.find((account) => account.id === id)?.linked === true)
    const left = stopShowing()
    stopShowing = world.show(id)
    store.update((state) => ({ ...state, list, current: line, switched: true }))
    store.update((state) => ({ ...state, others: othersIn(list) }))
    void forsake(before, left)
  }

  /** Erases an account that nobody looks at any more, if it never was linked or is so no longer. */
  async function forsake(id: string, left?: Promise<void>): Promise<void> {
    const line = lines.get(id)
    if (line === undefined || standingOf(id).linked) return
    await left
    if (lines.get(id) !== line) return
    await firstVerdict(line)
    if (!mayDiscard(standingOf(id), line.mirror.getState())) return
    await world.unlessShown(id, async () => {
      const { ok } = await line.discard()
      // What may still lie there stays listed; the next start tries again.
      if (!ok) return
      drop(id)
      await change((list) => withoutAccount(list, id))
    })
  }

  function firstVerdict({ mirror }: KeptLine): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (verdictOn(mirror.getState()) === 'unknown') return
        stop()
        resolve()
      }
      let stop = () => {}
      stop = mirror.subscribe(look)
      look()
    })
  }

  async function add(): Promise<void> {
    const id = stored.newId()
    const list = await changed((before) => withAccount(before, id, { linked: false }))
    turnTo(id, list)
  }

  function putAwayEviction(id: string): void {
    void change((list) => withStanding(list, id, { linked: false }))
  }

  const { current } = store.getState()
  stored.remember(current.id, standingOf(current.id).linked)
  hold(world.first)
  take(stored.read())
  world.onListChanged(() => take(stored.read()))
  store.update((state) => ({
    ...state,
    orders: {
      switchTo: (id) => turnTo(id, store.getState().list),
      add: stored.isBlocked() ? undefined : () => void add(),
      putAwayEviction,
    },
  }))
  for (const id of abandonedAccounts(store.getState().list, current.id)) {
    lineTo(id)
    void forsake(id)
  }
}

function isSame(some: readonly KeptLine[], others: readonly AccountLine[]): boolean {
  return some.length === others.length && some.every((line, at) => line === others[at])
}
