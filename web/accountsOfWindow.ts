import type { AccountLine } from './accounts/accountsStore.ts'
import { keepAccounts } from './accounts/keepAccounts.ts'
import { isListKey } from './accounts/storedAccounts.ts'
import { type Connection, show, shownLock } from './connection.ts'
import { keepStorage, onceSeen } from './platform/browser/storageCare.ts'

/** Keeps the accounts of this window, by the means of the browser. */
export function keepAccountsOfWindow(connection: Connection): void {
  const { store } = connection
  keepAccounts({
    ...connection,
    show,
    unlessShown,
    onListChanged(listener) {
      addEventListener('storage', ({ key }) => {
        if (isListKey(key)) listener()
      })
    },
    // Asked now, because there is something to keep now; browsers that ask the person need a reason.
    onLinked() {
      onceSeen(document, () => void keepStorage())
    },
  })
  tellOfWaking(() => [store.getState().current, ...store.getState().others])
  tellOfActivity(store)
}

async function unlessShown(id: string, task: () => Promise<void>): Promise<void> {
  try {
    await navigator.locks.request(shownLock(id), { ifAvailable: true }, async (lock) => {
      if (lock !== null) await task()
    })
  } catch (cause) {
    // No lock for a page that is being left: nothing is erased now, and the next start tries again.
    if (!(cause instanceof DOMException)) throw cause
  }
}

/** After sleep, or in the background, a connection may be dead without anybody having noticed. */
function tellOfWaking(lines: () => readonly AccountLine[]): void {
  const wake = () => {
    for (const { actions } of lines()) actions.order({ type: 'wake' })
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake()
  })
  document.addEventListener('resume', wake)
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) wake()
  })
}

const activities = ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel'] as const
const quietMs = 15_000

/** An account that locks by itself is told now and then that the person is there. */
function tellOfActivity(store: Connection['store']): void {
  let toldAtMs = -quietMs
  const tell = () => {
    const { mirror, actions } = store.getState().current
    const lock = mirror.getState().snapshot?.lock
    if (lock?.at !== 'on' || lock.idleMinutes === 0) return
    if (performance.now() - toldAtMs < quietMs) return
    toldAtMs = performance.now()
    actions.order({ type: 'active' })
  }
  for (const activity of activities) addEventListener(activity, tell, { passive: true })
}
