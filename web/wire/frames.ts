import { concatBytes } from '../crypto/bytes.ts'

/**
 * "WA", protocol 6, token dictionary 3. Sent once, right before the first frame of a connection.
 */
export const INTRO: Uint8Array = Uint8Array.of(0x57, 0x41, 0x06, 0x03)

/** The longest body that the 3-byte length field can announce. */
export const MAX_BODY_LENGTH = 0xffffff

/** "ED", version 1: what stands before edge-routing info. */
const ROUTING_INTRO = Uint8Array.of(0x45, 0x44, 0x00, 0x01)

/** A body longer than a frame may be. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
  readonly code = 'too-large'

  constructor(length: number, limit: number) {
    super(`frame of ${length} bytes, at most ${limit} are allowed`)
  }
}

/** One frame: 3-byte big-endian length, then the body. Throws FrameError 'too-large'. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  if (body.length > MAX_BODY_LENGTH) throw new FrameError(body.length, MAX_BODY_LENGTH)
  return concatBytes(length24(body.length), body)
}

/**
 * What precedes the intro when the service has handed out routing info: 45 44 00 01, 3-byte length,
 * info. It is no part of the Noise prologue. Info too long for its length field gives no prefix.
 */
export function routingPrefix(routingInfo: Uint8Array): Uint8Array {
  if (routingInfo.length > MAX_BODY_LENGTH) return new Uint8Array(0)
  return concatBytes(ROUTING_INTRO, length24(routingInfo.length), routingInfo)
}

function length24(length: number): Uint8Array {
  return Uint8Array.of(length >>> 16, (length >>> 8) & 0xff, length & 0xff)
}

const LENGTH_BYTES = 3
/** First room for a body that arrives in pieces; it doubles as bytes really come. */
const FIRST_ROOM = 4096

/**
 * Cuts the byte stream into frame bodies, wherever the WebSocket messages begin and end. It only
 * cuts and queues: the owner takes one body at a time, so that keys can change between two of them.
 */
export class FrameReader {
  readonly #limit: number
  readonly #header = new Uint8Array(LENGTH_BYTES)
  #headerFilled = 0
  #room: Uint8Array = new Uint8Array(0)
  #filled = 0
  #bodies: Uint8Array[] = []
  #taken = 0

  /** `limit` is the longest body to accept, in bytes. */
  constructor(limit: number = MAX_BODY_LENGTH) {
    this.#limit = limit
  }

  /**
   * Takes what a WebSocket message brought. The reader may keep views into `chunk`. Throws
   * FrameError as soon as a length above the limit is announced, and again at every later push: the
   * stream is lost.
   */
  push(chunk: Uint8Array): void {
    let at = 0
    while (true) {
      while (this.#headerFilled < LENGTH_BYTES && at < chunk.length) {
        this.#header[this.#headerFilled++] = chunk[at++] ?? 0
      }
      if (this.#headerFilled < LENGTH_BYTES) return
      const length = this.#announced()
      if (length > this.#limit) throw new FrameError(length, this.#limit)
      const missing = length - this.#filled
      const piece = chunk.subarray(at, at + missing)
      at += piece.length
      if (piece.length < missing) {
        this.#keep(piece, length)
        return
      }
      this.#finish(piece, length)
    }
  }

  /** The oldest body not taken yet, or undefined. */
  next(): Uint8Array | undefined {
    const body = this.#bodies[this.#taken]
    if (body === undefined) return undefined
    this.#taken++
    if (this.#taken === this.#bodies.length) {
      this.#bodies = []
      this.#taken = 0
    }
    return body
  }

  #announced(): number {
    const [high = 0, middle = 0, low = 0] = this.#header
    return (high << 16) | (middle << 8) | low
  }

  /** Room grows with the bytes that came, never with the announced length alone. */
  #keep(piece: Uint8Array, length: number): void {
    const needed = this.#filled + piece.length
    if (needed > this.#room.length) {
      const room = new Uint8Array(Math.min(length, Math.max(needed, FIRST_ROOM, this.#filled * 2)))
      room.set(this.#room.subarray(0, this.#filled))
      this.#room = room
    }
    this.#room.set(piece, this.#filled)
    this.#filled = needed
  }

  #finish(piece: Uint8Array, length: number): void {
    if (this.#filled > 0) {
      this.#keep(piece, length)
      this.#bodies.push(this.#room.subarray(0, length))
    } else {
      this.#bodies.push(piece)
    }
    this.#headerFilled = 0
    this.#room = new Uint8Array(0)
    this.#filled = 0
  }
}
