import { array, assert, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aesGcmEncrypt } from '../../crypto/aesGcm.ts'
import { toHex } from '../../crypto/bytes.ts'
import { CipherState } from './cipherState.ts'
import { TransportCipher } from './transport.ts'

const keyA = new Uint8Array(32).fill(1)
const keyB = new Uint8Array(32).fill(2)

function ends(counter = 0): { client: TransportCipher; server: TransportCipher } {
  return {
    client: new TransportCipher(new CipherState(keyA, counter), new CipherState(keyB, counter)),
    server: new TransportCipher(new CipherState(keyB, counter), new CipherState(keyA, counter)),
  }
}

describe('transport', () => {
  test('both directions carry any frames, each at its own pace', () => {
    const frames = array(uint8Array({ maxLength: 60 }), { maxLength: 12 })
    assert(
      property(frames, frames, (up, down) => {
        const { client, server } = ends()
        const sealedUp = up.map((frame) => client.encrypt(frame))
        const sealedDown = down.map((frame) => server.encrypt(frame))
        expect(sealedDown.map((frame) => toHex(client.decrypt(frame)))).toEqual(down.map(toHex))
        expect(sealedUp.map((frame) => toHex(server.decrypt(frame)))).toEqual(up.map(toHex))
      }),
    )
  })

  test('the nonce is the counter in its last four bytes', () => {
    const nonce = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78)
    const { client } = ends(0x12345678)
    const plaintext = Uint8Array.of(5)
    expect(client.encrypt(plaintext)).toEqual(aesGcmEncrypt(keyA, nonce, plaintext))
  })

  test.each([
    ['changed', (frame: Uint8Array) => frame.map((byte, at) => (at === 0 ? byte ^ 1 : byte))],
    ['shorter than a tag', (frame: Uint8Array) => frame.subarray(0, 15)],
  ])('a frame that is %s loses the stream', (_, spoil) => {
    const { client, server } = ends()
    const [first, second] = [Uint8Array.of(1), Uint8Array.of(2)].map((frame) =>
      server.encrypt(frame),
    )
    const lost = expect.objectContaining({ name: 'NoiseError', code: 'decrypt-failed' })
    expect(() => client.decrypt(spoil(first ?? new Uint8Array()))).toThrow(lost)
    // Its counter would fit: one lost frame is enough to distrust it.
    expect(() => client.decrypt(second ?? new Uint8Array())).toThrow(lost)
  })

  test('a repeated, skipped or reordered frame does not open', () => {
    const { client, server } = ends()
    const first = server.encrypt(Uint8Array.of(1))
    expect(client.decrypt(first)).toEqual(Uint8Array.of(1))
    expect(() => client.decrypt(first)).toThrow(expect.objectContaining({ code: 'decrypt-failed' }))
    const other = ends()
    other.server.encrypt(Uint8Array.of(1))
    const second = other.server.encrypt(Uint8Array.of(2))
    expect(() => other.client.decrypt(second)).toThrow(
      expect.objectContaining({ code: 'decrypt-failed' }),
    )
  })

  test('the last counter is used, and none after it', () => {
    const { client, server } = ends(2 ** 32 - 1)
    const exhausted = expect.objectContaining({ name: 'NoiseError', code: 'counter-exhausted' })
    const last = client.encrypt(Uint8Array.of(9))
    expect(server.decrypt(last)).toEqual(Uint8Array.of(9))
    expect(() => client.encrypt(Uint8Array.of(9))).toThrow(exhausted)
    expect(() => client.encrypt(Uint8Array.of(9))).toThrow(exhausted)
    expect(() => server.decrypt(last)).toThrow(exhausted)
  })
})
