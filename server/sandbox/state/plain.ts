import { fromBase64, toBase64 } from '../../../web/crypto/bytes.ts'

const BYTES = '$bytes'
const MAP = '$map'

/** A JSON-safe copy: byte arrays become `{ $bytes: base64 }`, maps `{ $map: [[key, value]…] }`. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [BYTES]: toBase64(value) }
  if (value instanceof Map) return { [MAP]: Array.from(value, (entry) => entry.map(toPlain)) }
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, toPlain(inner)]),
  )
}

/** What `toPlain` was given. Throws when the text inside is no base64. */
export function fromPlain(plain: unknown): unknown {
  if (Array.isArray(plain)) return plain.map(fromPlain)
  if (typeof plain !== 'object' || plain === null) return plain
  const packed = Object.entries(plain)
  const [only] = packed
  if (only !== undefined && packed.length === 1) {
    const [key, inner] = only
    if (key === BYTES && typeof inner === 'string') return fromBase64(inner)
    if (key === MAP && Array.isArray(inner)) return new Map(inner.map(pairFromPlain))
  }
  return Object.fromEntries(packed.map(([key, inner]) => [key, fromPlain(inner)]))
}

function pairFromPlain(entry: unknown): [unknown, unknown] {
  if (!Array.isArray(entry) || entry.length !== 2) throw new TypeError('a map entry has two parts')
  return [fromPlain(entry[0]), fromPlain(entry[1])]
}
