import type { WindowState } from '../../state/mirror.ts'
import { isLinked } from '../../state/selectors.ts'

/** Which of the window's faces shows. */
export type Face = 'opening' | 'link' | 'home' | 'retired'

/** The face for a state. Until the first snapshot nobody knows whether this browser is linked. */
export function faceOf(state: WindowState): Face {
  if (state.engine.at === 'retired') return 'retired'
  if (state.snapshot === undefined) return state.engine.at === 'lost' ? 'link' : 'opening'
  return isLinked(state) ? 'home' : 'link'
}
