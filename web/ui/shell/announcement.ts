import type { WindowState } from '../../state/mirror.ts'
import { endsAtMs, isLinked } from '../../state/selectors.ts'
import { stageOf } from '../link/stage.ts'
import type { LinkWay } from '../link/useLinkWay.ts'
import { words } from '../words/words.ts'

/**
 * What the live region says for a state after it has `said` something; `undefined` leaves it as it
 * was. Each code is announced once, countdowns never. A link is news only to who heard that a phone
 * took the code: not after a reload or an unlock. Problems are not its business: their own words on the screen are alerts. Nor are
 * codes to scan while the person links with the phone number, which speaks for itself.
 */
export function announcementOf(state: WindowState, way: LinkWay, said: string): string | undefined {
  if (state.engine.at !== 'live') return undefined
  // Nothing of before stays to be read; the focus is on the way in.
  if (state.snapshot?.lock.at === 'locked') return ''
  if (isLinked(state)) {
    const { confirming, linked } = words.announce
    return said === confirming || said === linked ? linked : ''
  }
  const stage = stageOf(state)
  switch (stage.kind) {
    case 'code': {
      if (way === 'number') return undefined
      const { number, of, lifeMs, rate } = stage.view
      return words.announce.code(number, of, endsAtMs(lifeMs, rate, 0))
    }
    case 'expired':
      return way === 'number' ? undefined : words.announce.expired
    case 'confirming':
      // A link of before, whose account is still to come, looks the same.
      return state.snapshot?.link.at === 'confirming' ? words.announce.confirming : undefined
    case 'preparing':
    case 'problem':
      return undefined
  }
}
