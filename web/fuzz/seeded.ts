/** A repeatable source of numbers for fuzzing. Not for anything that must be unguessable. */
export interface SeededRandom {
  /** A number from 0 up to, not including, 1. */
  next(): number
  /** A whole number from 0 up to, not including, `max`. */
  int(max: number): number
  /** `length` bytes. */
  bytes(length: number): Uint8Array
}

/**
 * The same seed gives the same sequence on every machine (the mulberry32 step: one 32-bit state).
 */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const next = (): number => word() / 4294967296
  return {
    next,
    int: (max) => Math.floor(next() * max),
    bytes: (length) => Uint8Array.from({ length }, () => word() >>> 24),
  }
}

/** Spoils a valid input in one to three ways. The given bytes stay as they are. */
export function mutate(valid: Uint8Array, rng: SeededRandom): Uint8Array {
  let bytes = valid
  for (let rounds = 1 + rng.int(3); rounds > 0; rounds--) {
    const spoil = SPOILERS[rng.int(SPOILERS.length)] ?? flip
    bytes = spoil(bytes, rng)
  }
  return bytes
}

type Spoiler = (bytes: Uint8Array, rng: SeededRandom) => Uint8Array

/** Bytes that mean something in length fields, tags and varints. */
const TELLING_BYTES = [0x00, 0x01, 0x7f, 0x80, 0xf8, 0xfa, 0xfe, 0xff]

const SPOILERS: readonly Spoiler[] = [
  flip,
  flip,
  overwrite,
  remove,
  insert,
  truncate,
  splice,
  repeat,
]

function flip(bytes: Uint8Array, rng: SeededRandom): Uint8Array {
  const spoiled = bytes.slice()
  const at = rng.int(spoiled.length)
  if (at < spoiled.length) spoiled[at] = (spoiled[at] ?? 0) ^ (1 << rng.int(8))
  return spoiled
}

function overwrite(bytes: Uint8Array, rng: SeededRandom): Uint8Array {
  const spoiled = bytes.slice()
  const at = rng.int(spoiled.length)
  if (at < spoiled.length) spoiled[at] = TELLING_BYTES[rng.int(TELLING_BYTES.length)] ?? 0
  return spoiled
}

function remove(bytes: Uint8Array, rng: SeededRandom): Uint8Array {
  const { start, end } = range(bytes, rng)
  return join(bytes.subarray(0, start), bytes.subarray(end))
}

function insert(bytes: Uint8Array, rng: SeededRandom): Uint8Array {
  const at = rng.int(bytes.length + 1)
  return join(bytes.subarray(0, at), rng.bytes(1 + rng.int(8)), bytes.subarray(at))
}

function truncate(bytes: Uint8Array, rng: SeededRandom): Uint8Array {
  return bytes.slice(0, rng.int(bytes.length + 1))
}

/** Copies one piece of the input over another place in it. */
function splice(bytes: Uint8Array, rng: SeededRandom): Uint8Array {
  const { start, end } = range(bytes, rng)
  const spoiled = bytes.slice()
  const target = rng.int(spoiled.length - (end - start) + 1)
  spoiled.set(bytes.subarray(start, end), target)
  return spoiled
}

/** Says one piece twice. */
function repeat(bytes: Uint8Array, rng: SeededRandom): Uint8Array {
  const { start, end } = range(bytes, rng)
  return join(bytes.subarray(0, end), bytes.subarray(start))
}

function range(bytes: Uint8Array, rng: SeededRandom): { start: number; end: number } {
  const start = rng.int(bytes.length + 1)
  const end = Math.min(bytes.length, start + 1 + rng.int(16))
  return { start, end }
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
