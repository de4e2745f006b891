import type { PairCodeView } from '../../web/bridge/contract.ts'
import type { ErrorCode, PlainError, Remedy } from '../../web/bridge/errors.ts'
import type { WindowState } from '../../web/state/mirror.ts'
import { error, live, type Scene, showing, waiting } from './scene.ts'

const number = '15550123456'

const code: PairCodeView = {
  at: 'showing',
  number,
  code: 'K7QX4MTZ',
  custom: false,
  remainingMs: 131_000,
  lifeMs: 180_000,
  rate: 1,
}

/** The screen for linking with the phone number, with a code to scan beside it. */
function byNumber(
  pairCode: PairCodeView | undefined,
  snapshot: Parameters<typeof live>[0] = {},
  window: Partial<WindowState> = {},
): Scene {
  const shown = pairCode === undefined ? {} : { pairCode }
  return { ...live({ link: showing, ...shown, ...snapshot }, window), hash: '#/number' }
}

function failed(code: ErrorCode, remedy: Remedy, details?: PlainError['details']): Scene {
  const more = details === undefined ? {} : { details }
  return byNumber({ at: 'failed', number, error: { code, remedy, ...more } })
}

/** Every state of linking with the phone number. */
export const pairCodeScenes: Readonly<Record<string, Scene>> = {
  'code-and-typed-one': live({ link: showing, pairCode: code }),
  'number-form': byNumber(undefined),
  'number-form-expired': byNumber(undefined, { link: { at: 'expired' } }),
  'number-form-offline': byNumber(undefined, {
    link: { at: 'preparing' },
    connection: waiting('offline'),
  }),
  'number-form-refused': byNumber(
    undefined,
    {},
    { failure: { command: 'requestCode', error: error('internal') } },
  ),
  'number-requesting': byNumber({ at: 'requesting', number }),
  'number-code': byNumber(code),
  'number-code-own': byNumber({ ...code, code: 'MARKET22', custom: true, remainingMs: 9000 }),
  'number-code-qr-expired': byNumber(code, { link: { at: 'expired' } }),
  'number-finishing': byNumber({ at: 'finishing', number, code: 'K7QX4MTZ' }),
  'number-failed-often': failed('code-too-often', 'now', { reason: 429, backoffSec: 95 }),
  'number-failed-request': failed('code-bad-request', 'now', { reason: 400 }),
  'number-failed-forbidden': failed('code-forbidden', 'no', { reason: 403 }),
  'number-failed-unavailable': failed('code-unavailable', 'no', { reason: 452 }),
  'number-failed-service': failed('code-service-error', 'now', { reason: 500 }),
  'number-failed-expired': failed('code-expired', 'now'),
  'number-failed-refresh': failed('code-refresh', 'now'),
  'number-failed-used-up': failed('code-used-up', 'now'),
  'number-failed-unanswered': failed('code-unanswered', 'now'),
}
