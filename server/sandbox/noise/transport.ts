import { aesGcmDecrypt, aesGcmEncrypt } from '../../../web/crypto/aesGcm.ts'
import { nonce } from './symmetric.ts'

/** Frames after the handshake: AES-256-GCM without associated data, one counter a direction. */
export interface ServiceTransport {
  seal(plaintext: Uint8Array): Uint8Array
  /** @throws CryptoError 'bad-tag': the stream is lost. */
  open(ciphertext: Uint8Array): Uint8Array
}

/** The service's end of the split: it opens with the client's key and seals with its own. */
export function createTransport(keys: {
  readonly clientToServer: Uint8Array
  readonly serverToClient: Uint8Array
}): ServiceTransport {
  let sealed = 0
  let opened = 0
  return {
    seal: (plaintext) => aesGcmEncrypt(keys.serverToClient, nonce(sealed++), plaintext),
    open: (ciphertext) => aesGcmDecrypt(keys.clientToServer, nonce(opened++), ciphertext),
  }
}
