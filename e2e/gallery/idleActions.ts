import type { PlainError } from '../../web/bridge/errors.ts'
import type { Actions } from '../../web/state/actions.ts'

const nothing = () => {}
const error: PlainError = { code: 'engine-lost', remedy: 'now' }

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
  ask: async () => ({ ok: false, error }),
  talk: async () => ({ ok: false, error }),
  move: async () => ({ ok: false, error }),
}
