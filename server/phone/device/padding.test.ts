import { expect, test } from 'vitest'
import { pad, unpad } from './padding.ts'

test.each([0, 1, 15, 16, 255])('with random byte %i a message comes back', (random) => {
  const message = Uint8Array.of(10, 20, 30)
  const padded = pad(message, random)
  expect(padded.length - message.length).toBe((random & 15) + 1)
  expect(unpad(padded)).toEqual(message)
})

test.each([[[]], [[0]], [[1, 2, 0]], [[9, 9, 4]], [[7, 2, 3, 3]]])('%j has no padding', (bytes) => {
  expect(unpad(Uint8Array.from(bytes))).toBeUndefined()
})
