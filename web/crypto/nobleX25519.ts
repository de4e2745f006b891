import { mod, pow } from '@noble/curves/abstract/modular.js'
import { montgomery } from '@noble/curves/abstract/montgomery.js'
import { clampPrivateKey } from './clampPrivateKey.ts'

const P = 2n ** 255n - 19n

/**
 * Noble's own instance stands in one module with Ed25519, which comes before the first code; this one
 * is loaded when WebCrypto fails.
 */
const x25519 = montgomery({
  P,
  type: 'x25519',
  powPminus2: (x) => pow(mod(x, P), P - 2n, P),
  adjustScalarBytes: clampPrivateKey,
})

/** Raw X25519 (RFC 7748 section 5). Throws when the result is all zero or a length is wrong. */
export function nobleAgree(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return x25519.getSharedSecret(privateKey, publicKey)
}
