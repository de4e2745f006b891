import type { ErrorCode, PlainError, Remedy } from '../bridge/errors.ts'
import { StorageError } from '../storage/errors.ts'

/** What helps against an error; against any other nothing does. `backoff`: the engine tries again. */
const remedies: Readonly<Partial<Record<ErrorCode, Exclude<Remedy, 'no'>>>> = {
  offline: 'backoff',
  unreachable: 'backoff',
  'handshake-timeout': 'backoff',
  'handshake-failed': 'backoff',
  'certificate-refused': 'now',
  'clock-wrong': 'now',
  'stream-lost': 'backoff',
  silent: 'backoff',
  outdated: 'now',
  'service-error': 'backoff',
  replaced: 'now',
  unlinked: 'relink',
  'restart-loop': 'now',
  'multi-device-missing': 'relink',
  'pair-malformed': 'relink',
  'pair-hmac': 'relink',
  'pair-signature': 'relink',
  'pair-storage': 'relink',
  'passkey-required': 'relink',
  'code-bad-request': 'now',
  'code-too-often': 'now',
  'code-service-error': 'now',
  'code-expired': 'now',
  'code-refresh': 'now',
  'code-used-up': 'now',
  'code-unanswered': 'now',
  'logged-out': 'relink',
  'phone-changed': 'relink',
  'not-kept': 'relink',
  'moved-elsewhere': 'relink',
  'storage-failed': 'now',
  'disk-full': 'backoff',
  'identity-changed': 'now',
  'no-device': 'now',
  'send-refused': 'now',
  'engine-lost': 'now',
  internal: 'now',
}

/** An error as windows see it. `remedy` differs from the usual one only where it is given. */
export function plainError(
  code: ErrorCode,
  details?: Readonly<Record<string, string | number>>,
  remedy: Remedy = remedies[code] ?? 'no',
): PlainError {
  return details === undefined ? { code, remedy } : { code, remedy, details }
}

/** Troubles of the storage that a person should tell apart; the others come and go. */
const storageErrors: Partial<Record<StorageError['code'], ErrorCode>> = {
  damaged: 'storage-damaged',
  version: 'storage-newer',
  quota: 'disk-full',
  locked: 'locked',
}

/** What a window is told about an exception that nobody expected. */
export function plainErrorOf(cause: unknown): PlainError {
  if (!(cause instanceof StorageError)) return plainError('internal')
  const code = storageErrors[cause.code] ?? 'storage-failed'
  return plainError(code, { storage: cause.code })
}
