import { edwards } from '@noble/curves/abstract/edwards.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, equalBytes } from './bytes.ts'

/**
 * Noble's arithmetic on edwards25519 (RFC 8032 section 5.1), without its signatures, which are not
 * XEdDSA's: nothing here uses them, and they would have to come before the first code.
 */
const Point = edwards({
  p: 2n ** 255n - 19n,
  n: 2n ** 252n + 27742317777372353535851937790883648493n,
  h: 8n,
  a: 2n ** 255n - 20n,
  d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n,
})
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

/**
 * u coordinate of a clamped private key times the base point: multiplied on the Edwards curve, where
 * there is a table, and mapped by u = (1 + y) / (1 - y) (RFC 7748 section 4.1).
 */
export function noblePublicKey(clamped: Uint8Array): Uint8Array {
  const { Fp } = Point
  const { Y, Z } = Point.BASE.multiply(scalarOf(clamped) % GROUP_ORDER)
  return Fp.toBytes(Fp.div(Fp.add(Z, Y), Fp.sub(Z, Y)))
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
