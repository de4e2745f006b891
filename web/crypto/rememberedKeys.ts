import { equalBytes } from './bytes.ts'
import { preferNative } from './native.ts'
import {
  derive,
  importEdwards,
  importPrivate,
  importPublic,
  verifyUnder,
} from './nativePrimitives.ts'
import { edwardsY } from './noble25519.ts'
import {
  agree,
  clampPrivateKey,
  generateKeyPair,
  type KeyPair,
  type RandomBytes,
} from './x25519.ts'
import { edwardsKeyOf, xeddsaSign, xeddsaVerify } from './xeddsa.ts'

/*
 * The same agreements and signatures as in `x25519.ts` and `xeddsa.ts`, for keys that are used again
 * and again: what was made of a key (an imported one, a point) is kept for as long as the array that
 * holds the key is, and no longer. Ratchets and group keys are such: making it costs more than using
 * it. There are never more entries than keys in memory, and `forgetRememberedKeys` drops them all.
 */

interface Made<T> {
  readonly bytes: Uint8Array
  readonly value: T
}

/** Remembers what `make` made of an array, unless the array has other bytes by now. */
function remembered<T>(make: (key: Uint8Array) => T) {
  let made = new WeakMap<Uint8Array, Made<T>>()
  const set = (key: Uint8Array, value: T): void => {
    made.set(key, { bytes: key.slice(), value })
  }
  function get(key: Uint8Array): T {
    const known = made.get(key)
    if (known !== undefined && equalBytes(known.bytes, key)) return known.value
    const value = make(key)
    set(key, value)
    return value
  }
  return {
    get,
    set,
    forget: (key: Uint8Array) => void made.delete(key),
    forgetAll(): void {
      made = new WeakMap()
    },
  }
}

const privateKeys = remembered(importPrivate)
const publicKeys = remembered(importPublic)
const edwardsKeys = remembered(edwardsKeyOf)
const verifyKeys = remembered((publicKey) => ({
  y: edwardsY(publicKey),
  /** By the sign bit. */
  imported: new Map<number, Promise<CryptoKey>>(),
}))

/** `agree` of `x25519.ts`, with both keys remembered. */
export function agreeAgain(privateKey: Uint8Array, publicKey: Uint8Array): Promise<Uint8Array> {
  return agree(privateKey, publicKey, async () => {
    try {
      const keys = [privateKeys.get(privateKey), publicKeys.get(publicKey)] as const
      const [own, peer] = await Promise.all(keys)
      return await derive(own, peer)
    } catch (cause) {
      // A browser's import fails now and then: what failed once is asked for again.
      privateKeys.forget(privateKey)
      publicKeys.forget(publicKey)
      throw cause
    }
  })
}

/** `xeddsaVerify`, with the public key remembered. */
export async function verifyAgain(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return xeddsaVerify(publicKey, message, signature, {
    edwardsY: () => verifyKeys.get(publicKey).y,
    nativeVerify: async (edwardsKey, signed, plain) => {
      const { imported } = verifyKeys.get(publicKey)
      const sign = (edwardsKey[31] ?? 0) >> 7
      const key = imported.get(sign) ?? importEdwards(edwardsKey)
      imported.set(sign, key)
      try {
        return await verifyUnder(await key, signed, plain)
      } catch (cause) {
        imported.delete(sign)
        throw cause
      }
    },
  })
}

/** `xeddsaSign`, with the public half of the key remembered. */
export function signAgain(
  privateKey: Uint8Array,
  message: Uint8Array,
  random: Uint8Array,
): Uint8Array {
  return xeddsaSign(privateKey, message, random, edwardsKeys.get(privateKey))
}

/** Nothing of any key is remembered any more. For when an account is locked, left or erased. */
export function forgetRememberedKeys(): void {
  for (const keys of [privateKeys, publicKeys, edwardsKeys, verifyKeys]) keys.forgetAll()
}

/**
 * A new pair, made by the browser where native crypto is on and already imported for `agreeAgain`;
 * elsewhere from 32 bytes of the given source.
 */
export function freshKeyPair(randomBytes: RandomBytes): Promise<KeyPair> {
  return preferNative(nativeKeyPair, () => generateKeyPair(randomBytes))
}

async function nativeKeyPair(): Promise<KeyPair> {
  const { subtle } = crypto
  const pair = await subtle.generateKey('X25519', true, ['deriveBits'])
  if (!('privateKey' in pair)) throw new TypeError('the browser made no pair')
  const { d = '', x = '' } = await subtle.exportKey('jwk', pair.privateKey)
  const privateKey = clampPrivateKey(fromBase64Url(d))
  const publicKey = fromBase64Url(x)
  if (publicKey.length !== 32) throw new TypeError('the browser made no X25519 key')
  privateKeys.set(privateKey, Promise.resolve(pair.privateKey))
  return { privateKey, publicKey }
}

function fromBase64Url(text: string): Uint8Array {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
