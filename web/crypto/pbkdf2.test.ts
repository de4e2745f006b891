import { afterEach, expect, it } from 'vitest'
import { toHex } from './bytes.ts'
import { useNativeCrypto } from './native.ts'
import { pbkdf2Sha256 } from './pbkdf2.ts'

const text = (value: string) => new TextEncoder().encode(value)

afterEach(() => useNativeCrypto(false))

it.each([true, false])('derives while other work goes on (native crypto: %s)', async (native) => {
  await useNativeCrypto(native)
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const key = await pbkdf2Sha256(text('12345678'), new Uint8Array(32), 131_072)
  clearInterval(timer)
  expect(key).toHaveLength(32)
  expect(turns).toBeGreaterThan(0)
})

it('gives the published answer', async () => {
  // RFC 7914 section 11, the first 32 bytes.
  const key = await pbkdf2Sha256(text('passwd'), text('salt'), 1)
  expect(toHex(key)).toBe('55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc')
})
