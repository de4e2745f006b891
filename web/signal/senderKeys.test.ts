import { describe, expect, test } from 'vitest'
import { generateKeyPair } from '../crypto/x25519.ts'
import { seededRandom } from '../fuzz/seeded.ts'
import { decodeRow, encodeRow } from '../storage/rowCodec.ts'
import { stepChain } from './messageChain.ts'
import type { SenderKeyRecord, SenderKeyState } from './records.ts'
import { encodeDistribution } from './senderKeyMessage.ts'
import {
  createSenderKey,
  decryptGroup,
  distributionMessage,
  encryptGroup,
  takeDistribution,
} from './senderKeys.ts'
import { text } from './testParties.ts'

const rng = seededRandom(8)

const random = (length: number) => rng.bytes(length)
const newKeyPair = () => generateKeyPair(random)
const makeKey = () => createSenderKey(random, newKeyPair)
const write = (state: SenderKeyState, words = 'words') =>
  encryptGroup(state, text(words), random(64))

const failure = (code: string) => ({ name: 'SignalError', code })

/** The state after so many messages, which nobody gets. */
function skip(state: SenderKeyState, count: number): SenderKeyState {
  let { chainKey } = state
  for (let left = count; left > 0; left--) chainKey = stepChain(chainKey).chainKey
  return { ...state, chainKey, iteration: state.iteration + count }
}

test('a new key has an id of 31 bits, its own chain and its own signing pair', async () => {
  const [one, other] = [await makeKey(), await makeKey()]
  const high = await createSenderKey((length) => new Uint8Array(length).fill(0xff), newKeyPair)
  expect(high.keyId).toBe(0x7fffffff)
  expect(one.iteration).toBe(0)
  expect(one.keyId).not.toBe(other.keyId)
  expect(one.chainKey).not.toEqual(other.chainKey)
  expect(one.signingPublic).not.toEqual(other.signingPublic)
})

test('the distribution of a stanza reads the message of that stanza', async () => {
  const key = skip(await makeKey(), 3)
  const distribution = distributionMessage(key)
  const { next, bytes } = write(key)
  const record = takeDistribution(undefined, distribution)
  expect((await decryptGroup(record, bytes)).plaintext).toEqual(text('words'))
  const later = takeDistribution(undefined, distributionMessage(next))
  await expect(decryptGroup(later, bytes)).rejects.toMatchObject(failure('no-sender-key'))
})

test('only the owner of a key can write under it', async () => {
  const key = await makeKey()
  const [state] = takeDistribution(undefined, distributionMessage(key)).states
  if (state === undefined) throw new Error('no state')
  expect(state.signingPrivate).toBeUndefined()
  expect(() => write(state)).toThrow(expect.objectContaining(failure('no-sender-key')))
})

test('records survive being stored, and are not changed by use', async () => {
  const key = await makeKey()
  const record = takeDistribution(undefined, distributionMessage(key))
  const late = write(key)
  const { next } = await decryptGroup(record, write(late.next).bytes)
  const stored = encodeRow(next)
  const again = decodeRow(stored) as SenderKeyRecord
  expect((await decryptGroup(again, late.bytes)).plaintext).toEqual(text('words'))
  await decryptGroup(next, late.bytes)
  expect(encodeRow(next)).toEqual(stored)
  expect(decodeRow(encodeRow(key))).toEqual(key)
})

describe('distributions', () => {
  test('five keys of a member are kept, the oldest is dropped', async () => {
    const keys = await Promise.all(Array.from({ length: 6 }, makeKey))
    let record: SenderKeyRecord | undefined
    for (const key of keys) record = takeDistribution(record, distributionMessage(key))
    const ids = record?.states.map(({ keyId }) => keyId)
    expect(ids).toEqual(
      keys
        .map(({ keyId }) => keyId)
        .toReversed()
        .slice(0, 5),
    )
    const [oldest, ...others] = keys.map((key) => write(key).bytes)
    if (oldest === undefined) throw new Error('no message')
    await expect(decryptGroup(record, oldest)).rejects.toMatchObject(failure('no-sender-key'))
    for (const bytes of others) await decryptGroup(record, bytes)
  })

  test('a key that comes again keeps its chain and counts as the newest', async () => {
    const keys = await Promise.all([makeKey(), makeKey()])
    let record: SenderKeyRecord | undefined
    for (const key of keys) record = takeDistribution(record, distributionMessage(key))
    const first = keys[0]
    const message = write(first)
    record = (await decryptGroup(record, message.bytes)).next
    record = takeDistribution(record, distributionMessage(first))
    expect(record.states.map(({ keyId }) => keyId)).toEqual([first.keyId, keys[1].keyId])
    await expect(decryptGroup(record, message.bytes)).rejects.toMatchObject(failure('duplicate'))
    await decryptGroup(record, write(message.next).bytes)
  })

  test('the same id with another signing key takes the place of the old one', async () => {
    const [old, other] = [await makeKey(), await makeKey()]
    const fresh = { ...other, keyId: old.keyId }
    const record = takeDistribution(
      takeDistribution(undefined, distributionMessage(old)),
      distributionMessage(fresh),
    )
    expect(record.states).toHaveLength(1)
    await decryptGroup(record, write(fresh).bytes)
    await expect(decryptGroup(record, write(old).bytes)).rejects.toMatchObject(
      failure('invalid-signature'),
    )
  })

  test('a distribution that starts later tells nothing about earlier messages', async () => {
    const { keyId, chainKey, signingPublic } = await makeKey()
    const bytes = encodeDistribution({ keyId, iteration: 0xffffffff, chainKey, signingPublic })
    expect(takeDistribution(undefined, bytes).states[0]?.iteration).toBe(0xffffffff)
  })
})

describe('iterations', () => {
  test('a jump of 2000 is followed, one more is refused', async () => {
    const key = await makeKey()
    const record = takeDistribution(undefined, distributionMessage(key))
    const near = skip(key, 2_000)
    const far = skip(near, 1)
    await expect(decryptGroup(record, write(far).bytes)).rejects.toMatchObject(failure('future'))
    const { next, plaintext } = await decryptGroup(record, write(near).bytes)
    expect(plaintext).toEqual(text('words'))
    expect(next.states[0]?.skipped).toHaveLength(2000 * 36)
  })

  test('the seeds of the newest 2000 that were skipped are kept', async () => {
    const key = await makeKey()
    const record = takeDistribution(undefined, distributionMessage(key))
    const dropped = write(skip(key, 1))
    const kept = write(dropped.next)
    const middle = write(skip(kept.next, 999))
    const read = await decryptGroup(record, middle.bytes)
    const { next } = await decryptGroup(read.next, write(skip(middle.next, 1000)).bytes)
    await expect(decryptGroup(next, dropped.bytes)).rejects.toMatchObject(failure('duplicate'))
    expect((await decryptGroup(next, kept.bytes)).plaintext).toEqual(text('words'))
  })
})
