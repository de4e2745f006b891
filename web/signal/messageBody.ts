import { aesCbcDecrypt, aesCbcEncrypt } from '../crypto/aesCbc.ts'
import { equalBytes, utf8Encode } from '../crypto/bytes.ts'
import { hkdfBlocks, hmacKey, hmacUnder, NO_SALT } from '../crypto/keyedHash.ts'
import { PREFIXED_KEY_LENGTH, writePrefixedKey } from './publicKeys.ts'
import { SignalError } from './signalError.ts'
import { MAC_LENGTH } from './signalMessage.ts'

const MESSAGE_KEYS_INFO = utf8Encode('WhisperMessageKeys')
const GROUP_INFO = utf8Encode('WhisperGroup')

/** What one message of a session is encrypted and authenticated with. */
export interface MessageKeys {
  readonly cipherKey: Uint8Array
  readonly macKey: Uint8Array
  readonly iv: Uint8Array
}

/** Keys of a message of a session: cipher key 0-31, MAC key 32-63, IV 64-79. */
export function messageKeys(seed: Uint8Array): MessageKeys {
  const [cipherKey, macKey, rest] = hkdfBlocks(NO_SALT, seed, MESSAGE_KEYS_INFO, 3) as Three
  return { cipherKey, macKey, iv: rest.slice(0, 16) }
}

/** Keys of a message of a group: IV 0-15, cipher key 16-47. Its signature authenticates it. */
export function groupMessageKeys(seed: Uint8Array): Omit<MessageKeys, 'macKey'> {
  const [first, second] = hkdfBlocks(NO_SALT, seed, GROUP_INFO, 2) as Two
  const cipherKey = new Uint8Array(32)
  cipherKey.set(first.subarray(16))
  cipherKey.set(second.subarray(0, 16), 16)
  return { iv: first.slice(0, 16), cipherKey }
}

type Two = [Uint8Array, Uint8Array]
type Three = [...Two, Uint8Array]

/** AES-256-CBC under the keys of a message. */
export function encryptBody(
  { cipherKey, iv }: Omit<MessageKeys, 'macKey'>,
  padded: Uint8Array,
): Uint8Array {
  return aesCbcEncrypt(cipherKey, iv, padded)
}

/** Opens a body that was authenticated before. Throws SignalError 'invalid-message'. */
export function decryptBody(
  { cipherKey, iv }: Omit<MessageKeys, 'macKey'>,
  ciphertext: Uint8Array,
): Uint8Array {
  try {
    return aesCbcDecrypt(cipherKey, iv, ciphertext)
  } catch (cause) {
    throw new SignalError('invalid-message', 'the ciphertext is malformed', { cause })
  }
}

/** The two ends of a message. 32 bytes each. */
export interface Ends {
  readonly sender: Uint8Array
  readonly receiver: Uint8Array
}

/** Large enough for almost every message; a longer one gets memory of its own. */
const macScratch = new Uint8Array(2048)

/** The first 8 bytes of the HMAC over both identity keys and a message without its MAC. */
export function messageMac(
  macKey: Uint8Array,
  { sender, receiver }: Ends,
  authenticated: Uint8Array,
): Uint8Array {
  const length = 2 * PREFIXED_KEY_LENGTH + authenticated.length
  const room = length <= macScratch.length ? macScratch : new Uint8Array(length)
  const at = writePrefixedKey(room, writePrefixedKey(room, 0, sender), receiver)
  room.set(authenticated, at)
  return hmacUnder(hmacKey(macKey), room.subarray(0, length)).subarray(0, MAC_LENGTH)
}

/** Throws SignalError 'bad-mac' unless the MAC is right. */
export function requireMac(
  macKey: Uint8Array,
  ends: Ends,
  { authenticated, mac }: { readonly authenticated: Uint8Array; readonly mac: Uint8Array },
): void {
  if (!equalBytes(messageMac(macKey, ends, authenticated), mac)) throw new SignalError('bad-mac')
}
