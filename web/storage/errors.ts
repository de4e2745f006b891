/** What storage can fail with. Policy reads the code, never the text. */
export type StorageErrorCode =
  /** IndexedDB is missing, forbidden, or kept blocked by a connection that does not give way. */
  | 'unavailable'
  /** The browser gives no more room. Nothing of the commit was stored. */
  | 'quota'
  /** A row changed since it was read. Nothing of the commit was stored: read again and retry. */
  | 'conflict'
  /** A stored value does not open: changed bytes, a value in another's place, a lost key. */
  | 'damaged'
  /** This connection ended: `close`, `erase`, or another connection wanted the database. */
  | 'closed'
  /** A newer build made the database. Nothing was touched. */
  | 'version'
  /** An app lock stands before the vault: its secret is needed. Nothing was touched. */
  | 'locked'
  /** This is not the secret of the app lock. Nothing was touched. */
  | 'wrong-secret'
  /** The caller gave a key or a row that must not be stored. A mistake in the program. */
  | 'bad-write'

/** The only exception that leaves this room. Its text names a rule and a store, never content. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** DOMException names (Indexed Database API 3.0, section 3.13) that mean the same everywhere. */
const CODE_OF_NAME: Readonly<Record<string, StorageErrorCode>> = {
  QuotaExceededError: 'quota',
  VersionError: 'version',
  NotReadableError: 'damaged',
}

/** A value that cannot be cloned: our mistake when writing, the disk's when reading. */
const VALUE_ERRORS: ReadonlySet<string> = new Set(['DataError', 'DataCloneError'])

/** The StorageError for whatever IndexedDB threw. A StorageError passes through unchanged. */
export function toStorageError(
  cause: unknown,
  during: 'open' | 'vault' | 'read' | 'commit' | 'delete',
): StorageError {
  if (cause instanceof StorageError) return cause
  const name = cause instanceof Error ? cause.name : 'ended without a reason'
  const opened = during !== 'open' && during !== 'delete'
  let code = CODE_OF_NAME[name] ?? 'unavailable'
  // A closed connection; without a connection it is how some private modes forbid IndexedDB.
  if (name === 'InvalidStateError' && opened) code = 'closed'
  if (VALUE_ERRORS.has(name) && during === 'commit') code = 'bad-write'
  if (VALUE_ERRORS.has(name) && during === 'read') code = 'damaged'
  return new StorageError(code, `${during}: ${name}`, { cause })
}
