/**
 * For tests: a plain Snappy compressor. Repeats become copies with a 2-byte offset, all else becomes
 * literals with their length in the tag or in one byte.
 */
export function compressSnappy(input: Buffer): Buffer {
  const out: number[] = []
  for (let rest = input.length; ; rest >>>= 7) {
    out.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest)
    if (rest <= 0x7f) break
  }
  const seen = new Map<string, number>()
  let literalFrom = 0
  const flush = (end: number) => {
    for (let from = literalFrom; from < end; from += 256) {
      const piece = input.subarray(from, Math.min(end, from + 256))
      if (piece.length <= 60) out.push((piece.length - 1) << 2, ...piece)
      else out.push(60 << 2, piece.length - 1, ...piece)
    }
  }
  let at = 0
  while (at < input.length) {
    const four = input.toString('latin1', at, at + 4)
    const before = seen.get(four)
    seen.set(four, at)
    if (four.length < 4 || before === undefined || at - before > 0xffff) {
      at++
      continue
    }
    let size = 4
    while (size < 64 && at + size < input.length && input[before + size] === input[at + size])
      size++
    flush(at)
    out.push(((size - 1) << 2) | 2, (at - before) & 0xff, (at - before) >> 8)
    at += size
    literalFrom = at
  }
  flush(input.length)
  return Buffer.from(out)
}
