import { describe, expect, test, vi } from 'vitest'
import { fromHex } from '../crypto/bytes.ts'
import { fuzzDecoder } from '../fuzz/fuzzDecoder.ts'
import { seededRandom } from '../fuzz/seeded.ts'
import { decodePreKeyMessage } from './preKeyMessage.ts'
import type { SenderKeyRecord } from './records.ts'
import { decodeDistribution, decodeSenderKeyMessage } from './senderKeyMessage.ts'
import { decryptGroup, takeDistribution } from './senderKeys.ts'
import { decryptMessage, encryptMessage, startSession } from './session.ts'
import { SignalError } from './signalError.ts'
import { decodeSignalMessage } from './signalMessage.ts'
import { testDevice, text } from './testParties.ts'
import groups from './vectors/sender-key.json' with { type: 'json' }
import sessions from './vectors/signal-session.json' with { type: 'json' }

vi.setConfig({ testTimeout: 60_000 })

const isTyped = (error: unknown): boolean => error instanceof SignalError

const written = sessions.scenarios.flatMap((scenario) =>
  (scenario.steps as ReadonlyArray<{ op: string; type?: string; body?: string }>).filter(
    ({ op }) => op === 'encrypt',
  ),
)
const bodies = (type: string): Uint8Array[] =>
  written.filter((step) => step.type === type).map(({ body = '' }) => fromHex(body))
const groupMessages = groups.senderKeys.first.messages
const distributions = groupMessages.map((message) =>
  fromHex(message.distributionMessageAtThisIteration),
)

describe.each([
  { name: 'message', decode: decodeSignalMessage, valid: bodies('msg') },
  { name: 'pre-key message', decode: decodePreKeyMessage, valid: bodies('pkmsg') },
  {
    name: 'group message',
    decode: decodeSenderKeyMessage,
    valid: groupMessages.map(({ body }) => fromHex(body)),
  },
  { name: 'distribution', decode: decodeDistribution, valid: distributions },
])('a spoilt $name', ({ decode, valid }) => {
  test('is read or refused', async () => {
    expect(valid.length).toBeGreaterThan(2)
    for (const bytes of valid) decode(bytes)
    const outcome = await fuzzDecoder({ seed: 41, inputs: 100_000, valid, decode, isTyped })
    expect(outcome.mutations / outcome.inputs).toBeGreaterThanOrEqual(0.8)
    expect(outcome.values).toBeGreaterThan(outcome.inputs * 0.05)
    expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.2)
  })
})

// The whole way, with its agreements and signatures: slower, so fewer.
test('no spoilt message changes a session or is read as another one', async () => {
  const rng = seededRandom(42)
  const random = (length: number) => rng.bytes(length)
  const alice = await testDevice('alice', random)
  const bob = await testDevice('bob', random)
  const started = await startSession(undefined, bob.bundle(), alice.local, alice.keys.newKeyPair)
  const first = encryptMessage(started, text('first'), alice.local)
  const second = encryptMessage(first.next, text('second'), alice.local)
  const begun = await decryptMessage(undefined, 'pkmsg', first.bytes, bob.keys)
  const before = structuredClone(begun.next)
  const outcome = await fuzzDecoder({
    seed: 43,
    inputs: 3000,
    valid: [decodePreKeyMessage(second.bytes).message],
    decode: async (input) => {
      const { plaintext } = await decryptMessage(begun.next, 'msg', input, bob.keys)
      expect(plaintext).toEqual(text('second'))
    },
    isTyped,
  })
  expect(begun.next).toEqual(before)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})

test('no spoilt group message changes a key or is read as another one', async () => {
  const [distribution] = distributions
  const [message] = groupMessages
  if (distribution === undefined || message === undefined) throw new Error('no vectors')
  const record: SenderKeyRecord = takeDistribution(undefined, distribution)
  const before = structuredClone(record)
  const outcome = await fuzzDecoder({
    seed: 44,
    inputs: 3000,
    valid: [fromHex(message.body)],
    decode: async (input) => {
      const { plaintext } = await decryptGroup(record, input)
      expect(plaintext).toEqual(fromHex(message.plaintext))
    },
    isTyped,
  })
  expect(record).toEqual(before)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})
