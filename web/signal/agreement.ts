import { CryptoError } from '../crypto/errors.ts'
import { utf8Encode } from '../crypto/bytes.ts'
import { hkdfUnder, hmacKey } from '../crypto/keyedHash.ts'
import { agreeAgain } from '../crypto/rememberedKeys.ts'
import { SignalError } from './signalError.ts'

const RATCHET_INFO = utf8Encode('WhisperRatchet')

/** A root key and the chain that begins with it, 32 bytes each. */
export interface RootStep {
  readonly rootKey: Uint8Array
  readonly chainKey: Uint8Array
}

/** X25519. Throws SignalError 'invalid-key' for a key of small order or a wrong length. */
export async function agreed(privateKey: Uint8Array, publicKey: Uint8Array): Promise<Uint8Array> {
  try {
    return await agreeAgain(privateKey, publicKey)
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw new SignalError('invalid-key', 'no agreement with this key', { cause })
  }
}

/** The next root key and a new chain, from an agreement between two ratchet keys. */
export async function rootStep(
  rootKey: Uint8Array,
  privateKey: Uint8Array,
  publicKey: Uint8Array,
): Promise<RootStep> {
  const secret = await agreed(privateKey, publicKey)
  return halves(hkdfUnder(hmacKey(rootKey), secret, RATCHET_INFO, 64))
}

/** 64 bytes as root key and chain key, copied apart. */
export function halves(keys: Uint8Array): RootStep {
  return { rootKey: keys.slice(0, 32), chainKey: keys.slice(32, 64) }
}
