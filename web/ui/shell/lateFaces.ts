import { lazy } from 'react'

export { LockScreen } from '../lock/LockScreen.tsx'

/** Most windows that are locked never show a move. */
export const MoveScreen = lazy(async () => ({
  default: (await import('../move/MoveScreen.tsx')).MoveScreen,
}))
