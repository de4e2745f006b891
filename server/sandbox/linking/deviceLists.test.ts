import { expect, it } from 'vitest'
import { parseJid } from '../../../web/wire/jid.ts'
import { deviceListHash } from './deviceLists.ts'
import vectors from './vectors/phash.json' with { type: 'json' }

it('hashes lists of devices as in the vectors', () => {
  for (const { devices, phash } of vectors.entries) {
    const jids = devices.map((device) => parseJid(device.replace(':0@', '@')))
    expect(deviceListHash(jids)).toBe(phash)
  }
})
