import { FormatError } from './formatError.ts'

/**
 * An encoded message with 1 to 16 bytes behind it, each of which says how many they are. This comes
 * before encryption and is none of the cipher's own padding (chapter 05 section 2). `random` is one
 * random byte, 0 to 255.
 */
export function padMessage(message: Uint8Array, random: number): Uint8Array {
  const length = (random & 15) + 1
  const padded = new Uint8Array(message.length + length)
  padded.set(message)
  padded.fill(length, message.length)
  return padded
}

/**
 * The message without its padding, as a view. Every byte of the padding is checked: it must be 1 to
 * 255 bytes long, no longer than the input, and say its own length in each of them.
 *
 * @throws FormatError 'bad-padding'
 */
export function unpadMessage(padded: Uint8Array): Uint8Array {
  const length = padded.at(-1) ?? 0
  const start = padded.length - length
  if (length === 0 || start < 0 || padded.subarray(start).some((byte) => byte !== length)) {
    throw new FormatError('bad-padding', 'message')
  }
  return padded.subarray(0, start)
}
