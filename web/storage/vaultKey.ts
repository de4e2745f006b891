import { concatBytes, toHex, utf8Encode } from '../crypto/bytes.ts'
import { StorageError } from './errors.ts'
import { type KeyFile, keyOfFile } from './keyFiles.ts'
import { type LockParameters, RECORD_VERSION, type WrappedVaultKey } from './schema.ts'
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

/** What a wrapping consists of. */
interface WrapParts {
  readonly wrappingKey: CryptoKey
  readonly wrapping: WrappedVaultKey['wrapping']
  /** Exactly with wrapping `locked`. */
  readonly lock?: LockParameters
  readonly keyFile?: KeyFile | undefined
}

/**
 * The vault key (32 bytes) sealed under a wrapping key. With a key file it is sealed under that
 * first (12 bytes IV, 48 bytes), so that both are needed. Kind, parameters and the file's name are
 * associated data.
 */
export async function wrapVaultKey(
  vaultKey: Uint8Array<ArrayBuffer>,
  under: WrapParts,
  tools: { readonly subtle: SubtleCrypto; readonly randomBytes: (length: number) => Uint8Array },
): Promise<WrappedVaultKey> {
  const { wrapping, lock, keyFile } = under
  const described = {
    v: RECORD_VERSION,
    wrapping,
    ...(lock === undefined ? {} : { lock }),
    ...(keyFile === undefined ? {} : { keyFile: keyFile.name }),
  }
  const additionalData = wrapLabel(described)
  const seal = async (key: CryptoKey, plaintext: Uint8Array<ArrayBuffer>) => {
    const iv = new Uint8Array(tools.randomBytes(IV_LENGTH))
    const algorithm = { name: 'AES-GCM', iv, additionalData }
    return { iv, ct: new Uint8Array(await tools.subtle.encrypt(algorithm, key, plaintext)) }
  }
  if (keyFile === undefined) return { ...described, ...(await seal(under.wrappingKey, vaultKey)) }
  const inner = await seal(await keyOfFile(keyFile.bytes, tools.subtle), vaultKey)
  const both = new Uint8Array(concatBytes(inner.iv, inner.ct))
  return { ...described, ...(await seal(under.wrappingKey, both)) }
}

/**
 * The vault key's 32 bytes. To put them under another wrapping (an app lock), wrap them again; no row
 * changes. Fill the array with zeros after use. `keyFile`: the bytes of the file that `wrapped` names.
 * Throws StorageError 'wrong-secret' when the wrapping key of a lock does not fit, 'damaged' when any
 * other does not, or the key file does not.
 */
export async function unwrapVaultKey(
  wrapped: WrappedVaultKey,
  wrappingKey: CryptoKey,
  subtle: SubtleCrypto,
  keyFile?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const additionalData = wrapLabel(wrapped)
  const open = async (key: CryptoKey, iv: Uint8Array, ct: Uint8Array) => {
    const algorithm = { name: 'AES-GCM', iv: new Uint8Array(iv), additionalData }
    return new Uint8Array(await subtle.decrypt(algorithm, key, new Uint8Array(ct)))
  }
  const outer = await open(wrappingKey, wrapped.iv, wrapped.ct).catch((cause: unknown) => {
    const code = wrapped.wrapping === 'locked' ? 'wrong-secret' : 'damaged'
    throw new StorageError(code, 'vault: the key does not open', { cause })
  })
  if (wrapped.keyFile === undefined) return outer
  if (keyFile === undefined) throw new StorageError('damaged', 'vault: the key file is missing')
  try {
    const key = await keyOfFile(keyFile, subtle)
    return await open(key, outer.subarray(0, IV_LENGTH), outer.subarray(IV_LENGTH))
  } catch (cause) {
    throw new StorageError('damaged', 'vault: the key file does not fit', { cause })
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

/** Everything in the record but IV and ciphertext. JSON keeps the parts apart. */
function wrapLabel(wrapped: Omit<WrappedVaultKey, 'iv' | 'ct'>): Uint8Array<ArrayBuffer> {
  const { wrapping, lock, keyFile } = wrapped
  const label: unknown[] = ['moonlet vault', RECORD_VERSION, wrapping]
  // Databases from before locks and key files have the three parts alone.
  if (lock !== undefined || keyFile !== undefined) label.push(lockLabel(lock), keyFile ?? null)
  return new Uint8Array(utf8Encode(JSON.stringify(label)))
}

function lockLabel(lock: LockParameters | undefined): unknown {
  if (lock === undefined) return null
  const salt = toHex(lock.salt)
  return lock.kind === 'passphrase'
    ? [lock.kind, salt, lock.rounds]
    : [lock.kind, salt, toHex(lock.credentialId)]
}
