import type { ConnectionView } from '../bridge/contract.ts'
import type { WindowState } from '../state/mirror.ts'
import { isPending } from '../state/selectors.ts'
import type { Standing } from './accountList.ts'

/** What an engine's state says about its account, once it says anything for certain. */
export type Verdict = 'unknown' | 'linked' | 'unlinked' | 'ended' | 'moved'

const dialling: ReadonlySet<ConnectionView['at']> = new Set(['connecting', 'online', 'waiting'])

/**
 * Reads an account's standing off its mirror. An engine that still opens its storage, that is locked,
 * or whose storage cannot be opened says nothing: the list keeps what it had.
 */
export function verdictOn({ engine, snapshot }: WindowState): Verdict {
  if (engine.at !== 'live' || snapshot === undefined) return 'unknown'
  const { link, lock, connection } = snapshot
  if (lock.at === 'locked') return 'unknown'
  switch (link.at) {
    case 'linked':
      return 'linked'
    case 'ended':
    case 'moved':
      return link.at
    case 'showingQr':
    case 'expired':
    case 'refused':
      return 'unlinked'
    case 'confirming':
      return 'unknown'
    case 'preparing':
      // Dialling comes after opening: who dials and is not linked has no session.
      return dialling.has(connection.at) ? 'unlinked' : 'unknown'
  }
}

/** As much of a state as the standing of its account follows from. */
export type Sight = 'leaving' | 'linked' | 'passing' | 'ended' | 'moved' | 'unlinked'

/** What of an account's state is worth writing down; undefined while nothing is certain. */
export function sightOf(state: WindowState): Sight | undefined {
  // The list must say so before the other windows see the link vanish, or the engine dies over it.
  if (isPending(state, 'startOver') || isPending(state, 'logOut')) return 'leaving'
  const verdict = verdictOn(state)
  if (verdict === 'linked') return isKept(state) ? 'linked' : 'passing'
  return verdict === 'unknown' ? undefined : verdict
}

/**
 * The standing that follows from what is seen of an account, or undefined to leave it. A link that is
 * listed and not there, without a reason and without an order of the person, was taken by the browser.
 */
export function standingAfter(before: Standing, sight: Sight | undefined): Standing | undefined {
  switch (sight) {
    case undefined:
      return undefined
    case 'leaving':
      return before.linked ? { linked: false } : undefined
    case 'linked':
      return { linked: true }
    case 'passing':
      return { linked: true, passing: true }
    case 'ended':
    case 'moved':
      return { linked: false, lost: sight }
    case 'unlinked':
      // New codes were asked for: the ending has been seen. An eviction is told until it is put away.
      if (!before.linked) {
        return before.lost === undefined || before.lost === 'evicted'
          ? undefined
          : { linked: false }
      }
      return before.passing ? { linked: false } : { linked: false, lost: 'evicted' }
  }
}

function isKept({ snapshot }: WindowState): boolean {
  return snapshot?.remember === true && snapshot.engine.storage === 'persistent'
}

/**
 * Whether an account may be erased because its window turns to another one. Only what is certainly
 * not linked: a storage that does not open, or a link that is being made, may hold one.
 */
export function mayDiscard(before: Standing, state: WindowState): boolean {
  const verdict = verdictOn(state)
  const pairing = state.snapshot?.pairCode?.at === 'finishing'
  return !before.linked && !pairing && (verdict === 'unlinked' || verdict === 'ended')
}
