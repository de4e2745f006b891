import type { WindowState } from '../../state/mirror.ts'
import { isLinked } from '../../state/selectors.ts'

/** Which of the window's faces shows. */
export type Face = 'opening' | 'link' | 'home' | 'locked' | 'moving' | 'retired'

/** The face for a state. Until the first snapshot nobody knows whether this browser is linked. */
export function faceOf(state: WindowState): Face {
  if (state.engine.at === 'retired') return 'retired'
  if (state.snapshot === undefined) return state.engine.at === 'lost' ? 'link' : 'opening'
  const { lock, link, connection } = state.snapshot
  if (lock.at === 'locked') return 'locked'
  if (state.snapshot.move !== undefined || link.at === 'moved') return 'moving'
  // Just unlocked: what is locked is linked, and is being opened.
  if (lock.at === 'on' && link.at === 'preparing' && connection.at === 'idle') return 'opening'
  return isLinked(state) ? 'home' : 'link'
}
