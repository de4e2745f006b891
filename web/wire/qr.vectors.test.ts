import { describe, expect, test } from 'vitest'
import { fromBase64, fromHex } from '../crypto/bytes.ts'
import vectors from '../formats/vectors/linking.json' with { type: 'json' }
import { BROWSER_NUMBERS, type ClientType } from './browsers.ts'
import { qrText } from './qr.ts'
import { unifiedSessionId } from './sessionId.ts'

const { companionNoise, companionIdentity, advSecret, advSecretBase64 } = vectors.identities

describe('QR text', () => {
  test.each(vectors.qr)('for $browser', ({ ref, platformId, deepLink, bare }) => {
    const text = qrText({
      ref,
      noisePublic: fromHex(companionNoise.public),
      identityPublic: fromHex(companionIdentity.public),
      advSecret: fromHex(advSecret),
      clientType: platformId as ClientType,
    })
    expect(text).toBe(deepLink)
    expect(text).toBe(`https://wa.me/settings/linked_devices#${bare}`)
  })

  test('the secret in it is the one that the identity is checked with', () => {
    expect(fromBase64(advSecretBase64)).toEqual(fromHex(advSecret))
  })

  test('browsers have the numbers of the vectors', () => {
    const known: Readonly<Record<string, { clientType: string }>> = BROWSER_NUMBERS
    const named = vectors.qr.filter(({ browser }) => known[browser] !== undefined)
    expect(named.length).toBeGreaterThan(1)
    for (const { browser, platformId } of named) {
      expect(known[browser]?.clientType).toBe(platformId)
    }
  })
})

test.each(vectors.unifiedSessionId)('session id at $nowMs, offset $serverOffsetMs', (vector) => {
  expect(unifiedSessionId(vector.nowMs, vector.serverOffsetMs)).toBe(vector.id)
})
