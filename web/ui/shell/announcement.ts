import type { WindowState } from '../../state/mirror.ts'
import { endsAtMs, isLinked } from '../../state/selectors.ts'
import { words } from '../words/words.ts'
import { barOf } from './bar.ts'
import { stageOf } from '../link/stage.ts'

/**
 * What the live region says for a state; `undefined` leaves it as it was. A code is announced once, a
 * problem once however often it is tried again, and countdowns never.
 */
export function announcementOf(state: WindowState): string | undefined {
  if (state.engine.at === 'retired') return words.announce.problem(words.retired)
  if (state.engine.at === 'lost') return words.announce.problem(words.problem(state.engine.error))
  const bar = barOf(state)
  if (bar !== undefined && 'error' in bar) return words.announce.problem(words.problem(bar.error))
  if (bar?.kind === 'checking') return words.bar.checking
  if (isLinked(state)) return linkedWords(state)
  return stageWords(state)
}

function linkedWords(state: WindowState): string | undefined {
  return state.snapshot?.connection.at === 'online' ? words.announce.linked : undefined
}

function stageWords(state: WindowState): string | undefined {
  const stage = stageOf(state)
  switch (stage.kind) {
    case 'code': {
      const { number, of, lifeMs, rate } = stage.view
      return words.announce.code(number, of, endsAtMs(lifeMs, rate, 0))
    }
    case 'expired':
      return words.announce.expired
    case 'confirming':
      return words.announce.confirming
    case 'problem':
      return words.announce.problem(words.problem(stage.error))
    case 'preparing':
      return undefined
  }
}
