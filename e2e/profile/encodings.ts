/** Something that must not be found: bytes as they are, or a text. */
export type MarkerValue = string | Uint8Array

/** One way in which a marker may lie on a disk. */
export interface Pattern {
  readonly encoding: string
  readonly bytes: Buffer
}

/** Shorter markers would be found by chance, at the latest in base64 of another alignment. */
const MIN_MARKER_BYTES = 6

/**
 * Every form in which a marker is looked for: as it is (a text as UTF-8 and Latin-1); as hex, base64
 * and base64url at all three alignments, and a list of decimals; and each of these as one-byte text
 * and as UTF-16 of both byte orders (V8 stores texts little endian, IndexedDB keys are big endian).
 * Throws when the marker is shorter than 6 bytes.
 */
export function patternsOf(marker: MarkerValue): Pattern[] {
  const bytes = Buffer.from(marker)
  if (bytes.length < MIN_MARKER_BYTES) throw new RangeError('marker is too short to be searched')
  const patterns: Pattern[] = [{ encoding: typeof marker === 'string' ? 'utf8' : 'raw', bytes }]
  if (typeof marker === 'string') {
    patterns.push({ encoding: 'latin1', bytes: Buffer.from(marker, 'latin1') })
    patterns.push(...wide('text', marker))
  }
  for (const [encoding, text] of spellings(bytes)) {
    patterns.push({ encoding, bytes: Buffer.from(text, 'latin1') }, ...wide(encoding, text))
  }
  const seen = new Set<string>()
  return patterns.filter((pattern) => {
    const hex = pattern.bytes.toString('hex')
    return !seen.has(hex) && seen.add(hex)
  })
}

function spellings(bytes: Buffer): Array<[encoding: string, text: string]> {
  const hex = bytes.toString('hex')
  const all: Array<[string, string]> = [
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['decimals', [...bytes].join(',')],
  ]
  for (const shift of [0, 1, 2] as const) {
    const inner = base64Inside(bytes, shift)
    all.push([`base64+${shift}`, inner])
    all.push([`base64url+${shift}`, inner.replaceAll('+', '-').replaceAll('/', '_')])
  }
  return all
}

/** Base64 of the marker with `shift` bytes before it, without the characters that neighbours share. */
function base64Inside(bytes: Buffer, shift: 0 | 1 | 2): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
  const begin = Math.ceil((shift * 8) / 6)
  const end = Math.floor((whole.length * 8) / 6)
  return whole.toString('base64').slice(begin, end)
}

function wide(encoding: string, text: string): Pattern[] {
  const littleEndian = Buffer.from(text, 'utf16le')
  const bigEndian = Buffer.from(littleEndian).swap16()
  return [
    { encoding: `${encoding} utf16le`, bytes: littleEndian },
    { encoding: `${encoding} utf16be`, bytes: bigEndian },
  ]
}
