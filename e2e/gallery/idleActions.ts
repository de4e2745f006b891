import type { Actions } from '../../web/state/actions.ts'

const nothing = () => {}

/** Actions of a window without an engine: a picture, or a view under test. */
export const idleActions: Actions = {
  newCode: nothing,
  retryNow: nothing,
  setRemember: nothing,
  setFocused: nothing,
  startOver: nothing,
  requestCode: nothing,
  cancelCode: nothing,
  order: nothing,
  forgetFailure: nothing,
}
