import type { DBSchema } from 'idb'
import type { ArchiveRows } from './archiveRows.ts'
import type { TalkRows } from './talkRows.ts'

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

/** How the secret of an app lock becomes a wrapping key. Nothing here is secret. */
export type LockParameters =
  /** PBKDF2-SHA256 of the passphrase; the salt has 16 bytes. */
  | { readonly kind: 'passphrase'; readonly salt: Uint8Array; readonly rounds: number }
  /** HKDF-SHA256 of what the passkey's PRF makes of this salt. */
  | { readonly kind: 'passkey'; readonly credentialId: Uint8Array; readonly salt: Uint8Array }

/** The vault key under its wrapping key. An app lock replaces this record and nothing else. */
export interface WrappedVaultKey {
  readonly v: number
  /** `locked`: the wrapping key is nowhere; it is made of a secret with the parameters in `lock`. */
  readonly wrapping: Wrapping | 'locked'
  readonly lock?: LockParameters
  /** Name of the key file that is needed too; absent where the browser keeps no files. */
  readonly keyFile?: string
  readonly iv: Uint8Array
  readonly ct: Uint8Array
}

/** How often the secret of a lock was wrong in a row, and when it was last tried. Lies in clear. */
export interface LockTries {
  readonly wrong: number
  /** By the engine's clock, milliseconds. */
  readonly lastMs: number
}

type SchemaOf<Rows> = {
  [Store in keyof Rows]: Rows[Store] extends { key: infer Key }
    ? { key: Key extends string | number ? Key : number[]; value: SealedRecord }
    : never
}

type TalkSchema = SchemaOf<TalkRows>

type ArchiveSchema = SchemaOf<ArchiveRows>

/** The stores of the newest version. Nothing here is readable: keys are ids and keyed hashes. */
export interface AccountSchema extends DBSchema, TalkSchema, ArchiveSchema {
  /**
   * `vaultKey`: WrappedVaultKey · `wrappingKey`: a non-extractable CryptoKey · `idle`: SealedRecord of
   * the minutes after which it locks itself · `tries`: LockTries · `handover`: a newer build took over
   * from an engine that had the wrapping key in memory, and a link with it.
   */
  vault: {
    key: 'vaultKey' | 'wrappingKey' | 'idle' | 'tries' | 'handover'
    value: WrappedVaultKey | CryptoKey | SealedRecord | LockTries | true
  }
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
