import { equalBytes } from '../crypto/bytes.ts'
import { type AccountDatabase, readStore } from './database.ts'
import { StorageError, toStorageError } from './errors.ts'
import { createKeyFile, type KeyFile, type KeyFiles, readKeyFile } from './keyFiles.ts'
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

/**
 * The working keys of a vault whose wrapping key is not stored, for as long as this worker lives: a
 * connection that the browser ends can then be opened again. Filled and read by this room only.
 */
export interface VaultMemory {
  kept?: { readonly wrapped: WrappedVaultKey; readonly keys: VaultKeys }
}

export interface VaultTools {
  readonly subtle: SubtleCrypto
  readonly randomBytes: (length: number) => Uint8Array
  /** Absent where the browser keeps no files. */
  readonly keyFiles?: KeyFiles
  readonly memory?: VaultMemory
}

/** What lies in store `vault`, checked for its form only. */
interface StoredVault {
  readonly wrapped: WrappedVaultKey | undefined
  readonly wrappingKey: unknown
  readonly idle: unknown
  readonly tries: unknown
  /** A newer build took over from an engine that had the key in memory, and a link with it. */
  readonly handedOver: boolean
}

/** What an existing database holds. */
export type VaultState =
  | { readonly at: 'empty' }
  /** Made with wrapping `memory`, and the memory is gone: nothing in it can be read again. */
  | { readonly at: 'lost'; readonly inHandover: boolean }
  | { readonly at: 'locked'; readonly wrapped: WrappedVaultKey }
  | { readonly at: 'open'; readonly keys: VaultKeys; readonly wrapping: Wrapping }

/** Reads store `vault`. Throws StorageError 'damaged' when the wrapped key is none. */
export async function readVault(db: AccountDatabase): Promise<StoredVault> {
  const [wrapped, wrappingKey, idle, tries, handover] = await readStore(db, 'vault', (vault) =>
    Promise.all([
      vault.get('vaultKey'),
      vault.get('wrappingKey'),
      vault.get('idle'),
      vault.get('tries'),
      vault.get('handover'),
    ]),
  ).catch((cause: unknown) => {
    throw toStorageError(cause, 'vault')
  })
  if (wrapped !== undefined && !isWrapped(wrapped)) {
    throw new StorageError('damaged', 'vault: not a wrapped key')
  }
  return { wrapped, wrappingKey, idle, tries, handedOver: handover !== undefined }
}

/**
 * Opens the vault of a database, when it has one and no lock stands before it.
 * Throws StorageError 'damaged' when the wrapping key should be stored and is not, or does not fit.
 * That is no proof that it is gone (a browser may hide it for a while), so nothing is erased here.
 */
export async function openVault(db: AccountDatabase, tools: VaultTools): Promise<VaultState> {
  const stored = await readVault(db)
  const { wrapped } = stored
  if (wrapped === undefined) return { at: 'empty' }
  if (wrapped.wrapping === 'memory') return recall(wrapped, stored.handedOver, tools)
  if (wrapped.wrapping === 'locked') {
    await forgetOtherFiles(wrapped, tools)
    return { at: 'locked', wrapped }
  }
  const [keys] = await Promise.all([
    unwrapStored(stored, tools).then((vaultKey) => deriveAndForget(vaultKey, tools.subtle)),
    forgetOtherFiles(wrapped, tools),
  ])
  return { at: 'open', keys, wrapping: 'stored' }
}

function recall(wrapped: WrappedVaultKey, inHandover: boolean, { memory }: VaultTools): VaultState {
  const { kept } = memory ?? {}
  if (kept === undefined || !sameWrapped(kept.wrapped, wrapped)) return { at: 'lost', inHandover }
  return { at: 'open', keys: kept.keys, wrapping: 'memory' }
}

/**
 * The bytes of a vault key that needs no secret. Fill them with zeros after use.
 * Throws StorageError 'damaged', 'unavailable'.
 */
export async function unwrapStored(
  { wrapped, wrappingKey }: Pick<StoredVault, 'wrapped' | 'wrappingKey'>,
  tools: VaultTools,
): Promise<Uint8Array<ArrayBuffer>> {
  if (wrapped?.wrapping !== 'stored' || !(wrappingKey instanceof CryptoKey)) {
    throw new StorageError('damaged', 'vault: the wrapping key is missing')
  }
  return await unwrapWith(wrapped, wrappingKey, tools)
}

/** As `unwrapVaultKey`, with the key file that the record names. */
export async function unwrapWith(
  wrapped: WrappedVaultKey,
  wrappingKey: CryptoKey,
  tools: VaultTools,
): Promise<Uint8Array<ArrayBuffer>> {
  const { keyFile } = wrapped
  const bytes = keyFile === undefined ? undefined : await readKeyFile(tools.keyFiles, keyFile)
  try {
    return await unwrapVaultKey(wrapped, wrappingKey, tools.subtle, bytes)
  } finally {
    bytes?.fill(0)
  }
}

/** Whether two records are one: no two wrappings have the same ciphertext. */
export function sameWrapped(one: WrappedVaultKey, other: unknown): boolean {
  return isWrapped(other) && equalBytes(one.ct, other.ct) && equalBytes(one.iv, other.iv)
}

/**
 * Deletes key files that no wrapping needs: what a change that was cut short left. When that fails it
 * is done at the next opening.
 */
export async function forgetOtherFiles(
  { keyFile }: Pick<WrappedVaultKey, 'keyFile'>,
  { keyFiles }: VaultTools,
): Promise<void> {
  await keyFiles?.keepOnly(keyFile).catch(() => undefined)
}

/**
 * Makes a vault in a database without one, and clears every other store. With wrapping `memory` the
 * wrapping key is dropped with this call and never stored. `prepared`: a key file that may be used.
 * Returns undefined when another connection made one first. Throws StorageError 'unavailable' where
 * no key can be stored, 'quota'.
 */
export async function createVault(
  db: AccountDatabase,
  wrapping: Wrapping,
  tools: VaultTools,
  prepared?: Promise<KeyFile | undefined>,
): Promise<VaultKeys | undefined> {
  const { subtle, randomBytes } = tools
  const stored = wrapping === 'stored'
  const [wrappingKey, keyFile] = await Promise.all([
    createWrappingKey(subtle),
    // In memory only, the wrapping key is never on a disk: there is nothing to end.
    stored ? keyFileOf(tools, prepared) : undefined,
  ])
  const vaultKey = new Uint8Array(randomBytes(VAULT_KEY_LENGTH))
  const wrapped = await wrapVaultKey(vaultKey, { wrappingKey, wrapping, keyFile }, tools)
  keyFile?.bytes.fill(0)
  const keys = await deriveAndForget(vaultKey, subtle)

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
      if (stored) vault.put(wrappingKey, 'wrappingKey')
    })
  }).catch((cause: unknown) => {
    throw toStorageError(cause, 'vault')
  })
  if (taken) {
    if (keyFile !== undefined) await tools.keyFiles?.remove(keyFile.name)
    return undefined
  }
  if (!stored && tools.memory !== undefined) tools.memory.kept = { wrapped, keys }
  if (stored) await forgetOtherFiles(wrapped, tools)
  return keys
}

async function keyFileOf(
  { keyFiles, randomBytes }: VaultTools,
  prepared: Promise<KeyFile | undefined> | undefined,
): Promise<KeyFile | undefined> {
  return (await prepared) ?? (await createKeyFile(keyFiles, randomBytes))
}

/** The working keys of a vault key, whose bytes are filled with zeros. */
export async function deriveAndForget(
  vaultKey: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto,
): Promise<VaultKeys> {
  try {
    return await deriveVaultKeys(vaultKey, subtle)
  } finally {
    vaultKey.fill(0)
  }
}

const WRAPPINGS: ReadonlySet<unknown> = new Set(['stored', 'memory', 'locked'])

function isWrapped(value: unknown): value is WrappedVaultKey {
  if (typeof value !== 'object' || value === null) return false
  const { wrapping, iv, ct, lock, keyFile } = value as Partial<
    Record<keyof WrappedVaultKey, unknown>
  >
  const named = keyFile === undefined || typeof keyFile === 'string'
  // The form of its parameters is checked by who uses them.
  const lockFits = (wrapping === 'locked') === (lock !== undefined)
  const sealed = iv instanceof Uint8Array && ct instanceof Uint8Array
  return WRAPPINGS.has(wrapping) && lockFits && named && sealed
}
