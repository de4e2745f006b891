import { aesCbcDecrypt } from './aesCbc.ts'
import { hmacSha256, sha256 } from './hash.ts'
import { preferNative } from './native.ts'

// The same algorithms as in hash.ts and aesCbc.ts, for files: megabytes are hashed and decrypted
// beside this thread where the browser can, so that nothing else waits for them.

/** WebCrypto wants memory that no other thread has. It makes a copy of its own at once. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const unshared = bytes.buffer instanceof ArrayBuffer
  return unshared ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}

/** SHA-256, 32 bytes. */
export function sha256OfFile(data: Uint8Array): Promise<Uint8Array> {
  return preferNative(
    async () => new Uint8Array(await crypto.subtle.digest('SHA-256', owned(data))),
    () => sha256(data),
  )
}

/** HMAC-SHA-256, 32 bytes. */
export function hmacSha256OfFile(key: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  return preferNative(
    async () => {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' }
      const { subtle } = crypto
      const imported = await subtle.importKey('raw', owned(key), algorithm, false, ['sign'])
      return new Uint8Array(await subtle.sign('HMAC', imported, owned(data)))
    },
    () => hmacSha256(key, data),
  )
}

/**
 * Opens AES-256-CBC with PKCS#7 padding; check a MAC over the ciphertext first. Throws CryptoError
 * 'bad-padding' or 'bad-length' as `aesCbcDecrypt` does.
 */
export function aesCbcDecryptFile(
  key: Uint8Array,
  iv: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  return preferNative(
    async () => {
      const { subtle } = crypto
      const imported = await subtle.importKey('raw', owned(key), 'AES-CBC', false, ['decrypt'])
      const algorithm = { name: 'AES-CBC', iv: owned(iv) }
      return new Uint8Array(await subtle.decrypt(algorithm, imported, owned(ciphertext)))
    },
    () => aesCbcDecrypt(key, iv, ciphertext),
  )
}
