import { expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { padMessage, unpadMessage } from './messagePadding.ts'
import vectors from './vectors/message-padding.json' with { type: 'json' }

test.each(vectors.accept)('$padded', ({ padded, message, padLength }) => {
  expect(toHex(unpadMessage(fromHex(padded)))).toBe(message)
  // Peers pad with up to 16 bytes; any random byte with the same low half gives the same.
  if (padLength > 16) return
  for (const high of [0, 0x70, 0xf0]) {
    expect(toHex(padMessage(fromHex(message), high | (padLength - 1)))).toBe(padded)
  }
})

test.each(vectors.reject)('refused: $why', ({ padded }) => {
  expect(() => unpadMessage(fromHex(padded))).toThrow(
    expect.objectContaining({ name: 'FormatError', code: 'bad-padding' }),
  )
})

test('every byte of the padding counts', () => {
  const padded = padMessage(fromHex('0a026869'), 11)
  for (let at = 4; at < padded.length; at++) {
    const spoilt = padded.slice()
    spoilt[at] = (spoilt[at] ?? 0) ^ 1
    expect(() => unpadMessage(spoilt)).toThrow()
  }
})
