import { DRAW, mixed } from './draw.ts'

/** Where a made-up message stands. */
export interface Place {
  /** Position of the chat. */
  readonly chat: number
  /** Position in it, oldest first. */
  readonly at: number
}

const ROUNDS = [1, 2, 3, 4] as const
const CHAT_BITS = 20
const CHECK = 0xfff
const AT = 0xffffff

/**
 * The id of the message at a place: no other message has it, and the place can be read from it. Its
 * form is one of those that phones and browsers use (05 section 3): `3EB0` with 18 hexadecimal digits,
 * `3A` with 18, `AC` with 30.
 */
export function idOfPlace(seed: number, { chat, at }: Place): string {
  const filler = mixed(seed, DRAW.id, chat, at)
  let left = ((chat << (32 - CHAT_BITS)) | (filler & CHECK)) >>> 0
  // The check is repeated on the other side, so that an id of another origin is seen as such.
  let right = (at | ((filler & 0xff) << 24)) >>> 0
  for (const round of ROUNDS) [left, right] = [right, (left ^ scramble(seed, round, right)) >>> 0]
  const digits = hex(left) + hex(right)
  switch (filler & 3) {
    case 0:
      return `3A${hex(filler).slice(0, 2)}${digits}`
    case 1:
      return `AC${hex(filler)}${hex(Math.imul(filler, 0x9e3779b1) >>> 0).slice(0, 6)}${digits}`
    default:
      return `3EB0${hex(filler).slice(0, 2)}${digits}`
  }
}

/** Where the message with this id stands; undefined for an id that `idOfPlace` did not make. */
export function placeOfId(seed: number, id: string): Place | undefined {
  const digits = id.slice(-16)
  if (!/^[0-9A-F]{16}$/.test(digits)) return undefined
  let left = Number.parseInt(digits.slice(0, 8), 16)
  let right = Number.parseInt(digits.slice(8), 16)
  for (const round of ROUNDS.toReversed()) {
    ;[left, right] = [(right ^ scramble(seed, round, left)) >>> 0, left]
  }
  const place = { chat: left >>> (32 - CHAT_BITS), at: right & AT }
  return idOfPlace(seed, place) === id ? place : undefined
}

function scramble(seed: number, round: number, half: number): number {
  return mixed(seed, DRAW.id, round, half)
}

const BYTES = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
)

function hex(value: number): string {
  const byte = (shift: number): string => BYTES[(value >>> shift) & 0xff] ?? ''
  return byte(24) + byte(16) + byte(8) + byte(0)
}
