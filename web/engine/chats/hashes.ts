/** How many hashes are remembered: those of a large group, and of a long drain. */
const REMEMBERED = 8192

/** Gives the keyed hash of a text, most times from memory. */
export type Hash = (text: string) => Promise<string>

/** Remembers what `addressKey` of the store gave. */
export function createHashes(addressKey: Hash): Hash {
  const remembered = new Map<string, string>()
  return async (text) => {
    const known = remembered.get(text)
    if (known !== undefined) return known
    const made = await addressKey(text)
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(text, made)
    return made
  }
}
