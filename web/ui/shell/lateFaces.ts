export { LockScreen } from '../lock/LockScreen.tsx'

/** Most windows that are locked never show a move. */
export const loadMoveScreen = () => import('../move/MoveScreen.tsx')
