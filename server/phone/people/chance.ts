/** A row of numbers that is the same for the same seed: 0 up to, not including, 1. */
export type Chance = () => number

/** Mulberry32: small, and good enough to choose words with. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A seed made of a text, so that each chat and person has a row of their own. */
export function seedOf(text: string, seed = 1): number {
  let hash = seed >>> 0
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}

/** One of a list. @throws RangeError for an empty list */
export function pick<Item>(chance: Chance, list: readonly Item[]): Item {
  const chosen = list[Math.floor(chance() * list.length)]
  if (chosen === undefined) throw new RangeError('nothing to choose from')
  return chosen
}
