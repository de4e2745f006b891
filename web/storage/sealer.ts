import { utf8Encode } from '../crypto/bytes.ts'
import { StorageError } from './errors.ts'
import type { RowKey } from './rows.ts'
import { RECORD_VERSION, type SealedRecord } from './schema.ts'

/** What AES-GCM made of a value; the commit adds the revision. */
export type Sealed = Omit<SealedRecord, 'rev'>

/** Seals and opens the values of one database. */
export interface Sealer {
  seal(store: string, key: RowKey, plaintext: Uint8Array<ArrayBuffer>): Promise<Sealed>
  /** Throws StorageError 'damaged' unless the value was sealed for exactly this store and key. */
  open(store: string, key: RowKey, record: unknown): Promise<Uint8Array>
}

export const IV_LENGTH = 12

/**
 * A sealer: AES-256-GCM, a fresh 96-bit IV for every value (NIST SP 800-38D section 8.2.2), and the
 * record's version, store and key as associated data, so that no value opens in another's place.
 */
export function createSealer(options: {
  readonly sealKey: CryptoKey
  readonly subtle: SubtleCrypto
  readonly randomBytes: (length: number) => Uint8Array
}): Sealer {
  const { sealKey, subtle, randomBytes } = options
  return {
    async seal(store, key, plaintext) {
      const iv = new Uint8Array(randomBytes(IV_LENGTH))
      const additionalData = associatedData(store, key)
      const ct = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, sealKey, plaintext)
      return { v: RECORD_VERSION, iv, ct: new Uint8Array(ct) }
    },
    async open(store, key, record) {
      if (!isSealed(record)) throw new StorageError('damaged', `${store}: not a sealed record`)
      const additionalData = associatedData(store, key)
      const iv = new Uint8Array(record.iv)
      try {
        const algorithm = { name: 'AES-GCM', iv, additionalData }
        return new Uint8Array(await subtle.decrypt(algorithm, sealKey, new Uint8Array(record.ct)))
      } catch (cause) {
        throw new StorageError('damaged', `${store}: a value does not open`, { cause })
      }
    },
  }
}

/** JSON keeps the parts apart and tells the number 1 from the text "1". */
function associatedData(store: string, key: RowKey): Uint8Array<ArrayBuffer> {
  return new Uint8Array(utf8Encode(JSON.stringify([RECORD_VERSION, store, key])))
}

function isSealed(record: unknown): record is SealedRecord {
  if (typeof record !== 'object' || record === null) return false
  const { v, iv, ct } = record as Partial<Record<keyof SealedRecord, unknown>>
  return v === RECORD_VERSION && iv instanceof Uint8Array && ct instanceof Uint8Array
}
