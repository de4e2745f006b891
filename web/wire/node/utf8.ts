import { codesFor, textOfCodes } from './ascii.ts'

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Up to here putting characters together beats one call of the platform's decoder. */
const SHORT = 48

/**
 * Text of UTF-8 bytes between two positions. Most texts in stanzas are short ASCII, which is put
 * together without a call into the platform. Undefined when the bytes are no UTF-8.
 */
export function readUtf8(bytes: Uint8Array, from: number, to: number): string | undefined {
  const length = to - from
  if (length > SHORT) return readSlowly(bytes, from, to)
  const codes = codesFor(length)
  let all = 0
  for (let index = 0; index < length; index++) {
    const code = bytes[from + index] ?? 0
    codes[index] = code
    all |= code
  }
  return all > 0x7f ? readSlowly(bytes, from, to) : textOfCodes(codes)
}

function readSlowly(bytes: Uint8Array, from: number, to: number): string | undefined {
  try {
    return strictDecoder.decode(bytes.subarray(from, to))
  } catch {
    return undefined
  }
}

/**
 * How many bytes a text takes in UTF-8, or -1 when half a surrogate pair makes it no text that
 * another reader would get back unchanged.
 */
export function utf8Length(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    if (unit < 0x800) length++
    else if (unit < 0xd800 || unit > 0xdfff) length += 2
    else {
      const next = text.charCodeAt(at + 1)
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return -1
      length += 2
      at++
    }
  }
  return length
}

/** Writes a text that utf8Length accepted; the caller has made room. Returns the next position. */
export function writeUtf8(text: string, out: Uint8Array, from: number): number {
  let at = from
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) ?? 0
    if (point < 0x80) out[at++] = point
    else if (point < 0x800) {
      out[at++] = 0xc0 | (point >> 6)
      out[at++] = 0x80 | (point & 0x3f)
    } else if (point < 0x10000) {
      out[at++] = 0xe0 | (point >> 12)
      out[at++] = 0x80 | ((point >> 6) & 0x3f)
      out[at++] = 0x80 | (point & 0x3f)
    } else {
      out[at++] = 0xf0 | (point >> 18)
      out[at++] = 0x80 | ((point >> 12) & 0x3f)
      out[at++] = 0x80 | ((point >> 6) & 0x3f)
      out[at++] = 0x80 | (point & 0x3f)
      index++
    }
  }
  return at
}
