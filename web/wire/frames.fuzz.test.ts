import { expect, test, vi } from 'vitest'
import { concatBytes } from '../crypto/bytes.ts'
import { fuzzDecoder } from '../fuzz/fuzzDecoder.ts'
import { seededRandom } from '../fuzz/seeded.ts'
import { encodeFrame, FrameError, FrameReader } from './frames.ts'

vi.setConfig({ testTimeout: 60_000 })

const INPUTS = 100_000

test('the frame reader ends in bodies or a FrameError', async () => {
  const rng = seededRandom(11)
  const stream = (...lengths: number[]): Uint8Array =>
    concatBytes(...lengths.map((length) => encodeFrame(rng.bytes(length))))
  const split = seededRandom(12)
  const outcome = await fuzzDecoder({
    seed: 13,
    inputs: INPUTS,
    valid: [stream(0, 5, 1, 300, 17), stream(40), stream(1, 0, 0, 2), stream(255, 256)],
    decode: (input) => {
      const reader = new FrameReader(0x8000)
      const cut = split.int(input.length + 1)
      reader.push(input.subarray(0, cut))
      reader.push(input.subarray(cut))
      let taken = 0
      for (let body = reader.next(); body !== undefined; body = reader.next()) {
        taken += 3 + body.length
      }
      if (taken > input.length) throw new Error('bodies hold more than came in')
    },
    isTyped: (error) => error instanceof FrameError,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.values).toBeGreaterThan(INPUTS / 10)
  expect(outcome.errors).toBeGreaterThan(INPUTS / 100)
})
