import { describe, expect, test } from 'vitest'
import { fromHex } from '../../crypto/bytes.ts'
import { decodeProto, encodeProto } from '../proto/codec.ts'
import { type HandshakeMessage_ServerHello, HandshakeMessageSchema } from '../proto/gen/noise_pb.ts'
import { CertificateError } from './certificates.ts'
import { NoiseError } from './errors.ts'
import { NoiseHandshake } from './handshake.ts'
import vectors from './vectors/noise.json' with { type: 'json' }

const pair = (hex: { private: string; public: string }) => ({
  privateKey: fromHex(hex.private),
  publicKey: fromHex(hex.public),
})
const options = {
  prologue: fromHex(vectors.xx.prologue),
  clientStatic: pair(vectors.keys.clientStatic),
  ephemeral: pair(vectors.keys.clientEphemeral),
}
const trust = { root: fromHex(vectors.keys.root.public), nowSec: 1790000000 }
const good = fromHex(vectors.xx.messages.serverHello)
const payload = fromHex(vectors.clientPayload)
const wrongTurn = { name: 'NoiseError', code: 'wrong-turn' }

function started(): NoiseHandshake {
  const handshake = new NoiseHandshake(options)
  handshake.clientHello()
  return handshake
}

/** The good ServerHello with some fields replaced. */
function helloWith(
  change: Partial<Pick<HandshakeMessage_ServerHello, 'ephemeral' | 'static' | 'payload'>>,
) {
  const hello = decodeProto(HandshakeMessageSchema, good).serverHello
  if (hello === undefined) throw new Error('the vector is a ServerHello')
  const { ephemeral, static: sealedStatic, payload: sealedPayload } = hello
  return encodeProto(HandshakeMessageSchema, {
    serverHello: { ephemeral, static: sealedStatic, payload: sealedPayload, ...change },
  })
}

describe('turns', () => {
  test('are taken once each, in order', async () => {
    const handshake = new NoiseHandshake(options)
    await expect(handshake.readServerHello(good, trust)).rejects.toMatchObject(wrongTurn)
    await expect(handshake.clientFinish(payload)).rejects.toMatchObject(wrongTurn)
    handshake.clientHello()
    expect(() => handshake.clientHello()).toThrow(expect.objectContaining(wrongTurn))
    await expect(handshake.clientFinish(payload)).rejects.toMatchObject(wrongTurn)
    await handshake.readServerHello(good, trust)
    await expect(handshake.readServerHello(good, trust)).rejects.toMatchObject(wrongTurn)
    await handshake.clientFinish(payload)
    await expect(handshake.clientFinish(payload)).rejects.toMatchObject(wrongTurn)
    await expect(handshake.readServerHello(good, trust)).rejects.toMatchObject(wrongTurn)
    expect(() => handshake.clientHello()).toThrow(expect.objectContaining(wrongTurn))
  })

  test('are not taken while one is under way', async () => {
    const handshake = started()
    const reading = handshake.readServerHello(good, trust)
    await expect(handshake.readServerHello(good, trust)).rejects.toMatchObject(wrongTurn)
    await expect(handshake.clientFinish(payload)).rejects.toMatchObject(wrongTurn)
    await reading
    const finishing = handshake.clientFinish(payload)
    await expect(handshake.clientFinish(payload)).rejects.toMatchObject(wrongTurn)
    await finishing
  })
})

describe('a failed step ends the handshake', () => {
  const zero = new Uint8Array(32)
  const cases: ReadonlyArray<readonly [string, Uint8Array, string]> = [
    ['no protobuf', Uint8Array.of(0x80), 'malformed'],
    ['no ServerHello', fromHex(vectors.xx.messages.clientHello), 'malformed'],
    ['an ephemeral key of 31 bytes', helloWith({ ephemeral: zero.subarray(1) }), 'malformed'],
    ['a static key without tag', helloWith({ static: zero }), 'malformed'],
    ['no static key', helloWith({ static: new Uint8Array() }), 'malformed'],
    ['a payload shorter than a tag', helloWith({ payload: new Uint8Array(15) }), 'malformed'],
    ['an ephemeral key of small order', helloWith({ ephemeral: zero }), 'bad-key'],
    ['another static key', helloWith({ static: new Uint8Array(48) }), 'decrypt-failed'],
    ['another payload', helloWith({ payload: new Uint8Array(99) }), 'decrypt-failed'],
    ['another ephemeral key', helloWith({ ephemeral: zero.map(() => 9) }), 'decrypt-failed'],
  ]

  test.each(cases)('%s', async (_, message, code) => {
    const handshake = started()
    const error = await handshake.readServerHello(message, trust).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NoiseError)
    expect(error).toMatchObject({ code })
    await expect(handshake.clientFinish(payload)).rejects.toMatchObject(wrongTurn)
    await expect(handshake.readServerHello(good, trust)).rejects.toMatchObject(wrongTurn)
  })

  test.each([
    ['a foreign root', { ...trust, root: fromHex(vectors.keys.intermediate.public) }],
    ['a clock far behind', { ...trust, nowSec: 1 }],
  ])('%s: nothing of ours can be sent', async (_, wrongTrust) => {
    const handshake = started()
    await expect(handshake.readServerHello(good, wrongTrust)).rejects.toBeInstanceOf(
      CertificateError,
    )
    await expect(handshake.clientFinish(payload)).rejects.toMatchObject(wrongTurn)
    await expect(handshake.readServerHello(good, trust)).rejects.toMatchObject(wrongTurn)
  })
})

test('another prologue leads to another transcript', async () => {
  const handshake = new NoiseHandshake({ ...options, prologue: Uint8Array.of(0x57, 0x41, 6, 2) })
  handshake.clientHello()
  await expect(handshake.readServerHello(good, trust)).rejects.toMatchObject({
    code: 'decrypt-failed',
  })
})
