import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../web/crypto/bytes.ts'
import { agree } from '../../web/crypto/x25519.ts'
import { hidePublicKey, openBundle, readTypedCode, revealPublicKey } from './primarySide.ts'
import linking from './vectors/linking.json'

const { accountIdentity, companionIdentity } = linking.identities
const { pairCode } = linking
const shared = fromHex(pairCode.companionFinish.sharedEphemeral)
const keys = {
  shared,
  identity: {
    privateKey: fromHex(accountIdentity.private),
    publicKey: fromHex(accountIdentity.public),
  },
  companionIdentity: fromHex(companionIdentity.public),
}
const bundle = fromHex(pairCode.companionFinish.wrappedKeyBundle)

describe('the keys behind a code', () => {
  it('reveals the companion’s, and another one with a wrong code', async () => {
    const hidden = fromHex(pairCode.companionHello.wrapped)
    expect(toHex(await revealPublicKey(hidden, pairCode.code))).toBe(
      pairCode.companionEphemeral.public,
    )
    expect(toHex(await revealPublicKey(hidden, pairCode.wrongCode.code))).toBe(
      pairCode.wrongCode.decryptedCompanionEphemeral,
    )
  })

  it('hides the phone’s', async () => {
    const { salt, iv, wrapped } = pairCode.primaryHello
    const drawn = [fromHex(salt), fromHex(iv)]
    const random = (length: number): Uint8Array => {
      const next = drawn.shift()
      expect(next).toHaveLength(length)
      return next ?? new Uint8Array(length)
    }
    const publicKey = fromHex(pairCode.primaryEphemeral.public)
    expect(toHex(await hidePublicKey(publicKey, pairCode.code, random))).toBe(wrapped)
  })

  it('agrees with the companion’s', async () => {
    const { primaryEphemeral, companionEphemeral } = pairCode
    const agreed = await agree(
      fromHex(primaryEphemeral.private),
      fromHex(companionEphemeral.public),
    )
    expect(toHex(agreed)).toBe(pairCode.companionFinish.sharedEphemeral)
  })
})

describe('a key bundle', () => {
  it('gives the secret', async () => {
    const opened = await openBundle(bundle, keys)
    expect(opened).toMatchObject({ ok: true })
    expect(opened.ok && toHex(opened.advSecret)).toBe(pairCode.companionFinish.advSecret)
  })

  it.each(pairCode.rejectedBundles.map(({ name, wrappedKeyBundle }) => [name, wrappedKeyBundle]))(
    'is refused: %s',
    async (name, changed) => {
      const fault = /another key/.test(name ?? '') ? 'wrong-device' : 'wrong-code'
      expect(await openBundle(fromHex(changed ?? ''), keys)).toEqual({ ok: false, fault })
    },
  )

  it('does not open under another agreement, or when it is cut short', async () => {
    const other = { ...keys, shared: new Uint8Array(32) }
    expect(await openBundle(bundle, other)).toEqual({ ok: false, fault: 'wrong-code' })
    for (const length of [0, 40, 155]) {
      expect(await openBundle(bundle.subarray(0, length), keys)).toEqual({
        ok: false,
        fault: 'wrong-code',
      })
    }
  })
})

describe('a typed code', () => {
  it.each([
    ['YFPB7RMP', 'YFPB7RMP'],
    [' yfpb-7rmp\n', 'YFPB7RMP'],
    ['yfpb–7rmp', 'YFPB7RMP'],
    ['YFPB7RM', undefined],
    ['YFPB7RMPP', undefined],
    ['YFPB7RM0', undefined],
    ['YFPB7RMI', undefined],
    ['YFPB7RMO', undefined],
    ['YFPB7RMU', undefined],
    ['', undefined],
  ])('%j', (typed, code) => {
    expect(readTypedCode(typed)).toBe(code)
  })
})
