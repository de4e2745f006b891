import { describe, expect, it } from 'vitest'
import { askPasskey, createPasskey, type PasskeyWorld } from './passkey.ts'

const names = { name: 'app lock', displayName: 'Moonlet' }
const credentialId = new Uint8Array([1, 2, 3])
const salt = new Uint8Array(32).fill(7)
const output = new Uint8Array(32).fill(9)

interface Prf {
  readonly enabled?: boolean
  readonly results?: { readonly first: BufferSource }
}

function credential(prf: Prf | undefined) {
  return {
    type: 'public-key',
    rawId: credentialId.buffer,
    getClientExtensionResults: () => (prf === undefined ? {} : { prf }),
  } as unknown as PublicKeyCredential
}

/** A window whose authenticator answers so. What it was asked for is kept. */
function worldOf(answers: {
  readonly create?: () => Promise<Credential | null>
  readonly get?: () => Promise<Credential | null>
}) {
  const asked: Array<CredentialCreationOptions | CredentialRequestOptions> = []
  let draws = 0
  const world: PasskeyWorld = {
    credentials: {
      create(options) {
        asked.push(options ?? {})
        return answers.create?.() ?? Promise.resolve(null)
      },
      get(options) {
        asked.push(options ?? {})
        return answers.get?.() ?? Promise.resolve(null)
      },
    },
    randomBytes: (length) => new Uint8Array(length).fill(++draws),
  }
  return { world, asked }
}

const rejects = (name: string) => () => Promise.reject(new DOMException('no', name))

describe('making a passkey', () => {
  it('asks for one that verifies the person, and for the output of a fresh salt', async () => {
    const { world, asked } = worldOf({
      create: () =>
        Promise.resolve(credential({ enabled: true, results: { first: output.buffer } })),
    })
    const made = await createPasskey(names, world)
    expect(made).toEqual({ at: 'ok', credentialId, salt: new Uint8Array(32).fill(1), output })
    expect(asked).toMatchObject([
      {
        publicKey: {
          rp: { name: 'Moonlet' },
          user: names,
          authenticatorSelection: { userVerification: 'required' },
          extensions: { prf: { eval: { first: new Uint8Array(32).fill(1) } } },
        },
      },
    ])
    // No rp id: the browser takes the page's own.
    expect(asked).not.toMatchObject([{ publicKey: { rp: { id: expect.anything() as unknown } } }])
  })

  it('asks once more where making gives no output', async () => {
    const { world, asked } = worldOf({
      create: () => Promise.resolve(credential({ enabled: true })),
      get: () => Promise.resolve(credential({ results: { first: output } })),
    })
    expect(await createPasskey(names, world)).toMatchObject({ at: 'ok', output })
    expect(asked).toHaveLength(2)
    expect(asked[1]).toMatchObject({
      publicKey: {
        allowCredentials: [{ type: 'public-key', id: credentialId }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: new Uint8Array(32).fill(1) } } },
      },
    })
  })

  it.each([
    ['says nothing of it', undefined],
    ['says no', { enabled: false }],
  ])('says so when the authenticator %s about the PRF', async (_, prf) => {
    const { world } = worldOf({ create: () => Promise.resolve(credential(prf)) })
    expect(await createPasskey(names, world)).toEqual({ at: 'no-prf' })
  })

  it.each([
    ['NotAllowedError', 'cancelled'],
    ['AbortError', 'cancelled'],
    ['NotSupportedError', 'unsupported'],
    ['SecurityError', 'unsupported'],
    ['ConstraintError', 'unsupported'],
  ])('turns %s into %s', async (name, at) => {
    const { world } = worldOf({ create: rejects(name), get: rejects(name) })
    expect(await createPasskey(names, world)).toEqual({ at })
    expect(await askPasskey({ credentialId, salt }, world)).toEqual({ at })
  })

  it('is unsupported without WebAuthn', async () => {
    const world = {
      credentials: undefined,
      randomBytes: (length: number) => new Uint8Array(length),
    }
    expect(await createPasskey(names, world)).toEqual({ at: 'unsupported' })
    expect(await askPasskey({ credentialId, salt }, world)).toEqual({ at: 'unsupported' })
  })
})

describe('asking a passkey', () => {
  it('gives the output for the salt it was made with', async () => {
    const inside = new Uint8Array(40).fill(9)
    const { world, asked } = worldOf({
      get: () => Promise.resolve(credential({ results: { first: inside.subarray(4, 36) } })),
    })
    expect(await askPasskey({ credentialId, salt }, world)).toEqual({
      at: 'ok',
      credentialId,
      salt,
      output,
    })
    expect(asked).toMatchObject([{ publicKey: { extensions: { prf: { eval: { first: salt } } } } }])
  })

  it.each([
    ['nothing', undefined],
    ['no result', {}],
    ['too few bytes', { results: { first: new Uint8Array(31) } }],
  ])('refuses %s', async (_, prf) => {
    const { world } = worldOf({ get: () => Promise.resolve(credential(prf)) })
    expect(await askPasskey({ credentialId, salt }, world)).toEqual({ at: 'no-prf' })
  })

  it('takes no credential for a no', async () => {
    expect(await askPasskey({ credentialId, salt }, worldOf({}).world)).toEqual({ at: 'cancelled' })
  })
})
