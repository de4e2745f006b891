import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, equalBytes } from './bytes.ts'

const { Point } = ed25519
const GROUP_ORDER = Point.Fn.ORDER

// The first multiplication of the base point fills a table. Noble's own has windows of 8 bits, whose
// 4000 points take longer than all else before the first code; an engine signs only now and then.
Point.BASE.precompute(4)

/**
 * Multiplies the base point by a secret scalar, clamped or not, and encodes it (RFC 8032 5.1.2).
 */
export function baseTimes(scalar: bigint): Uint8Array {
  return Point.BASE.multiply(scalar % GROUP_ORDER).toBytes()
}

/** The number that little-endian bytes spell. */
export function scalarOf(littleEndian: Uint8Array): bigint {
  return bytesToNumberLE(littleEndian)
}

/** 32 little-endian bytes of a number taken modulo the group order. */
export function scalarBytes(scalar: bigint): Uint8Array {
  return numberToBytesLE(scalar % GROUP_ORDER, 32)
}

/** SHA-512 over all parts as a number modulo the group order. */
export function hashToScalar(...parts: Uint8Array[]): bigint {
  return bytesToNumberLE(sha512(concatBytes(...parts))) % GROUP_ORDER
}

/**
 * The y coordinate, as 32 bytes, of the Edwards point that belongs to a Montgomery u coordinate:
 * y = (u - 1) / (u + 1) (RFC 7748 section 4.1). The top bit of u is ignored. Undefined for u = -1,
 * which has no such point, and for the four other u of small order, under which anything verifies.
 */
export function edwardsY(u: Uint8Array): Uint8Array | undefined {
  const { Fp } = Point
  const masked = u.slice()
  masked[31] = (masked[31] ?? 0) & 0x7f
  const x = Fp.create(bytesToNumberLE(masked))
  if (SMALL_ORDER_U.has(x)) return undefined
  return Fp.toBytes(Fp.div(Fp.sub(x, 1n), Fp.add(x, 1n)))
}

/** u of the points of order 2, 4 and 8, and -1 (order 4 on the twist). */
const SMALL_ORDER_U: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  Point.Fp.ORDER - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
])

/** Raw X25519 (RFC 7748 section 5). Throws when the result is all zero or a length is wrong. */
export function nobleAgree(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return x25519.getSharedSecret(privateKey, publicKey)
}

/** u coordinate of the private key times the base point. */
export function noblePublicKey(privateKey: Uint8Array): Uint8Array {
  return x25519.getPublicKey(privateKey)
}

/**
 * Ed25519 verification without the cofactor, as every implementation of XEdDSA does it: the
 * encoding of s*B - h*A must be R. A key that is no point, or an s outside the group, verifies
 * nothing.
 */
export function nobleEd25519Verify(
  edwardsKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const claimed = signature.subarray(0, 32)
  const s = bytesToNumberLE(signature.subarray(32))
  if (s >= GROUP_ORDER) return false
  let key
  try {
    key = Point.fromBytes(edwardsKey)
  } catch {
    return false
  }
  const h = hashToScalar(claimed, edwardsKey, message)
  const found = Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(h))
  return equalBytes(found.toBytes(), claimed)
}
