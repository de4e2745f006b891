import type { ErrorCode, PlainError } from '../../web/bridge/errors.ts'
import { error, home, live, type Scene, waiting } from './scene.ts'

const ended = (code: ErrorCode, details?: PlainError['details']) =>
  live({ link: { at: 'ended', error: error(code, details) }, connection: { at: 'idle' } })

const stopped = (code: ErrorCode, details?: PlainError['details']) =>
  home({ connection: { at: 'stopped', error: error(code, details) } })

/** How a session ends, and what disturbs one on its way. */
export const endScenes: Readonly<Record<string, Scene>> = {
  'ended-unlinked': ended('unlinked', { reason: 401 }),
  'ended-locked-account': ended('unlinked', {
    reason: 403,
    header: 'Your account is locked',
    subtext: 'Open the app on your phone to see what you can do about it.',
  }),
  'ended-logged-out': ended('logged-out', { phoneTold: 1 }),
  'ended-logged-out-untold': ended('logged-out', { phoneTold: 0 }),
  'ended-phone-changed': ended('phone-changed'),
  'ended-closed': ended('banned', { reason: 406 }),
  'ended-not-kept': ended('not-kept'),
  'you-banned': home({
    connection: {
      at: 'waiting',
      error: error('banned', { reason: 402, code: 101, expireSec: 43_200 }),
      attempt: 1,
      retryInMs: 43_140_000,
      rate: 1,
    },
  }),
  'you-banned-open-end': stopped('banned', { reason: 402, code: 104 }),
  'you-disk-full': home({ connection: waiting('disk-full') }),
  'you-silent': home({ connection: waiting('silent') }),
  'you-outdated': stopped('outdated', { reason: 405 }),
  'you-restart-loop': stopped('restart-loop'),
  'you-clock-wrong': stopped('clock-wrong', {
    deviceTimeMs: Date.UTC(2026, 2, 14, 9, 26),
    notBefore: Date.UTC(2026, 5, 26, 15, 26) / 1000,
    notAfter: Date.UTC(2035, 5, 26, 15, 26) / 1000,
  }),
  'you-service-error': home({
    connection: {
      at: 'waiting',
      error: error('service-error', { reason: 503 }),
      attempt: 12,
      retryInMs: 843_000,
      rate: 1,
    },
  }),
}
