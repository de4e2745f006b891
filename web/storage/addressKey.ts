import { toHex, utf8Encode } from '../crypto/bytes.ts'

/** 16 bytes are enough to never meet the same hash twice in one database. */
const HASH_LENGTH = 16

const PATTERN = /^[0-9a-f]{32}$/

/**
 * The keyed hash that stands for an address in keys and indexes: HMAC-SHA256 under the database's
 * own key, cut to 16 bytes, 32 hex digits. Without the vault key nobody can test a guess.
 */
export async function hashAddress(
  address: string,
  addressHashKey: CryptoKey,
  subtle: SubtleCrypto,
): Promise<string> {
  const mac = await subtle.sign('HMAC', addressHashKey, new Uint8Array(utf8Encode(address)))
  return toHex(new Uint8Array(mac, 0, HASH_LENGTH))
}

/** Whether a text has the form of `hashAddress`. An address itself never has. */
export function isAddressKey(key: unknown): key is string {
  return typeof key === 'string' && PATTERN.test(key)
}
