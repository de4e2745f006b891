import { randomBytes as nodeBytes } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import { checkCompanion, forged, signCompanion, withoutAccountKey } from './companionIdentity.ts'

const randomBytes = (length: number): Uint8Array => new Uint8Array(nodeBytes(length))
let account: KeyPair
let device: KeyPair
let signed: Uint8Array

beforeAll(async () => {
  account = await generateKeyPair(randomBytes)
  device = await generateKeyPair(randomBytes)
  const about = { rawId: 7, keyIndex: 1, timestampSec: 1_900_000_000 }
  signed = signCompanion(account, device, about, () => randomBytes(64))
})

test('a companion is vouched for with the known account key, or the one inside', async () => {
  const { publicKey } = device
  expect(await checkCompanion(signed, publicKey, account.publicKey)).toBe('valid')
  expect(await checkCompanion(signed, publicKey, undefined)).toBe('valid')
  const stripped = withoutAccountKey(signed)
  expect(await checkCompanion(stripped, publicKey, account.publicKey)).toBe('valid')
  expect(await checkCompanion(stripped, publicKey, undefined)).toBe('unknown')
})

test('another identity, another account, a forged signature and nonsense are wrong', async () => {
  const { publicKey } = device
  expect(await checkCompanion(signed, account.publicKey, account.publicKey)).toBe('wrong')
  expect(await checkCompanion(signed, publicKey, publicKey)).toBe('wrong')
  expect(await checkCompanion(forged(signed), publicKey, account.publicKey)).toBe('wrong')
  expect(await checkCompanion(Uint8Array.of(1, 2, 3), publicKey, account.publicKey)).toBe('wrong')
})
