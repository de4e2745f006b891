import { SignalError } from './signalError.ts'

/** In Signal structures a public key is this byte and the 32 of its u coordinate. */
const CURVE25519_TYPE = 0x05

export const KEY_LENGTH = 32
export const PREFIXED_KEY_LENGTH = 33

/** The 33 bytes of a public key inside Signal structures. */
export function prefixedKey(publicKey: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(PREFIXED_KEY_LENGTH)
  writePrefixedKey(prefixed, 0, publicKey)
  return prefixed
}

/** Writes 33 bytes and returns the place behind them. */
export function writePrefixedKey(out: Uint8Array, at: number, publicKey: Uint8Array): number {
  out[at] = CURVE25519_TYPE
  out.set(publicKey, at + 1)
  return at + PREFIXED_KEY_LENGTH
}

/**
 * A copy of the 32 bytes behind the prefix. Any other length or first byte throws SignalError
 * 'invalid-key'.
 */
export function bareKey(prefixed: Uint8Array): Uint8Array {
  if (prefixed.length !== PREFIXED_KEY_LENGTH || prefixed[0] !== CURVE25519_TYPE) {
    throw new SignalError('invalid-key', 'a public key is not 05 and 32 bytes')
  }
  return prefixed.slice(1)
}

/** Throws SignalError 'invalid-key' unless these are the 32 bytes of a key outside structures. */
export function requireKeyLength(publicKey: Uint8Array): void {
  if (publicKey.length !== KEY_LENGTH) {
    throw new SignalError('invalid-key', 'a public key does not have 32 bytes')
  }
}
