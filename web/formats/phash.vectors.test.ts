import { expect, test } from 'vitest'
import { participantHash } from './phash.ts'
import vectors from './vectors/phash.json' with { type: 'json' }

test.each(vectors.entries)('$phash', ({ devices, phash }) => {
  expect(participantHash(devices)).toBe(phash)
  expect(participantHash(devices.toReversed())).toBe(phash)
})

test('an old spelling of the server counts as the new one', () => {
  expect(participantHash(['15550001111:3@c.us'])).toBe(
    participantHash(['15550001111:3@s.whatsapp.net']),
  )
})

test('no devices at all', () => {
  expect(participantHash([])).toBe('2:47DEQpj8')
})
