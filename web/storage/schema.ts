import type { DBSchema } from 'idb'

/** Version of the sealed record and of the bytes inside it. Bound into every seal. */
export const RECORD_VERSION = 1

/** A row at rest. */
export interface SealedRecord {
  readonly v: number
  /** 12 bytes, fresh for every value. */
  readonly iv: Uint8Array
  /** AES-256-GCM ciphertext with the 16-byte tag at its end. */
  readonly ct: Uint8Array
  /** Number of the commit that wrote this row. Never used twice, not even after a deletion. */
  readonly rev: number
}

/** Where the wrapping key lives: beside the data, or in the engine's memory only. */
export type Wrapping = 'stored' | 'memory'

/** The vault key under its wrapping key. An app lock replaces this record and nothing else. */
export interface WrappedVaultKey {
  readonly v: number
  readonly wrapping: Wrapping
  readonly iv: Uint8Array
  readonly ct: Uint8Array
}

/** The stores of the newest version. Nothing here is readable: keys are ids and keyed hashes. */
export interface AccountSchema extends DBSchema {
  /** `vaultKey`: WrappedVaultKey · `wrappingKey`: a non-extractable CryptoKey. */
  vault: { key: 'vaultKey' | 'wrappingKey'; value: WrappedVaultKey | CryptoKey }
  /** `commits`: how many commits this database has seen. */
  counters: { key: 'commits'; value: number }
  account: { key: string; value: SealedRecord }
  preKeys: { key: number; value: SealedRecord }
  signedPreKeys: { key: number; value: SealedRecord }
  identities: { key: string; value: SealedRecord }
  addresses: { key: string; value: SealedRecord }
}

/** Name of an account's database. The account id is local and random: it says nothing. */
export function databaseName(accountId: string): string {
  return `moonlet-${accountId}`
}
