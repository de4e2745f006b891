import { NodeError } from './nodeError.ts'

/**
 * One write may swell a thousandfold before the reader can say stop, so the input goes in by pieces
 * that can add 4 MiB at most.
 */
const PIECE_BYTES = 4096

/**
 * Inflates a zlib stream (RFC 1950) and stops as soon as the output passes `limit` bytes. Throws
 * NodeError 'too-large', or 'bad-compression' when the stream is damaged, breaks off, or is
 * followed by other bytes. `pieceBytes`: larger pieces are faster, and for input that is known to come
 * from somebody who is trusted with more memory.
 */
export async function inflate(
  compressed: Uint8Array,
  limit: number,
  pieceBytes = PIECE_BYTES,
): Promise<Uint8Array> {
  const stream = new DecompressionStream('deflate')
  const [output] = await Promise.all([
    collect(stream.readable.getReader(), limit),
    feed(stream.writable.getWriter(), compressed, pieceBytes),
  ])
  if (output.checksum !== checksumOf(compressed)) throw new NodeError('bad-compression')
  return output.bytes
}

/**
 * Puts the input in. A failure to write is not reported here: it is the other end of a damaged or
 * cancelled stream, which `collect` reports.
 */
async function feed(
  writer: StreamWriter<Uint8Array>,
  compressed: Uint8Array,
  pieceBytes: number,
): Promise<void> {
  try {
    for (let at = 0; at < compressed.length; at += pieceBytes) {
      await writer.write(compressed.subarray(at, at + pieceBytes))
    }
    await writer.close()
  } catch {
    return
  }
}

interface Output {
  readonly bytes: Uint8Array
  readonly checksum: number
}

/** Takes the output, and its checksum piece by piece: a large one would hold everything else up. */
async function collect(reader: StreamReader<Uint8Array>, limit: number): Promise<Output> {
  const pieces: Uint8Array[] = []
  let length = 0
  let checksum = 1
  for (;;) {
    const step = await next(reader)
    if (step.done) return { bytes: join(pieces, length), checksum }
    pieces.push(step.value)
    length += step.value.length
    checksum = adler32(checksum, step.value)
    if (length > limit) {
      await reader.cancel()
      throw new NodeError('too-large', limit)
    }
  }
}

async function next(reader: StreamReader<Uint8Array>): ReturnType<typeof reader.read> {
  try {
    return await reader.read()
  } catch {
    throw new NodeError('bad-compression')
  }
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** The checksum a zlib stream ends with. Not every platform notices bytes behind the stream. */
function checksumOf(compressed: Uint8Array): number {
  return compressed.subarray(-4).reduce((sum, byte) => sum * 256 + byte, 0)
}

/**
 * RFC 1950 section 8, going on from the checksum of what came before, 1 at first. The sums cannot
 * overflow within a run, so the division waits for its end.
 */
function adler32(before: number, bytes: Uint8Array): number {
  let low = before % 65536
  let high = Math.floor(before / 65536)
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + 4096, bytes.length)
    for (; at < end; at++) {
      low += bytes[at] ?? 0
      high += low
    }
    low %= 65521
    high %= 65521
  }
  return high * 65536 + low
}
