import { expect, test, vi } from 'vitest'
import { fromHex } from '../../crypto/bytes.ts'
import { fuzzDecoder } from '../../fuzz/fuzzDecoder.ts'
import { CertificateError, verifyCertChain } from './certificates.ts'
import { CipherState } from './cipherState.ts'
import { NoiseError } from './errors.ts'
import { NoiseHandshake } from './handshake.ts'
import { TransportCipher } from './transport.ts'
import vectors from './vectors/noise.json' with { type: 'json' }

vi.setConfig({ testTimeout: 60_000 })

const pair = (hex: { private: string; public: string }) => ({
  privateKey: fromHex(hex.private),
  publicKey: fromHex(hex.public),
})
const trust = { root: fromHex(vectors.keys.root.public), nowSec: 1790000000 }
const isTyped = (error: unknown): boolean =>
  error instanceof NoiseError || error instanceof CertificateError

// Beyond parsing, which the codec's own test covers 100,000 times, each of these costs a signature
// check or an agreement; a tenth or less of that number keeps the run short.

test('a spoilt certificate chain is refused or says the same', async () => {
  const serverStatic = fromHex(vectors.keys.serverStatic.public)
  const outcome = await fuzzDecoder({
    seed: 21,
    inputs: 5_000,
    valid: vectors.certificates.map(({ chain }) => fromHex(chain)),
    decode: (input) => verifyCertChain(input, serverStatic, trust),
    isTyped,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})

test('a spoilt ServerHello is refused', async () => {
  const options = {
    prologue: fromHex(vectors.xx.prologue),
    clientStatic: pair(vectors.keys.clientStatic),
    ephemeral: pair(vectors.keys.clientEphemeral),
  }
  const outcome = await fuzzDecoder({
    seed: 22,
    inputs: 3_000,
    valid: [fromHex(vectors.xx.messages.serverHello)],
    decode: (input) => {
      const handshake = new NoiseHandshake(options)
      handshake.clientHello()
      return handshake.readServerHello(input, trust)
    },
    isTyped,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})

test('a spoilt transport frame is refused', async () => {
  const key = new Uint8Array(32).fill(5)
  const outcome = await fuzzDecoder({
    seed: 23,
    inputs: 20_000,
    valid: [0, 1, 50].map((length) => new CipherState(key).encrypt(new Uint8Array(length))),
    decode: (input) =>
      new TransportCipher(new CipherState(key), new CipherState(key)).decrypt(input),
    isTyped,
  })
  expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})
