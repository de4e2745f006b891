import { StorageError } from './errors.ts'
import type { LockParameters, WrappedVaultKey } from './schema.ts'

/** What opens an app lock. */
export type LockSecret =
  | { readonly kind: 'passphrase'; readonly text: string }
  | {
      readonly kind: 'passkey'
      readonly credentialId: Uint8Array
      readonly salt: Uint8Array
      /** 32 bytes: what the authenticator's PRF makes of `salt`. */
      readonly output: Uint8Array
    }

/** What everybody may know of a lock. */
export interface LockFace {
  readonly method: LockSecret['kind']
  /** What a passkey needs to be asked for. */
  readonly passkey?: { readonly credentialId: Uint8Array; readonly salt: Uint8Array }
}

/** Nobody makes more; a changed record must not keep the engine busy for hours. */
const MAX_ROUNDS = 10_000_000

/** What a closed lock shows. Throws StorageError 'damaged'. */
export function faceOf({ lock }: WrappedVaultKey): LockFace {
  if (!areParameters(lock)) throw new StorageError('damaged', 'vault: not the parameters of a lock')
  if (lock.kind === 'passphrase') return { method: lock.kind }
  const { kind, credentialId, salt } = lock
  return { method: kind, passkey: { credentialId, salt } }
}

/** Whether parameters read from the database have a form that could have been written. */
export function areParameters(value: unknown): value is LockParameters {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const { kind, salt, rounds, credentialId } = value as Record<string, unknown>
  if (!(salt instanceof Uint8Array)) return false
  if (kind === 'passkey') return credentialId instanceof Uint8Array
  const countable = typeof rounds === 'number' && Number.isSafeInteger(rounds)
  return kind === 'passphrase' && countable && rounds > 0 && rounds <= MAX_ROUNDS
}
