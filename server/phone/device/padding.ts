/** Adds 1 to 16 bytes, each holding their count (chapter 05 section 2). */
export function pad(message: Uint8Array, randomByte: number): Uint8Array {
  const count = (randomByte & 15) + 1
  const padded = new Uint8Array(message.length + count).fill(count)
  padded.set(message)
  return padded
}

/** The message without its padding; undefined when the padding is wrong. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  const count = padded.at(-1) ?? 0
  if (count < 1 || count > padded.length) return undefined
  const end = padded.length - count
  return padded.subarray(end).every((byte) => byte === count) ? padded.subarray(0, end) : undefined
}
