const IDS = 1 << 24

/**
 * Whether a pre-key id was given out after another one. Ids have 24 bits, go up by one, and begin
 * again at 1 after 16777215 (04 section 2): what lies less than half of them ahead is newer. 0 stands for none so far.
 */
export function isNewerKeyId(id: number, than: number): boolean {
  if (than === 0) return id > 0
  const ahead = (id - than + IDS) % IDS
  return ahead > 0 && ahead < IDS / 2
}

/** A 3-byte big-endian id as a number. */
export function idNumber(id: Uint8Array): number {
  return ((id[0] ?? 0) << 16) | ((id[1] ?? 0) << 8) | (id[2] ?? 0)
}

/** A pre-key id as 3 big-endian bytes. */
export function idBytes(id: number): Uint8Array {
  return Uint8Array.of(id >>> 16, (id >>> 8) & 0xff, id & 0xff)
}
