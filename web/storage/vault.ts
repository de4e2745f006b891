import { type AccountDatabase, readStore } from './database.ts'
import { StorageError, toStorageError } from './errors.ts'
import type { WrappedVaultKey, Wrapping } from './schema.ts'
import { strictTransaction } from './strictTransaction.ts'
import {
  createWrappingKey,
  deriveVaultKeys,
  unwrapVaultKey,
  VAULT_KEY_LENGTH,
  type VaultKeys,
  wrapVaultKey,
} from './vaultKey.ts'

interface VaultTools {
  readonly subtle: SubtleCrypto
  readonly randomBytes: (length: number) => Uint8Array
}

/** What an existing database holds. */
export type VaultState =
  | { readonly at: 'empty' }
  /** Made with wrapping `memory`, and the memory is gone: nothing in it can be read again. */
  | { readonly at: 'lost' }
  | { readonly at: 'open'; readonly keys: VaultKeys; readonly wrapping: Wrapping }

/**
 * Opens the vault of a database, when it has one.
 * Throws StorageError 'damaged' when the wrapping key should be stored and is not, or does not fit.
 * That is no proof that it is gone (a browser may hide it for a while), so nothing is erased here.
 */
export async function openVault(db: AccountDatabase, tools: VaultTools): Promise<VaultState> {
  const [wrapped, wrappingKey] = await readStore(db, 'vault', (vault) =>
    Promise.all([vault.get('vaultKey'), vault.get('wrappingKey')]),
  ).catch((cause: unknown) => {
    throw toStorageError(cause, 'vault')
  })
  if (wrapped === undefined) return { at: 'empty' }
  if (!isWrapped(wrapped)) throw new StorageError('damaged', 'vault: not a wrapped key')
  if (wrapped.wrapping === 'memory') return { at: 'lost' }
  if (!(wrappingKey instanceof CryptoKey)) {
    throw new StorageError('damaged', 'vault: the wrapping key is missing')
  }
  const vaultKey = await unwrapVaultKey(wrapped, wrappingKey, tools.subtle)
  const keys = await deriveAndForget(vaultKey, tools.subtle)
  return { at: 'open', keys, wrapping: wrapped.wrapping }
}

/**
 * Makes a vault in a database without one, and clears every other store. With wrapping `memory` the
 * wrapping key is dropped with this call and never stored.
 * Returns undefined when another connection made one first. Throws StorageError 'unavailable' where
 * no key can be stored, 'quota'.
 */
export async function createVault(
  db: AccountDatabase,
  wrapping: Wrapping,
  tools: VaultTools,
): Promise<VaultKeys | undefined> {
  const wrappingKey = await createWrappingKey(tools.subtle)
  const vaultKey = new Uint8Array(tools.randomBytes(VAULT_KEY_LENGTH))
  const wrapped = await wrapVaultKey(vaultKey, { wrappingKey, wrapping }, tools)
  const keys = await deriveAndForget(vaultKey, tools.subtle)

  const stores = [...db.objectStoreNames]
  let taken = false
  await strictTransaction(db, stores, (transaction, orAbort) => {
    const vault = transaction.objectStore('vault')
    const existing = vault.getKey('vaultKey')
    existing.onsuccess = orAbort(() => {
      taken = existing.result !== undefined
      if (taken) return
      for (const store of stores) transaction.objectStore(store).clear()
      vault.put(wrapped, 'vaultKey')
      if (wrapping === 'stored') vault.put(wrappingKey, 'wrappingKey')
    })
  }).catch((cause: unknown) => {
    throw toStorageError(cause, 'vault')
  })
  return taken ? undefined : keys
}

async function deriveAndForget(
  vaultKey: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto,
): Promise<VaultKeys> {
  try {
    return await deriveVaultKeys(vaultKey, subtle)
  } finally {
    vaultKey.fill(0)
  }
}

function isWrapped(value: WrappedVaultKey | CryptoKey): value is WrappedVaultKey {
  const { wrapping, iv, ct } = value as Partial<Record<keyof WrappedVaultKey, unknown>>
  const known = wrapping === 'stored' || wrapping === 'memory'
  return known && iv instanceof Uint8Array && ct instanceof Uint8Array
}
