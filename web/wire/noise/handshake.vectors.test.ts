import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/bytes.ts'
import { agree, type KeyPair } from '../../crypto/x25519.ts'
import { decodeProto, encodeProto } from '../proto/codec.ts'
import { HandshakeMessageSchema } from '../proto/gen/noise_pb.ts'
import { NoiseHandshake } from './handshake.ts'
import { SymmetricState } from './symmetricState.ts'
import { TransportCipher } from './transport.ts'
import vectors from './vectors/noise.json' with { type: 'json' }

interface Step {
  readonly step: string
  readonly h: string
  readonly ck: string
  readonly k: string
  readonly n: number
}

/** Notes h, ck, k and n after every step of the handshake. */
class RecordingState extends SymmetricState {
  readonly steps: Array<Omit<Step, 'step'>> = []

  constructor(protocolName: string) {
    super(protocolName)
    this.record()
  }

  override mixHash(data: Uint8Array): void {
    super.mixHash(data)
    this.record()
  }

  override mixKey(secret: Uint8Array): void {
    super.mixKey(secret)
    this.record()
  }

  private record(): void {
    this.steps.push({
      h: toHex(this.hash),
      ck: toHex(this.chainingKey),
      k: toHex(this.cipher.key),
      n: this.cipher.counter,
    })
  }
}

const pair = (hex: { private: string; public: string }): KeyPair => ({
  privateKey: fromHex(hex.private),
  publicKey: fromHex(hex.public),
})
const clientStatic = pair(vectors.keys.clientStatic)
const ephemeral = pair(vectors.keys.clientEphemeral)
const serverStatic = pair(vectors.keys.serverStatic)
const serverEphemeral = pair(vectors.keys.serverEphemeral)
const prologue = fromHex(vectors.xx.prologue)
const trust = { root: fromHex(vectors.keys.root.public), nowSec: 1790000000 }
const payload = fromHex(vectors.clientPayload)

function withoutNames(steps: readonly Step[]): Array<Omit<Step, 'step'>> {
  return steps.map(({ h, ck, k, n }) => ({ h, ck, k, n }))
}

describe('XX', () => {
  test('passes through every state of the vectors and sends their bytes', async () => {
    const state = new RecordingState('Noise_XX_25519_AESGCM_SHA256')
    const handshake = new NoiseHandshake({ prologue, clientStatic, ephemeral }, state)
    expect(toHex(handshake.clientHello())).toBe(vectors.xx.messages.clientHello)
    const serverHello = fromHex(vectors.xx.messages.serverHello)
    const certificate = await handshake.readServerHello(serverHello, trust)
    expect(certificate.notBefore).toBeLessThan(trust.nowSec)
    expect(certificate.notAfter).toBeGreaterThan(trust.nowSec)
    const { message, transport } = await handshake.clientFinish(payload)
    expect(toHex(message)).toBe(vectors.xx.messages.clientFinish)
    expect(state.steps).toEqual(withoutNames(vectors.xx.steps))
    expectSplit(state, vectors.xx.split)
    for (const { plaintext, ciphertext } of vectors.xx.transport.clientToServer) {
      expect(toHex(transport.encrypt(fromHex(plaintext)))).toBe(ciphertext)
    }
    for (const { plaintext, ciphertext } of vectors.xx.transport.serverToClient) {
      expect(toHex(transport.decrypt(fromHex(ciphertext)))).toBe(plaintext)
    }
  })

  test('the server side of the same vectors follows from the same primitives', async () => {
    const state = new RecordingState('Noise_XX_25519_AESGCM_SHA256')
    state.mixHash(prologue)
    const hello = decodeProto(HandshakeMessageSchema, fromHex(vectors.xx.messages.clientHello))
    state.mixHash(hello.clientHello?.ephemeral ?? new Uint8Array())
    state.mixHash(serverEphemeral.publicKey)
    state.mixKey(await agree(serverEphemeral.privateKey, ephemeral.publicKey))
    const sealedStatic = state.encryptAndHash(serverStatic.publicKey)
    state.mixKey(await agree(serverStatic.privateKey, ephemeral.publicKey))
    const sealedChain = state.encryptAndHash(fromHex(vectors.certChain))
    const serverHello = encodeProto(HandshakeMessageSchema, {
      serverHello: {
        ephemeral: serverEphemeral.publicKey,
        static: sealedStatic,
        payload: sealedChain,
      },
    })
    expect(toHex(serverHello)).toBe(vectors.xx.messages.serverHello)
    const { clientFinish } = decodeProto(
      HandshakeMessageSchema,
      fromHex(vectors.xx.messages.clientFinish),
    )
    const openedStatic = state.decryptAndHash(clientFinish?.static ?? new Uint8Array())
    expect(toHex(openedStatic)).toBe(vectors.keys.clientStatic.public)
    state.mixKey(await agree(serverEphemeral.privateKey, openedStatic))
    const openedPayload = state.decryptAndHash(clientFinish?.payload ?? new Uint8Array())
    expect(toHex(openedPayload)).toBe(vectors.clientPayload)
    expect(state.steps).toEqual(withoutNames(vectors.xx.steps))
    const [toServer, toClient] = state.split()
    const transport = new TransportCipher(toClient, toServer)
    for (const { plaintext, ciphertext } of vectors.xx.transport.clientToServer) {
      expect(toHex(transport.decrypt(fromHex(ciphertext)))).toBe(plaintext)
    }
    for (const { plaintext, ciphertext } of vectors.xx.transport.serverToClient) {
      expect(toHex(transport.encrypt(fromHex(plaintext)))).toBe(ciphertext)
    }
  })
})

// The product does XX only; the two other patterns prove the state they are built on.
describe('IK and its fallback, on the same state', () => {
  test('IK', async () => {
    const state = new RecordingState('Noise_IK_25519_AESGCM_SHA256')
    state.mixHash(prologue)
    state.mixHash(serverStatic.publicKey)
    state.mixHash(ephemeral.publicKey)
    state.mixKey(await agree(ephemeral.privateKey, serverStatic.publicKey))
    const sealedStatic = state.encryptAndHash(clientStatic.publicKey)
    state.mixKey(await agree(clientStatic.privateKey, serverStatic.publicKey))
    const sealedPayload = state.encryptAndHash(payload)
    const clientHello = encodeProto(HandshakeMessageSchema, {
      clientHello: {
        ephemeral: ephemeral.publicKey,
        static: sealedStatic,
        payload: sealedPayload,
      },
    })
    expect(toHex(clientHello)).toBe(vectors.ik.messages.clientHello)
    const { serverHello } = decodeProto(
      HandshakeMessageSchema,
      fromHex(vectors.ik.messages.serverHello),
    )
    expect(serverHello?.static).toHaveLength(0)
    const peer = serverHello?.ephemeral ?? new Uint8Array()
    state.mixHash(peer)
    state.mixKey(await agree(ephemeral.privateKey, peer))
    state.mixKey(await agree(clientStatic.privateKey, peer))
    const chain = state.decryptAndHash(serverHello?.payload ?? new Uint8Array())
    expect(toHex(chain)).toBe(vectors.certChain)
    expect(state.steps).toEqual(withoutNames(vectors.ik.steps))
    expectSplit(state, vectors.ik.split)
  })

  test('XXfallback', async () => {
    const state = new RecordingState('Noise_XXfallback_25519_AESGCM_SHA256')
    const handshake = new NoiseHandshake({ prologue, clientStatic, ephemeral }, state)
    handshake.clientHello()
    await handshake.readServerHello(fromHex(vectors.xxFallback.messages.serverHello), trust)
    const { message } = await handshake.clientFinish(payload)
    expect(toHex(message)).toBe(vectors.xxFallback.messages.clientFinish)
    expect(state.steps).toEqual(withoutNames(vectors.xxFallback.steps))
    expectSplit(state, vectors.xxFallback.split)
  })
})

function expectSplit(
  state: SymmetricState,
  keys: { clientToServerKey: string; serverToClientKey: string },
): void {
  const [toServer, toClient] = state.split()
  expect(toHex(toServer.key)).toBe(keys.clientToServerKey)
  expect(toHex(toClient.key)).toBe(keys.serverToClientKey)
}
