/** Bytes that grow. */
export interface ByteWriter {
  readonly length: () => number
  /** Seven bits a byte, the lowest first, the top bit set in all but the last. Up to 2^53 - 1. */
  readonly varint: (value: number) => void
  /** Any safe integer between -2^52 and 2^52, small ones short. */
  readonly signed: (value: number) => void
  readonly bytes: (bytes: Uint8Array, from?: number, to?: number) => void
  /** A copy. */
  readonly take: () => Uint8Array
}

const LOW_BITS = 0x80
const SMALL = 0x40000000

export function createByteWriter(expected = 1024): ByteWriter {
  let buffer = new Uint8Array(expected)
  let length = 0

  function room(more: number): void {
    if (length + more <= buffer.length) return
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + more))
    larger.set(buffer.subarray(0, length))
    buffer = larger
  }

  function varint(value: number): void {
    room(8)
    let rest = value
    while (rest >= SMALL) {
      buffer[length++] = (rest % LOW_BITS) | LOW_BITS
      rest = Math.floor(rest / LOW_BITS)
    }
    while (rest >= LOW_BITS) {
      buffer[length++] = (rest & 0x7f) | LOW_BITS
      rest >>>= 7
    }
    buffer[length++] = rest
  }

  return {
    length: () => length,
    varint,
    signed: (value) => varint(value < 0 ? -value * 2 - 1 : value * 2),
    bytes(bytes, from = 0, to = bytes.length) {
      room(to - from)
      buffer.set(bytes.subarray(from, to), length)
      length += to - from
    },
    take: () => buffer.slice(0, length),
  }
}
