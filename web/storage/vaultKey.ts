import { utf8Encode } from '../crypto/bytes.ts'
import { StorageError } from './errors.ts'
import { RECORD_VERSION, type WrappedVaultKey, type Wrapping } from './schema.ts'
import { IV_LENGTH } from './sealer.ts'

export const VAULT_KEY_LENGTH = 32

/** What is made from the vault key. Neither can be exported again. */
export interface VaultKeys {
  /** AES-256-GCM, seals every value. */
  readonly sealKey: CryptoKey
  /** HMAC-SHA256, hashes the addresses in keys. */
  readonly addressHashKey: CryptoKey
}

/** A new AES-256-GCM key to wrap a vault key with. Its bytes never reach the program. */
export async function createWrappingKey(subtle: SubtleCrypto): Promise<CryptoKey> {
  return await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** The vault key (32 bytes) sealed under a wrapping key. */
export async function wrapVaultKey(
  vaultKey: Uint8Array<ArrayBuffer>,
  under: { readonly wrappingKey: CryptoKey; readonly wrapping: Wrapping },
  tools: { readonly subtle: SubtleCrypto; readonly randomBytes: (length: number) => Uint8Array },
): Promise<WrappedVaultKey> {
  const iv = new Uint8Array(tools.randomBytes(IV_LENGTH))
  const algorithm = { name: 'AES-GCM', iv, additionalData: wrapLabel(under.wrapping) }
  const ct = await tools.subtle.encrypt(algorithm, under.wrappingKey, vaultKey)
  return { v: RECORD_VERSION, wrapping: under.wrapping, iv, ct: new Uint8Array(ct) }
}

/**
 * The vault key's 32 bytes. To put them under another wrapping (an app lock), wrap them again; no row
 * changes. Fill the array with zeros after use.
 * Throws StorageError 'damaged' when the wrapping key does not fit.
 */
export async function unwrapVaultKey(
  wrapped: WrappedVaultKey,
  wrappingKey: CryptoKey,
  subtle: SubtleCrypto,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = new Uint8Array(wrapped.iv)
  const algorithm = { name: 'AES-GCM', iv, additionalData: wrapLabel(wrapped.wrapping) }
  try {
    return new Uint8Array(await subtle.decrypt(algorithm, wrappingKey, new Uint8Array(wrapped.ct)))
  } catch (cause) {
    throw new StorageError('damaged', 'vault: the key does not open', { cause })
  }
}

/** The working keys: HKDF-SHA256 (RFC 5869) of the vault key, one info text for each use. */
export async function deriveVaultKeys(
  vaultKey: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto,
): Promise<VaultKeys> {
  const base = await subtle.importKey('raw', vaultKey, 'HKDF', false, ['deriveKey'])
  const from = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: new Uint8Array(utf8Encode(info)),
  })
  const aes = { name: 'AES-GCM', length: 256 }
  const hmac = { name: 'HMAC', hash: 'SHA-256', length: 256 }
  const [sealKey, addressHashKey] = await Promise.all([
    subtle.deriveKey(from('moonlet seal 1'), base, aes, false, ['encrypt', 'decrypt']),
    subtle.deriveKey(from('moonlet address 1'), base, hmac, false, ['sign']),
  ])
  return { sealKey, addressHashKey }
}

function wrapLabel(wrapping: Wrapping): Uint8Array<ArrayBuffer> {
  return new Uint8Array(utf8Encode(JSON.stringify(['moonlet vault', RECORD_VERSION, wrapping])))
}
