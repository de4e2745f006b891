import { expect, it } from 'vitest'
import { randomBytes } from './randomBytes.ts'

it('fills more than one draw, to the last byte', () => {
  const bytes = randomBytes(200_000)
  expect(bytes).toHaveLength(200_000)
  expect(new Set(bytes.subarray(-4_096)).size).toBe(256)
  expect(randomBytes(0)).toHaveLength(0)
})
