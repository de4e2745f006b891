import type { WindowState } from '../../state/mirror.ts'
import { endsAtMs, isLinked } from '../../state/selectors.ts'
import { stageOf } from '../link/stage.ts'
import type { LinkWay } from '../link/useLinkWay.ts'
import { words } from '../words/words.ts'

/**
 * What the live region says for a state; `undefined` leaves it as it was. Each code is announced once,
 * countdowns never. Problems are not its business: their own words on the screen are alerts. Nor are
 * codes to scan while the person links with the phone number, which speaks for itself.
 */
export function announcementOf(state: WindowState, way: LinkWay): string | undefined {
  if (state.engine.at !== 'live') return undefined
  // Nothing of before stays to be read; the focus is on the way in.
  if (state.snapshot?.lock.at === 'locked') return ''
  if (isLinked(state)) return words.announce.linked
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
      return words.announce.confirming
    case 'preparing':
    case 'problem':
      return undefined
  }
}
