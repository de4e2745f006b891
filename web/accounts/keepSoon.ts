import type { WindowClock } from '../state/clock.ts'
import type { AccountsState, AccountsStore } from './accountsStore.ts'

/** Time for the first account to be painted, with the part of the program that draws it. */
const settlingMs = 300
/** However slow the first account is: the person may want to turn to another one. */
const patienceMs = 4000
const againMs = 15_000

/**
 * Starts the keeping of the accounts once the first one is on the screen, so that it waits for nothing
 * else. `load` fetches that part of the program; when it cannot, it is asked for again. `afterPaint` runs
 * a task when what is drawn now is on the screen; of a hidden page that may be never.
 */
export function keepSoon(
  store: AccountsStore,
  clock: WindowClock,
  afterPaint: (task: () => void) => void,
  load: () => Promise<() => void>,
): void {
  let begun = false
  const begin = () => {
    if (begun) return
    begun = true
    unsubscribe()
    giveUpWaiting()
    fetch()
  }
  const fetch = (): void => {
    load().then(
      (keep) => keep(),
      () => void clock.after(againMs, fetch),
    )
  }
  const { current } = store.getState()
  const look = () => {
    const delayMs = delayOf(store.getState())
    if (delayMs !== undefined) afterPaint(() => void clock.after(delayMs, begin))
  }
  const giveUpWaiting = clock.after(patienceMs, begin)
  const unsubscribe = current.mirror.subscribe(look)
  look()
}

/** How long to wait yet; undefined while nobody knows what will be shown. */
function delayOf({ list, current }: AccountsState): number | undefined {
  const { snapshot } = current.mirror.getState()
  if (snapshot === undefined) return undefined
  const { link, lock, connection } = snapshot
  if (link.at !== 'preparing' || lock.at === 'locked') return settlingMs
  if (connection.at === 'idle') return undefined
  // Dialling for a code where a link was: something has to be said before the code comes.
  return list.some(({ id, linked }) => linked && id === current.id) ? 0 : undefined
}
