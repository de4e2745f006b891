/** Half of a character outside the basic plane: their order as UTF-16 is not that of UTF-8. */
const SURROGATE = /[\ud800-\udfff]/

/**
 * Terms in the order of their UTF-8 bytes, in groups by their first character, so that a long list is
 * sorted in short steps.
 */
export function* inUtf8Order(terms: Iterable<string>): Generator<readonly string[]> {
  const groups = new Map<number, string[]>()
  for (const term of terms) {
    const first = term.codePointAt(0) ?? 0
    const group = groups.get(first)
    if (group === undefined) groups.set(first, [term])
    else group.push(term)
  }
  const firsts = [...groups.keys()].toSorted((one, other) => one - other)
  for (const first of firsts) {
    const group = groups.get(first) ?? []
    yield group.some((term) => SURROGATE.test(term)) ? group.sort(compareUtf8) : group.sort()
  }
}

/** Order of the code points of two texts, which is that of their UTF-8 bytes. */
export function compareUtf8(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++) {
    const order = rank(one.charCodeAt(at)) - rank(other.charCodeAt(at))
    if (order !== 0) return order
  }
  return one.length - other.length
}

/** Puts halves of characters behind all that stand for themselves. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}
