import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { messageId } from './messageId.ts'

const parts = {
  nowSec: 1_754_000_000,
  ownUser: '15550001111',
  random16: new Uint8Array(16).fill(7),
}

test('the form of the web client, over time, number and chance', () => {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(1_754_000_000n)
  const hash = createHash('sha256').update(time).update('15550001111@c.us').update(parts.random16)
  const expected = hash.digest().subarray(0, 9).toString('hex').toUpperCase()
  expect(messageId(parts)).toBe(`3EB0${expected}`)
  expect(messageId(parts)).toMatch(/^3EB0[0-9A-F]{18}$/)
})

test('each part makes another id', () => {
  const others = [
    { ...parts, nowSec: parts.nowSec + 1 },
    { ...parts, ownUser: '15550002222' },
    { ...parts, random16: new Uint8Array(16) },
  ]
  expect(new Set([parts, ...others].map(messageId)).size).toBe(4)
})
