import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { xeddsaVerify } from '../crypto/xeddsa.ts'
import { groupMessageKeys } from './messageBody.ts'
import { NOTHING_SKIPPED, stepChain } from './messageChain.ts'
import type { SenderKeyRecord, SenderKeyState } from './records.ts'
import { decryptGroup, distributionMessage, encryptGroup, takeDistribution } from './senderKeys.ts'
import { SignalError } from './signalError.ts'
import vectors from './vectors/sender-key.json' with { type: 'json' }

const { first, rotated } = vectors.senderKeys
const random64 = Uint8Array.from({ length: 64 }, (_, at) => at)

/** Which rule refuses what. */
const CODES: Readonly<Record<string, string>> = {
  'no distribution message processed yet': 'no-sender-key',
  duplicate: 'duplicate',
  'duplicate of the first': 'duplicate',
  'iteration before the distribution message': 'no-sender-key',
  'duplicate after the same distribution message came again': 'duplicate',
  'signature byte changed': 'invalid-signature',
  'signature sign bit changed': 'invalid-signature',
  'ciphertext byte changed': 'invalid-signature',
  'iteration changed, old signature': 'invalid-signature',
  'signed by another key': 'invalid-signature',
  'ciphertext one byte too long, freshly signed': 'invalid-message',
  'unknown key id, freshly signed': 'no-sender-key',
  'cut short': 'invalid-message',
  'version byte 0x23 (message version 2), freshly signed': 'legacy',
  empty: 'invalid-message',
  'chain key missing': 'invalid-message',
  'chain key 31 bytes': 'invalid-key',
  'signing key without prefix byte and 31 bytes long': 'invalid-key',
  '25000 iterations ahead': 'future',
}

describe.each([
  { name: 'first', key: first },
  { name: 'rotated', key: rotated },
])('the key "$name"', ({ key }) => {
  const begin: SenderKeyState = {
    keyId: key.keyId,
    firstIteration: 0,
    iteration: 0,
    chainKey: fromHex(key.chainKey0),
    signingPublic: fromHex(key.signingPublic).subarray(1),
    signingPrivate: fromHex(key.signingPrivate),
    skipped: NOTHING_SKIPPED,
  }

  test('writes the messages and distributions of the peers', async () => {
    let state = begin
    for (const message of key.messages) {
      expect(state.iteration).toBe(message.iteration)
      expect(toHex(distributionMessage(state))).toBe(message.distributionMessageAtThisIteration)
      const { next, bytes } = encryptGroup(state, fromHex(message.plaintext), random64)
      expect(toHex(bytes.subarray(0, -64))).toBe(message.signedPart)
      const signed = bytes.subarray(0, -64)
      expect(await xeddsaVerify(begin.signingPublic, signed, bytes.subarray(-64))).toBe(true)
      state = next
    }
    expect(state.iteration).toBe(key.messages.length)
  })

  test('has the seeds, keys and IVs of the peers', () => {
    let chainKey = fromHex(key.chainKey0)
    for (const message of key.messages) {
      expect(toHex(chainKey)).toBe(message.chainKey)
      const step = stepChain(chainKey)
      expect(toHex(step.seed)).toBe(message.seed)
      const { cipherKey, iv } = groupMessageKeys(step.seed)
      expect([toHex(cipherKey), toHex(iv)]).toEqual([message.cipherKey, message.iv])
      chainKey = step.chainKey
    }
  })
})

interface Step {
  readonly op: string
  readonly body: string
  readonly plaintext?: string
  readonly why?: string
  /** What a refused message is, where it is not a group message. */
  readonly what?: string
}

describe.each(vectors.scenarios as readonly { name: string; steps: Step[] }[])(
  '$name',
  (scenario) => {
    test('plays as written', async () => {
      let record: SenderKeyRecord | undefined
      const process = (body: string): void => {
        record = takeDistribution(record, fromHex(body))
      }
      const decrypt = async (body: string): Promise<string> => {
        const { next, plaintext } = await decryptGroup(record, fromHex(body))
        record = next
        return toHex(plaintext)
      }
      for (const { op, body, plaintext, why = '', what } of scenario.steps) {
        if (op === 'process') process(body)
        else if (op === 'decrypt') expect(await decrypt(body)).toBe(plaintext)
        else {
          const before = structuredClone(record)
          const attempt = async () => (what === undefined ? decrypt(body) : process(body))
          const error = await attempt().then(
            () => 'accepted',
            (thrown: unknown) => thrown,
          )
          expect(error, why).toBeInstanceOf(SignalError)
          expect(error).toMatchObject({ code: CODES[why] })
          expect(record).toEqual(before)
        }
      }
    })
  },
)
