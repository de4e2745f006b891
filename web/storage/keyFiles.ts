import { equalBytes, toHex, utf8Encode } from '../crypto/bytes.ts'
import { StorageError } from './errors.ts'

/**
 * Small files of one account, outside its database. A database is a log: what was deleted from it may
 * lie in its files for long. A file is gone once it is deleted. So a wrapping needs, beside its own
 * key, 32 bytes from a file of its own, and deleting that file is what ends the wrapping for good.
 */
export interface KeyFiles {
  /** Throws where the browser keeps no files. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** A file's bytes; undefined when there is none of this name. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Removing what is absent is no error. */
  remove(name: string): Promise<void>
  /** Whether there is no file at all. Throws where the browser keeps no files. */
  isEmpty(): Promise<boolean>
  /** Removes every other file; all of them without a name. */
  keepOnly(name: string | undefined): Promise<void>
}

/** One key file as it is used. */
export interface KeyFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const NAME_LENGTH = 8
const BYTES_LENGTH = 32

/**
 * Writes a new key file. Undefined where the browser keeps no files (some private modes): a wrapping
 * then stands on its own key alone.
 */
export async function createKeyFile(
  keyFiles: KeyFiles | undefined,
  randomBytes: (length: number) => Uint8Array,
): Promise<KeyFile | undefined> {
  if (keyFiles === undefined) return undefined
  const name = toHex(randomBytes(NAME_LENGTH))
  const bytes = new Uint8Array(randomBytes(BYTES_LENGTH))
  try {
    await keyFiles.write(name, bytes)
    // What cannot be read again must not become half of a key.
    const back = await keyFiles.read(name)
    return back !== undefined && equalBytes(back, bytes) ? { name, bytes } : undefined
  } catch {
    return undefined
  }
}

/**
 * A key file for an account that is probably made now, written while its database is still opening.
 * Undefined when there are files already. Never rejects.
 */
export async function prepareKeyFile(
  keyFiles: KeyFiles | undefined,
  randomBytes: (length: number) => Uint8Array,
): Promise<KeyFile | undefined> {
  try {
    if (keyFiles === undefined || !(await keyFiles.isEmpty())) return undefined
  } catch {
    return undefined
  }
  return await createKeyFile(keyFiles, randomBytes)
}

/**
 * Reads the key file that a wrapping names.
 * Throws StorageError 'damaged' when it is not there, 'unavailable' when it cannot be read now.
 */
export async function readKeyFile(
  keyFiles: KeyFiles | undefined,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (keyFiles === undefined) throw new StorageError('unavailable', 'vault: no key files here')
  const bytes = await keyFiles.read(name).catch((cause: unknown) => {
    throw new StorageError('unavailable', 'vault: the key file cannot be read', { cause })
  })
  if (bytes === undefined) throw new StorageError('damaged', 'vault: the key file is missing')
  return new Uint8Array(bytes)
}

/** The AES-256-GCM key of a key file: HKDF-SHA256 (RFC 5869) of its bytes. */
export async function keyOfFile(
  bytes: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto,
): Promise<CryptoKey> {
  const base = await subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  const info = new Uint8Array(utf8Encode('moonlet key file 1'))
  return await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}
