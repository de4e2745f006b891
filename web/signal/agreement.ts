import { CryptoError } from '../crypto/errors.ts'
import { utf8Encode } from '../crypto/bytes.ts'
import { type HmacKey, hkdfBlocks, hmacKey } from '../crypto/keyedHash.ts'
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
  return rootAndChain(hmacKey(rootKey), secret, RATCHET_INFO)
}

/** A root key and a chain key from what two sides have agreed on. */
export function rootAndChain(salt: HmacKey, secret: Uint8Array, info: Uint8Array): RootStep {
  const [root, chainKey] = hkdfBlocks(salt, secret, info, 2) as [Uint8Array, Uint8Array]
  return { rootKey: root, chainKey }
}
