import { describe, expect, it } from 'vitest'
import { aesGcmDecrypt } from '../crypto/aesGcm.ts'
import { utf8Encode } from '../crypto/bytes.ts'
import { hkdfSha256, hmacSha256 } from '../crypto/hash.ts'
import { createWrappingKey, deriveVaultKeys, unwrapVaultKey, wrapVaultKey } from './vaultKey.ts'

const { subtle } = crypto
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const tools = { subtle, randomBytes }

describe('the vault key', () => {
  it('is wrapped and unwrapped', async () => {
    const vaultKey = randomBytes(32)
    const wrappingKey = await createWrappingKey(subtle)
    const wrapped = await wrapVaultKey(vaultKey, { wrappingKey, wrapping: 'stored' }, tools)
    expect(wrapped.ct).toHaveLength(48)
    expect(await unwrapVaultKey(wrapped, wrappingKey, subtle)).toEqual(vaultKey)
  })

  it('does not open with another wrapping key, another kind of wrapping or changed bytes', async () => {
    const wrappingKey = await createWrappingKey(subtle)
    const under = { wrappingKey, wrapping: 'stored' } as const
    const wrapped = await wrapVaultKey(randomBytes(32), under, tools)
    const otherKey = await createWrappingKey(subtle)
    const changed = { ...wrapped, ct: wrapped.ct.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) }
    const damaged = { code: 'damaged' }
    await expect(unwrapVaultKey(wrapped, otherKey, subtle)).rejects.toMatchObject(damaged)
    await expect(unwrapVaultKey(changed, wrappingKey, subtle)).rejects.toMatchObject(damaged)
    await expect(
      unwrapVaultKey({ ...wrapped, wrapping: 'memory' }, wrappingKey, subtle),
    ).rejects.toMatchObject(damaged)
  })

  it('gives working keys that are HKDF of it, one for each use', async () => {
    const vaultKey = randomBytes(32)
    const { sealKey, addressHashKey } = await deriveVaultKeys(vaultKey, subtle)
    const derived = (info: string) => hkdfSha256(vaultKey, { info: utf8Encode(info), length: 32 })
    const iv = randomBytes(12)
    const ct = await subtle.encrypt({ name: 'AES-GCM', iv }, sealKey, new Uint8Array([1, 2, 3]))
    const opened = aesGcmDecrypt(derived('moonlet seal 1'), iv, new Uint8Array(ct))
    expect(opened).toEqual(new Uint8Array([1, 2, 3]))
    const mac = await subtle.sign('HMAC', addressHashKey, new Uint8Array([4]))
    expect(new Uint8Array(mac)).toEqual(
      hmacSha256(derived('moonlet address 1'), new Uint8Array([4])),
    )
  })

  it('and its keys cannot be exported', async () => {
    const { sealKey, addressHashKey } = await deriveVaultKeys(randomBytes(32), subtle)
    for (const key of [await createWrappingKey(subtle), sealKey, addressHashKey]) {
      expect(key.extractable).toBe(false)
      await expect(subtle.exportKey('raw', key)).rejects.toThrow()
    }
  })
})
