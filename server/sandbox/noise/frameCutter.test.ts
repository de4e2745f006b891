import { describe, expect, it } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../web/crypto/bytes.ts'
import vectors from '../../../web/wire/noise/vectors/noise.json' with { type: 'json' }
import { createFrameCutter, frameOf } from './frameCutter.ts'

function cut(chunks: readonly Uint8Array[]): { routing: string | undefined; frames: string[] } {
  const cutter = createFrameCutter()
  const frames: string[] = []
  for (const chunk of chunks) {
    cutter.push(chunk)
    if (cutter.start() === undefined) continue
    for (let body = cutter.next(); body !== undefined; body = cutter.next())
      frames.push(toHex(body))
  }
  const routing = cutter.start()?.routingInfo
  return { routing: routing && toHex(routing), frames }
}

const body = (length: number, fill: number) => new Uint8Array(length).fill(fill)

describe('frame cutter', () => {
  const stream = concatBytes(
    fromHex('45440001000003aabbcc'),
    fromHex('57410603'),
    frameOf(body(5, 1)),
    frameOf(body(0, 0)),
    frameOf(body(300, 2)),
  )
  const whole = {
    routing: 'aabbcc',
    frames: [toHex(body(5, 1)), '', toHex(body(300, 2))],
  }

  it('reads a routing prefix, the intro and every frame of one chunk', () => {
    expect(cut([stream])).toEqual(whole)
  })

  it('gives the same for every way of splitting in two, and byte by byte', () => {
    for (let at = 0; at <= stream.length; at++) {
      expect(cut([stream.slice(0, at), stream.slice(at)])).toEqual(whole)
    }
    expect(cut(Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(whole)
  })

  it('frames as in the vectors', () => {
    for (const vector of vectors.frames) {
      if (!vector.first || vector.wire === undefined) continue
      expect(cut([fromHex(vector.wire)]).frames).toEqual([vector.body])
    }
  })

  it.each([
    ['57410602', 'bad-dictionary'],
    ['57420603', 'bad-magic'],
    ['47455420', 'bad-magic'],
    ['45440002', 'bad-magic'],
    ['4544000100000257420603', 'bad-magic'],
  ])('refuses a stream that starts with %s', (start, code) => {
    const cutter = createFrameCutter()
    cutter.push(fromHex(`${start}00000000000000`))
    expect(() => cutter.start()).toThrow(expect.objectContaining({ code }))
  })

  it('does not wait for an announced length to hold memory', () => {
    const cutter = createFrameCutter()
    cutter.push(fromHex('57410603ffffff'))
    expect(cutter.start()).toBeDefined()
    expect(cutter.next()).toBeUndefined()
  })
})
