import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../crypto/bytes.ts'
import { publicKeyOf } from '../../crypto/x25519.ts'
import { xeddsaVerify } from '../../crypto/xeddsa.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { makeJid } from '../../wire/jid.ts'
import { createDeviceKeys } from './deviceKeys.ts'
import { signalAddress } from './signalAddress.ts'

describe('the keys of a new device', () => {
  it('belong together: pairs, and a signed pre-key that verifies over 05 and its key', async () => {
    const keys = await createDeviceKeys(seededRandom(1), 5)
    for (const pair of [keys.noise, keys.identity, keys.signedPreKey]) {
      expect(await publicKeyOf(pair.privateKey)).toEqual(pair.publicKey)
    }
    const signed = concatBytes(Uint8Array.of(5), keys.signedPreKey.publicKey)
    expect(await xeddsaVerify(keys.identity.publicKey, signed, keys.signedPreKey.signature)).toBe(
      true,
    )
    expect(keys).toMatchObject({ createdAtMs: 5, nextPreKeyId: 1, firstUnuploadedPreKeyId: 1 })
    expect(keys.signedPreKey.id).toBe(1)
    expect(keys.advSecret).toHaveLength(32)
  })

  it('share nothing with those of another link', async () => {
    const [one, two] = [
      await createDeviceKeys(seededRandom(1), 0),
      await createDeviceKeys(seededRandom(2), 0),
    ]
    expect(one.noise.privateKey).not.toEqual(two.noise.privateKey)
    expect(one.identity.privateKey).not.toEqual(two.identity.privateKey)
    expect(one.advSecret).not.toEqual(two.advSecret)
  })

  it('draw a registration id from 1 to 16380, drawing again above', async () => {
    const draws = [Uint8Array.of(0, 0), Uint8Array.of(0x3f, 0xfd), Uint8Array.of(0xff, 0xfc)]
    const random = seededRandom(1)
    const keys = await createDeviceKeys((length) => {
      return length === 2 ? (draws.shift() ?? Uint8Array.of(0, 1)) : random(length)
    }, 0)
    expect(keys.registrationId).toBe(16_380)
  })
})

describe('Signal addresses', () => {
  it.each([
    ['15550001111', 's.whatsapp.net', 3, '15550001111.3'],
    ['888', 'lid', 0, '888_1.0'],
    ['888', 'hosted', 99, '888_128.99'],
    ['888', 'hosted.lid', 99, '888_129.99'],
  ] as const)('name %s@%s:%d as %s', (user, server, device, name) => {
    expect(signalAddress(makeJid(user, server, device))).toBe(name)
  })

  it('can name another device of the same account, and no group', () => {
    expect(signalAddress(makeJid('888', 'lid', 7), 0)).toBe('888_1.0')
    expect(() => signalAddress(makeJid('123', 'g.us'))).toThrow()
  })
})
