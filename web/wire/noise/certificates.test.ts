import { describe, expect, test } from 'vitest'
import { fromHex } from '../../crypto/bytes.ts'
import { xeddsaSign } from '../../crypto/xeddsa.ts'
import { encodeProto } from '../proto/codec.ts'
import { CertChain_NoiseCertificate_DetailsSchema, CertChainSchema } from '../proto/gen/noise_pb.ts'
import { CertificateError, verifyCertChain } from './certificates.ts'
import { REAL_ROOT } from './realRoot.ts'
import vectors from './vectors/noise.json' with { type: 'json' }

const pair = (hex: { private: string; public: string }) => ({
  privateKey: fromHex(hex.private),
  publicKey: fromHex(hex.public),
})
const root = pair(vectors.keys.root)
const intermediate = pair(vectors.keys.intermediate)
const serverStatic = fromHex(vectors.keys.serverStatic.public)
const now = 1_800_000_000

interface Recipe {
  readonly serial: number
  readonly issuerSerial: number
  readonly key: Uint8Array
  readonly notBefore: bigint
  readonly notAfter: bigint
  readonly signer: Uint8Array
  /** Instead of encoded details. */
  readonly raw?: Uint8Array
}

const goodIntermediate: Recipe = {
  serial: 1,
  issuerSerial: 0,
  key: intermediate.publicKey,
  notBefore: BigInt(now - 1000),
  notAfter: BigInt(now + 1000),
  signer: root.privateKey,
}
const goodLeaf: Recipe = {
  serial: 2,
  issuerSerial: 1,
  key: serverStatic,
  notBefore: BigInt(now - 100),
  notAfter: BigInt(now + 100),
  signer: intermediate.privateKey,
}

function certificate({ signer, raw, ...content }: Recipe) {
  const details = raw ?? encodeProto(CertChain_NoiseCertificate_DetailsSchema, content)
  return { details, signature: xeddsaSign(signer, details, new Uint8Array(64)) }
}

function chain(top: Partial<Recipe>, bottom: Partial<Recipe>): Uint8Array {
  return encodeProto(CertChainSchema, {
    intermediate: certificate({ ...goodIntermediate, ...top }),
    leaf: certificate({ ...goodLeaf, ...bottom }),
  })
}

async function verdict(bytes: Uint8Array, nowSec = now): Promise<unknown> {
  try {
    return await verifyCertChain(bytes, serverStatic, { root: root.publicKey, nowSec })
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error
    return error.details === undefined ? error.code : { code: error.code, ...error.details }
  }
}

const times = { notBefore: now - 100, notAfter: now + 100 }

describe('certificate chain', () => {
  test('a good one gives the times of the leaf', async () => {
    expect(await verdict(chain({}, {}))).toEqual(times)
    expect(REAL_ROOT).toHaveLength(32)
  })

  test('each broken rule has its code', async () => {
    const foreign = fromHex(vectors.keys.clientStatic.private)
    expect(await verdict(Uint8Array.of(0x0a, 0x05))).toBe('malformed')
    expect(await verdict(new Uint8Array())).toBe('incomplete')
    expect(await verdict(chain({ raw: new Uint8Array() }, {}))).toBe('incomplete')
    expect(await verdict(chain({}, { raw: new Uint8Array() }))).toBe('incomplete')
    expect(await verdict(chain({ signer: foreign }, {}))).toBe('intermediate-signature')
    expect(await verdict(chain({ raw: Uint8Array.of(0x80) }, {}))).toBe('malformed')
    expect(await verdict(chain({ issuerSerial: 1 }, {}))).toBe('intermediate-issuer')
    const shortKey = intermediate.publicKey.subarray(1)
    expect(await verdict(chain({ key: shortKey }, {}))).toBe('intermediate-key')
    expect(await verdict(chain({}, { signer: foreign }))).toBe('leaf-signature')
    expect(await verdict(chain({}, { signer: root.privateKey }))).toBe('leaf-signature')
    expect(await verdict(chain({}, { raw: Uint8Array.of(0x80) }))).toBe('malformed')
    expect(await verdict(chain({}, { issuerSerial: 0 }))).toBe('leaf-issuer')
    expect(await verdict(chain({}, { key: intermediate.publicKey }))).toBe('leaf-key')
    expect(await verdict(chain({}, { key: serverStatic.subarray(1) }))).toBe('leaf-key')
  })

  test('an earlier rule hides a later one, the clock comes last', async () => {
    const late = now + 10_000
    expect(await verdict(chain({ issuerSerial: 1 }, { issuerSerial: 0 }))).toBe(
      'intermediate-issuer',
    )
    expect(await verdict(chain({}, { key: root.publicKey }), late)).toBe('leaf-key')
    expect(await verdict(chain({}, { issuerSerial: 0, key: root.publicKey }))).toBe('leaf-issuer')
    expect(await verdict(chain({}, {}), late)).toMatchObject({ code: 'clock' })
  })

  test('both ends of the time are inside', async () => {
    const good = chain({}, {})
    expect(await verdict(good, now - 100)).toEqual(times)
    expect(await verdict(good, now + 100)).toEqual(times)
    const clock = { code: 'clock', ...times }
    expect(await verdict(good, now - 101)).toEqual({ ...clock, nowSec: now - 101 })
    expect(await verdict(good, now + 101)).toEqual({ ...clock, nowSec: now + 101 })
  })

  test('the narrower of the two times counts', async () => {
    const early = chain({ notAfter: BigInt(now - 1) }, {})
    const window = { code: 'clock', nowSec: now, notBefore: now - 100, notAfter: now - 1 }
    expect(await verdict(early)).toEqual(window)
    const late = chain({ notBefore: BigInt(now + 1) }, {})
    const future = { code: 'clock', nowSec: now, notBefore: now + 1, notAfter: now + 100 }
    expect(await verdict(late)).toEqual(future)
  })
})
