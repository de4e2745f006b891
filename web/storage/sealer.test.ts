import { beforeAll, describe, expect, it } from 'vitest'
import { aesGcmDecrypt } from '../crypto/aesGcm.ts'
import { utf8Encode } from '../crypto/bytes.ts'
import { createSealer, type Sealer } from './sealer.ts'

const { subtle } = crypto
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const text = new Uint8Array(Buffer.from('a value to be sealed'))
const keyBytes = randomBytes(32)

async function sealerWith(bytes: Uint8Array<ArrayBuffer>): Promise<Sealer> {
  const sealKey = await subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
  return createSealer({ sealKey, subtle, randomBytes })
}

describe('the sealer', () => {
  let sealer: Sealer
  beforeAll(async () => {
    sealer = await sealerWith(keyBytes)
  })

  it('opens what it sealed', async () => {
    const sealed = await sealer.seal('account', 'device', text)
    expect(sealed.iv).toHaveLength(12)
    expect(sealed.ct).toHaveLength(text.length + 16)
    expect(await sealer.open('account', 'device', { ...sealed, rev: 1 })).toEqual(text)
  })

  it('is AES-256-GCM over version, store and key, as another implementation reads it', async () => {
    const { iv, ct } = await sealer.seal('preKeys', 5, text)
    expect(aesGcmDecrypt(keyBytes, iv, ct, utf8Encode('[1,"preKeys",5]'))).toEqual(text)
  })

  it('takes a fresh IV for every value', async () => {
    const sealed = await Promise.all(
      Array.from({ length: 500 }, () => sealer.seal('account', 'device', text)),
    )
    expect(new Set(sealed.map(({ iv }) => Buffer.from(iv).toString('hex'))).size).toBe(500)
    expect(new Set(sealed.map(({ ct }) => Buffer.from(ct).toString('hex'))).size).toBe(500)
  })

  it('notices every single flipped bit', async () => {
    const sealed = await sealer.seal('account', 'device', text)
    for (const part of ['iv', 'ct'] as const) {
      for (let bit = 0; bit < sealed[part].length * 8; bit++) {
        const changed = { ...sealed, [part]: sealed[part].slice() }
        changed[part][bit >> 3] = (changed[part][bit >> 3] ?? 0) ^ (1 << (bit & 7))
        await expect(sealer.open('account', 'device', changed)).rejects.toMatchObject({
          code: 'damaged',
        })
      }
    }
  })

  it.each([
    ['store', 'addresses', 'device'],
    ['key', 'account', 'session'],
    ['part of the key', 'account', 'devic'],
  ])('notices a value under another %s', async (_, store, key) => {
    const sealed = await sealer.seal('account', 'device', text)
    await expect(sealer.open(store, key, sealed)).rejects.toMatchObject({ code: 'damaged' })
  })

  it('tells the number 1 from the text "1"', async () => {
    const sealed = await sealer.seal('preKeys', 1, text)
    await expect(sealer.open('preKeys', '1', sealed)).rejects.toMatchObject({ code: 'damaged' })
  })

  it('does not open what another database sealed', async () => {
    const other = await sealerWith(randomBytes(32))
    const sealed = await other.seal('account', 'device', text)
    await expect(sealer.open('account', 'device', sealed)).rejects.toMatchObject({
      code: 'damaged',
    })
  })

  it('refuses what is no record of this version', async () => {
    const sealed = await sealer.seal('account', 'device', text)
    const foreign: unknown[] = [
      null,
      'text',
      {},
      { ...sealed, v: 2 },
      { ...sealed, iv: undefined },
      { ...sealed, iv: new Uint8Array() },
      { ...sealed, ct: [...sealed.ct] },
      { ...sealed, ct: new Uint8Array() },
    ]
    for (const record of foreign) {
      await expect(sealer.open('account', 'device', record)).rejects.toMatchObject({
        code: 'damaged',
      })
    }
  })
})
