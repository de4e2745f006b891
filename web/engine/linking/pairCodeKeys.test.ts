import { expect, it } from 'vitest'
import { toHex } from '../../crypto/bytes.ts'
import { agree, generateKeyPair } from '../../crypto/x25519.ts'
import { openKeyBundle, unwrapPublicKey, wrapPublicKey } from '../../formats/pairCode.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { agreeWithPhone, hideKey } from './pairCodeKeys.ts'

const random = seededRandom(31)

async function phoneFor(code: string) {
  const identity = await generateKeyPair(random)
  const ephemeral = await generateKeyPair(random)
  const wrappedEphemeral = await wrapPublicKey(ephemeral.publicKey, code, random)
  return { identity, ephemeral, says: { wrappedEphemeral, accountIdentity: identity.publicKey } }
}

it('hides a new key behind a new code each time, or behind a chosen one', async () => {
  const [first, second] = [await hideKey(undefined, random), await hideKey(undefined, random)]
  expect(first.code).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/)
  expect(second.code).not.toBe(first.code)
  const own = [await hideKey('AAAA1111', random), await hideKey('AAAA1111', random)]
  expect(own.map(({ code }) => code)).toEqual(['AAAA1111', 'AAAA1111'])
  const keys = [first, second, ...own].map(({ ephemeralPrivate }) => toHex(ephemeralPrivate))
  expect(new Set(keys).size).toBe(4)
})

it('answers the same phone with new randomness: another secret, salt and IV', async () => {
  const device = { identity: await generateKeyPair(random) }
  const hidden = await hideKey(undefined, random)
  const phone = await phoneFor(hidden.code)
  const companion = await unwrapPublicKey(hidden.wrapped, hidden.code)
  const sharedEphemeral = await agree(phone.ephemeral.privateKey, companion)
  const seen = { secret: new Set(), salt: new Set(), iv: new Set(), random: new Set() }
  for (let time = 0; time < 3; time++) {
    const agreed = await agreeWithPhone(hidden, phone.says, device, random)
    if (agreed === undefined) throw new Error('nothing was agreed on')
    const inside = openKeyBundle(
      {
        sharedEphemeral,
        companionIdentity: device.identity.publicKey,
        accountIdentity: phone.identity.publicKey,
      },
      agreed.bundle,
    )
    seen.secret.add(toHex(agreed.advSecret))
    seen.salt.add(toHex(agreed.bundle.subarray(0, 32)))
    seen.iv.add(toHex(agreed.bundle.subarray(32, 44)))
    seen.random.add(toHex(inside))
  }
  expect(Object.values(seen).map(({ size }) => size)).toEqual([3, 3, 3, 3])
})

it('agrees on nothing with a key of small order', async () => {
  const device = { identity: await generateKeyPair(random) }
  const hidden = await hideKey(undefined, random)
  const { says } = await phoneFor(hidden.code)
  const weakIdentity = { ...says, accountIdentity: new Uint8Array(32) }
  expect(await agreeWithPhone(hidden, weakIdentity, device, random)).toBeUndefined()
  const wrappedEphemeral = await wrapPublicKey(new Uint8Array(32), hidden.code, random)
  expect(
    await agreeWithPhone(hidden, { ...says, wrappedEphemeral }, device, random),
  ).toBeUndefined()
})
