import { concatBytes } from '../../../web/crypto/bytes.ts'

const INTRO_LENGTH = 4
const ROUTING_HEAD = 7
const LENGTH_BYTES = 3

/** The service speaks dictionary version 3 only (`57 41 06 03`). */
const KNOWN_DICTIONARY = 3

/** Why the start of a stream was refused. */
export type StreamFault = 'bad-magic' | 'bad-dictionary'

/** The stream does not begin as 01 section 2 says. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
  readonly code: StreamFault

  constructor(code: StreamFault) {
    super(code === 'bad-magic' ? 'the stream has a wrong start' : 'only dictionary 3 is spoken')
    this.code = code
  }
}

/** What stood before the first frame. */
export interface StreamStart {
  /** The 4 bytes as sent: the Noise prologue. */
  readonly intro: Uint8Array
  /** Content of the routing prefix `45 44 00 01 len24 info`, when there was one. */
  readonly routingInfo: Uint8Array | undefined
}

/** Cuts a client's byte stream into frame bodies. Only cuts and queues; nothing is read ahead. */
export interface FrameCutter {
  push(chunk: Uint8Array): void
  /** What stood before the frames, once complete. @throws StreamError */
  start(): StreamStart | undefined
  /** The next whole frame body; undefined until it is there, and before `start` was read. */
  next(): Uint8Array | undefined
}

/** A cutter at the very start of a client-to-server stream (01 section 2). */
export function createFrameCutter(): FrameCutter {
  let chunks: Uint8Array[] = []
  let held = 0
  let begun: StreamStart | undefined
  /** Bytes that the next step needs; joining chunks before they are there would be wasted. */
  let wanted = LENGTH_BYTES

  /** The first `length` held bytes, joined; undefined while fewer are there. */
  function peek(length: number): Uint8Array | undefined {
    if (held < length) return undefined
    if (chunks.length > 1) chunks = [concatBytes(...chunks)]
    return chunks[0]?.subarray(0, length) ?? new Uint8Array(0)
  }

  function take(length: number): Uint8Array | undefined {
    const bytes = peek(length)
    const first = chunks[0]
    if (bytes === undefined || first === undefined) return bytes
    chunks[0] = first.subarray(length)
    held -= length
    return bytes.slice()
  }

  function readRouting(): Uint8Array | undefined {
    const head = peek(ROUTING_HEAD)
    if (head === undefined) return undefined
    const length = length24(head.subarray(4))
    const whole = take(ROUTING_HEAD + length)
    return whole?.subarray(ROUTING_HEAD)
  }

  let routingInfo: Uint8Array | undefined
  return {
    push(chunk) {
      chunks.push(chunk)
      held += chunk.length
    },
    start() {
      if (begun !== undefined) return begun
      const first = peek(INTRO_LENGTH)
      if (first === undefined) return undefined
      if (routingInfo === undefined && startsWith(first, [0x45, 0x44, 0x00, 0x01])) {
        routingInfo = readRouting()
        if (routingInfo === undefined) return undefined
      }
      const intro = peek(INTRO_LENGTH)
      if (intro === undefined) return undefined
      if (!startsWith(intro, [0x57, 0x41, 0x06])) throw new StreamError('bad-magic')
      if (intro[3] !== KNOWN_DICTIONARY) throw new StreamError('bad-dictionary')
      take(INTRO_LENGTH)
      begun = { intro: intro.slice(), routingInfo }
      return begun
    },
    next() {
      if (begun === undefined || held < wanted) return undefined
      const head = peek(LENGTH_BYTES)
      if (head === undefined) return undefined
      const length = length24(head)
      wanted = LENGTH_BYTES + length
      if (held < wanted) return undefined
      take(LENGTH_BYTES)
      wanted = LENGTH_BYTES
      return take(length) ?? new Uint8Array(0)
    },
  }
}

/** `body` with its 3-byte big-endian length in front (01 section 2). */
export function frameOf(body: Uint8Array): Uint8Array {
  const head = Uint8Array.of(body.length >>> 16, (body.length >>> 8) & 0xff, body.length & 0xff)
  return concatBytes(head, body)
}

function length24(bytes: Uint8Array): number {
  return ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0)
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((value, at) => bytes[at] === value)
}
