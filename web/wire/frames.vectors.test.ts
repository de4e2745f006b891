import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex, utf8Encode } from '../crypto/bytes.ts'
import { sha256 } from '../crypto/hash.ts'
import { encodeFrame, FrameReader, INTRO, routingPrefix } from './frames.ts'
import vectors from './noise/vectors/noise.json' with { type: 'json' }

/** Long bodies are given by a rule instead of their bytes. */
function bodyByRule(label: string, length: number): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let index = 0; index * 32 < length; index++) {
    blocks.push(sha256(utf8Encode(`wa-link-vectors/public/${label}/${index}`)))
  }
  return concatBytes(...blocks).subarray(0, length)
}

function drain(reader: FrameReader): string[] {
  const bodies: string[] = []
  for (let body = reader.next(); body !== undefined; body = reader.next()) bodies.push(toHex(body))
  return bodies
}

describe('writing', () => {
  test.each(vectors.frames)('$bodyLength bytes, first $first, routing $routingInfo', (vector) => {
    const body =
      vector.body === undefined
        ? bodyByRule(vector.label ?? '', vector.bodyLength)
        : fromHex(vector.body)
    expect(body).toHaveLength(vector.bodyLength)
    if (vector.bodySha256 !== undefined) expect(toHex(sha256(body))).toBe(vector.bodySha256)
    const routing =
      vector.routingInfo === null ? new Uint8Array() : routingPrefix(fromHex(vector.routingInfo))
    const intro = vector.first ? INTRO : new Uint8Array()
    const wire = concatBytes(routing, intro, encodeFrame(body))
    if (vector.wire !== undefined) expect(toHex(wire)).toBe(vector.wire)
    if (vector.wireSha256 !== undefined) {
      expect(toHex(sha256(wire))).toBe(vector.wireSha256)
      expect(toHex(wire).startsWith(vector.wirePrefix ?? 'none')).toBe(true)
    }
    expect(vector.wire !== undefined || vector.wireSha256 !== undefined).toBe(true)
  })
})

describe('reading', () => {
  const stream = vectors.fragmentation.find((entry) => entry.stream !== undefined)?.stream ?? ''
  const splits = vectors.fragmentation.filter((entry) => entry.chunkSizesCycled !== undefined)

  test.each(splits)('split into $chunkSizesCycled', ({ chunkSizesCycled, frames, ...vector }) => {
    const bytes = fromHex(stream)
    expect(bytes.length).toBeGreaterThan(0)
    const sizes = chunkSizesCycled ?? []
    const chunks: string[] = []
    const reader = new FrameReader()
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const chunk = bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1))
      at += chunk.length
      chunks.push(toHex(chunk))
      reader.push(chunk)
    }
    if (vector.webSocketMessages !== undefined) expect(chunks).toEqual(vector.webSocketMessages)
    expect(drain(reader)).toEqual(frames)
  })
})
