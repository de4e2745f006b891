import { aesCbcDecrypt, aesCbcEncrypt } from '../crypto/aesCbc.ts'
import { equalBytes, utf8Encode } from '../crypto/bytes.ts'
import { hmacKey, hmacUnder } from '../crypto/keyedHash.ts'
import { expandSeed } from './messageChain.ts'
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
  const keys = expandSeed(seed, MESSAGE_KEYS_INFO, 80)
  return {
    cipherKey: keys.subarray(0, 32),
    macKey: keys.subarray(32, 64),
    iv: keys.subarray(64, 80),
  }
}

/** Keys of a message of a group: IV 0-15, cipher key 16-47. Its signature authenticates it. */
export function groupMessageKeys(seed: Uint8Array): Omit<MessageKeys, 'macKey'> {
  const keys = expandSeed(seed, GROUP_INFO, 48)
  return { iv: keys.subarray(0, 16), cipherKey: keys.subarray(16, 48) }
}

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

/** The first 8 bytes of the HMAC over both identity keys and a message without its MAC. */
export function messageMac(
  macKey: Uint8Array,
  { sender, receiver }: Ends,
  authenticated: Uint8Array,
): Uint8Array {
  const input = new Uint8Array(2 * PREFIXED_KEY_LENGTH + authenticated.length)
  const at = writePrefixedKey(input, writePrefixedKey(input, 0, sender), receiver)
  input.set(authenticated, at)
  return hmacUnder(hmacKey(macKey), input).subarray(0, MAC_LENGTH)
}

/** Throws SignalError 'bad-mac' unless the MAC is right. */
export function requireMac(
  macKey: Uint8Array,
  ends: Ends,
  { authenticated, mac }: { readonly authenticated: Uint8Array; readonly mac: Uint8Array },
): void {
  if (!equalBytes(messageMac(macKey, ends, authenticated), mac)) throw new SignalError('bad-mac')
}
