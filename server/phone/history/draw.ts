import { type Chance, seededChance } from '../people/chance.ts'

/** What a number is drawn for: rows of one place must not depend on each other. */
export const DRAW = {
  size: 1,
  facts: 2,
  role: 3,
  author: 4,
  time: 5,
  content: 6,
  person: 7,
  members: 8,
  id: 9,
  order: 10,
} as const

/** 32 bits that depend on all of them, the same for the same (murmur3's mixing). */
export function mixed(seed: number, use: number, chat: number, place: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  for (const part of [use, chat, place]) {
    hash ^= Math.imul(part, 0xcc9e2d51)
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** 0 up to, not including, 1. */
export function drawn(seed: number, use: number, chat: number, place: number): number {
  return mixed(seed, use, chat, place) / 4_294_967_296
}

/** A row of numbers for one place. */
export function chanceAt(seed: number, use: number, chat: number, place: number): Chance {
  return seededChance(mixed(seed, use, chat, place))
}

/** Bytes that look random: good for keys that open nothing. */
export function bytesFrom(chance: Chance): (length: number) => Uint8Array {
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += 4) {
      const word = Math.floor(chance() * 4_294_967_296)
      for (let part = 0; part < 4 && at + part < length; part++) {
        bytes[at + part] = word >>> (8 * part)
      }
    }
    return bytes
  }
}
