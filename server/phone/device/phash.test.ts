import { expect, test } from 'vitest'
import type { Jid } from '../../../web/wire/jid.ts'
import vectors from '../../sandbox/linking/vectors/phash.json'
import { participantHash } from './phash.ts'

test('hashes of device sets are those of the vectors', () => {
  expect(vectors.entries.length).toBeGreaterThan(3)
  for (const { devices, phash } of vectors.entries) {
    // The vectors write device 0 out; an address of ours never does.
    const jids = devices.map((text) => text.replace(':0@', '@') as Jid)
    expect(participantHash(jids)).toBe(phash)
  }
})
