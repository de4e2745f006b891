import type { ErrorCode, PlainError, Remedy } from '../bridge/errors.ts'
import { StorageError } from '../storage/errors.ts'

/** What helps against each error. `backoff`: the engine tries again by itself. */
const remedies: Readonly<Record<ErrorCode, Remedy>> = {
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
  banned: 'no',
  unlinked: 'relink',
  'restart-loop': 'now',
  'multi-device-missing': 'relink',
  'pair-malformed': 'relink',
  'pair-hmac': 'relink',
  'pair-signature': 'relink',
  'pair-storage': 'relink',
  'passkey-required': 'relink',
  'not-while-linked': 'no',
  'number-required': 'no',
  'number-too-short': 'no',
  'number-leading-zero': 'no',
  'code-invalid': 'no',
  'code-bad-request': 'now',
  'code-forbidden': 'no',
  'code-too-often': 'now',
  'code-unavailable': 'no',
  'code-service-error': 'now',
  'code-expired': 'now',
  'code-refresh': 'now',
  'code-used-up': 'now',
  'code-unanswered': 'now',
  'logged-out': 'relink',
  'phone-changed': 'relink',
  'not-kept': 'relink',
  'moved-elsewhere': 'relink',
  'not-linked': 'no',
  moving: 'no',
  'move-not-kept': 'no',
  'move-not-a-file': 'no',
  'move-newer': 'no',
  'move-not-released': 'no',
  'move-wrong-passphrase': 'no',
  'move-damaged': 'no',
  'service-changed': 'no',
  'storage-failed': 'now',
  'storage-damaged': 'no',
  'storage-newer': 'no',
  'disk-full': 'backoff',
  locked: 'no',
  'lock-wrong': 'no',
  'lock-too-soon': 'no',
  'lock-weak': 'no',
  'lock-unavailable': 'no',
  'message-gone': 'no',
  'not-writable': 'no',
  'text-empty': 'no',
  'text-too-long': 'no',
  'too-late': 'no',
  'not-on-service': 'no',
  'identity-changed': 'now',
  'no-device': 'now',
  'send-refused': 'now',
  'send-limited': 'no',
  'engine-lost': 'now',
  internal: 'now',
}

/** An error as windows see it. `remedy` differs from the usual one only where it is given. */
export function plainError(
  code: ErrorCode,
  details?: Readonly<Record<string, string | number>>,
  remedy: Remedy = remedies[code],
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
