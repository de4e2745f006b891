import { beforeEach, describe, expect, test } from 'vitest'
import { fromHex } from '../crypto/bytes.ts'
import { seededRandom } from '../fuzz/seeded.ts'
import { decodeRow, encodeRow } from '../storage/rowCodec.ts'
import { decodePreKeyMessage, encodePreKeyMessage } from './preKeyMessage.ts'
import type { SessionRecord } from './records.ts'
import {
  baseKeyOf,
  decryptMessage,
  encryptMessage,
  GAP_LIMIT,
  identityOfPreKeyMessage,
  OWN_DEVICE_GAP_LIMIT,
  remoteRegistrationId,
  startSession,
} from './session.ts'
import { retryErrorOf } from './signalError.ts'
import { type TestDevice, testDevice, text } from './testParties.ts'

const rng = seededRandom(7)

const random = (length: number) => rng.bytes(length)
let alice: TestDevice
let bob: TestDevice

beforeEach(async () => {
  alice = await testDevice('alice', random)
  bob = await testDevice('bob', random)
})

async function start(from: TestDevice, to: TestDevice): Promise<void> {
  const record = from.sessions.get(to.name)
  const next = await startSession(record, to.bundle(), from.local, from.keys.newKeyPair)
  from.sessions.set(to.name, next)
}

function send(from: TestDevice, to: TestDevice, words = 'words') {
  const { next, type, bytes } = encryptMessage(from.sessions.get(to.name), text(words), from.local)
  from.sessions.set(to.name, next)
  return { type, bytes }
}

type Sent = ReturnType<typeof send>

function tryRead(to: TestDevice, from: TestDevice, { type, bytes }: Sent, gapLimit?: number) {
  const keys = { ...to.keys, gapLimit }
  return decryptMessage(to.sessions.get(from.name), type, bytes, keys)
}

async function read(to: TestDevice, from: TestDevice, sent: Sent, gapLimit?: number) {
  const result = await tryRead(to, from, sent, gapLimit)
  to.sessions.set(from.name, result.next)
  if (result.usedPreKeyId !== undefined) to.preKeys.delete(result.usedPreKeyId)
  return result
}

async function talk(): Promise<void> {
  await start(alice, bob)
  await read(bob, alice, send(alice, bob))
  await read(alice, bob, send(bob, alice))
}

const failure = (code: string) => ({ name: 'SignalError', code })

function recordOf(device: TestDevice, peer: TestDevice): SessionRecord {
  const record = device.sessions.get(peer.name)
  if (record === undefined) throw new Error('no record')
  return record
}

test('nothing can be sent or read without a session', async () => {
  expect(() => encryptMessage(undefined, text(''), alice.local)).toThrow(
    expect.objectContaining(failure('no-session')),
  )
  await talk()
  const sent = send(alice, bob)
  await expect(decryptMessage(undefined, 'msg', sent.bytes, bob.keys)).rejects.toMatchObject(
    failure('no-session'),
  )
})

test('messages are pre-key messages until something was decrypted', async () => {
  await start(alice, bob)
  const first = send(alice, bob)
  expect([first.type, send(alice, bob).type]).toEqual(['pkmsg', 'pkmsg'])
  await read(bob, alice, first)
  const answer = send(bob, alice)
  expect(answer.type).toBe('msg')
  await read(alice, bob, answer)
  expect(send(alice, bob).type).toBe('msg')
})

test('a pre-key message tells who claims to write before it is decrypted', async () => {
  await start(alice, bob)
  const { bytes } = send(alice, bob)
  expect(identityOfPreKeyMessage(bytes)).toEqual(alice.local.publicKey)
})

test('the current session has a name and the other registration id', async () => {
  expect([baseKeyOf(undefined), remoteRegistrationId(undefined)]).toEqual([undefined, undefined])
  await talk()
  expect(remoteRegistrationId(recordOf(alice, bob))).toBe(bob.local.registrationId)
  expect(remoteRegistrationId(recordOf(bob, alice))).toBe(alice.local.registrationId)
  expect(baseKeyOf(recordOf(bob, alice))).toEqual(baseKeyOf(recordOf(alice, bob)))
})

test('the one-time key that was used is named once', async () => {
  await start(alice, bob)
  const first = send(alice, bob)
  const second = send(alice, bob)
  expect(await read(bob, alice, first)).toMatchObject({ usedPreKeyId: 1, archivedUsed: false })
  const repeated = await read(bob, alice, second)
  expect([repeated.usedPreKeyId, repeated.archivedUsed]).toEqual([undefined, false])
})

test('records survive being stored, and are not changed by use', async () => {
  await talk()
  const late = send(alice, bob)
  await read(bob, alice, send(alice, bob))
  const record = recordOf(bob, alice)
  const stored = encodeRow(record)
  const again = decodeRow(stored) as SessionRecord
  const result = await decryptMessage(again, late.type, late.bytes, bob.keys)
  expect(result.plaintext).toEqual(text('words'))
  await read(bob, alice, late)
  send(bob, alice)
  expect(encodeRow(record)).toEqual(stored)
})

describe('a bundle', () => {
  test('with keys of a wrong length is refused', async () => {
    const bundle = bob.bundle()
    const short = bundle.identityKey.subarray(1)
    const { signedPreKey } = bundle
    for (const wrong of [
      { ...bundle, identityKey: short },
      { ...bundle, signedPreKey: { ...signedPreKey, publicKey: short } },
      { ...bundle, preKey: { id: 1, publicKey: short } },
    ]) {
      const started = startSession(undefined, wrong, alice.local, alice.keys.newKeyPair)
      await expect(started).rejects.toMatchObject(failure('invalid-key'))
    }
  })

  test('with a one-time key of small order is refused', async () => {
    const wrong = { ...bob.bundle(), preKey: { id: 1, publicKey: new Uint8Array(32) } }
    const started = startSession(undefined, wrong, alice.local, alice.keys.newKeyPair)
    await expect(started).rejects.toMatchObject(failure('invalid-key'))
  })
})

describe('the archive', () => {
  test('keeps 40 older sessions, newest first', async () => {
    // Without one-time keys: the service has none left.
    const names: unknown[] = []
    for (let turn = 0; turn < 45; turn++) {
      await start(alice, bob)
      names.unshift(baseKeyOf(recordOf(alice, bob)))
    }
    const { archived } = recordOf(alice, bob)
    expect(archived.map(({ baseKey }) => baseKey)).toEqual(names.slice(1, 41))
  })

  test('an archived session that reads a message becomes the current one', async () => {
    await talk()
    const old = send(alice, bob)
    const oldName = baseKeyOf(recordOf(bob, alice))
    await start(alice, bob)
    await read(bob, alice, send(alice, bob))
    const newName = baseKeyOf(recordOf(bob, alice))
    expect(newName).not.toEqual(oldName)
    expect(await read(bob, alice, old)).toMatchObject({ archivedUsed: true })
    expect(baseKeyOf(recordOf(bob, alice))).toEqual(oldName)
    expect(recordOf(bob, alice).archived.map(({ baseKey }) => baseKey)).toEqual([newName])
    expect(await read(bob, alice, send(alice, bob))).toMatchObject({ archivedUsed: true })
  })

  test('a repeated pre-key message brings its session back', async () => {
    await start(alice, bob)
    const first = send(alice, bob)
    const second = send(alice, bob)
    await read(bob, alice, first)
    const name = baseKeyOf(recordOf(bob, alice))
    await start(alice, bob)
    await read(bob, alice, send(alice, bob))
    expect(await read(bob, alice, second)).toMatchObject({ archivedUsed: true })
    expect(baseKeyOf(recordOf(bob, alice))).toEqual(name)
    await expect(tryRead(bob, alice, first)).rejects.toMatchObject(failure('duplicate'))
  })

  test('a late message under an old identity is read, and its session stays in the archive', async () => {
    await talk()
    const late = send(alice, bob)
    const reinstalled = await testDevice('alice', random)
    await start(reinstalled, bob)
    await read(bob, alice, send(reinstalled, bob))
    const current = recordOf(bob, alice).current
    const result = await read(bob, alice, late)
    expect(result.identityKey).toEqual(alice.local.publicKey)
    expect(result.archivedUsed).toBe(true)
    expect(recordOf(bob, alice).current).toBe(current)
    await expect(tryRead(bob, alice, late)).rejects.toMatchObject(failure('duplicate'))
    await read(reinstalled, bob, send(bob, reinstalled))
  })
})

describe('a message that cannot be read', () => {
  test('is a duplicate when any session has read it, whatever the current one says', async () => {
    await talk()
    const old = send(alice, bob)
    await read(bob, alice, old)
    await start(alice, bob)
    await read(bob, alice, send(alice, bob))
    await expect(tryRead(bob, alice, old)).rejects.toMatchObject(failure('duplicate'))
  })

  test('has a bad MAC when no session fits', async () => {
    await talk()
    const other = await testDevice('alice', random)
    await start(other, bob)
    const third = await testDevice('bob', random)
    await read(third, other, { ...(await first(other, third)) })
    await read(other, third, send(third, other))
    const foreign = send(other, third)
    expect(foreign.type).toBe('msg')
    await expect(tryRead(bob, alice, foreign)).rejects.toMatchObject(failure('bad-mac'))
  })

  async function first(from: TestDevice, to: TestDevice): Promise<Sent> {
    await start(from, to)
    return send(from, to)
  }

  test('makes no key and asks for none', async () => {
    await talk()
    const sent = send(alice, bob)
    sent.bytes[sent.bytes.length - 1] = (sent.bytes.at(-1) ?? 0) ^ 1
    const keys = { ...bob.keys, newKeyPair: () => Promise.reject(new Error('made a key')) }
    const attempt = decryptMessage(bob.sessions.get('alice'), sent.type, sent.bytes, keys)
    await expect(attempt).rejects.toMatchObject(failure('bad-mac'))
  })

  test('a ratchet key of small order is an invalid key', async () => {
    await talk()
    const sent = send(alice, bob)
    sent.bytes.fill(0, 4, 36)
    await expect(tryRead(bob, alice, sent)).rejects.toMatchObject(failure('invalid-key'))
  })

  test('a pre-key message that names the session of another identity begins none', async () => {
    await start(alice, bob)
    const { bytes } = send(alice, bob)
    await read(bob, alice, { type: 'pkmsg', bytes })
    const message = decodePreKeyMessage(send(alice, bob).bytes)
    const mallory = await testDevice('mallory', random)
    const forged = { ...message, identityKey: mallory.local.publicKey, preKeyId: 2 }
    const sent = { type: 'pkmsg' as const, bytes: encodePreKeyMessage(forged) }
    await expect(tryRead(bob, alice, sent)).rejects.toMatchObject(failure('bad-mac'))
  })

  test('what goes wrong while a key is looked up is not taken for a bad message', async () => {
    await start(alice, bob)
    const { type, bytes } = send(alice, bob)
    const broken = new Error('the disk is gone')
    const keys = { ...bob.keys, preKey: () => Promise.reject(broken) }
    await expect(decryptMessage(undefined, type, bytes, keys)).rejects.toBe(broken)
  })
})

describe('messages that are missing', () => {
  test.each([
    { limit: undefined, gap: GAP_LIMIT },
    { limit: OWN_DEVICE_GAP_LIMIT, gap: GAP_LIMIT + 500 },
    { limit: 10, gap: 10 },
  ])('limit $limit: $gap in a row are accepted', async ({ limit, gap }) => {
    await talk()
    for (let dropped = 0; dropped < gap; dropped++) send(alice, bob)
    const sent = send(alice, bob)
    const beyond = limit === undefined || limit === gap ? send(alice, bob) : undefined
    if (beyond !== undefined) {
      await expect(tryRead(bob, alice, beyond, limit)).rejects.toMatchObject(failure('future'))
    }
    await read(bob, alice, sent, limit)
  })

  test('the newest 2000 can still come, older ones count as duplicates', async () => {
    await talk()
    const dropped = Array.from({ length: GAP_LIMIT + 3 }, () => send(alice, bob))
    await read(bob, alice, send(alice, bob), OWN_DEVICE_GAP_LIMIT)
    const oldest = dropped[2]
    const kept = dropped[3]
    if (oldest === undefined || kept === undefined) throw new Error('no messages')
    await expect(tryRead(bob, alice, oldest)).rejects.toMatchObject(failure('duplicate'))
    await read(bob, alice, kept)
    await expect(tryRead(bob, alice, kept)).rejects.toMatchObject(failure('duplicate'))
  })

  test('more gaps push the oldest seeds out, and never more than 2000 stay', async () => {
    await talk()
    const early = Array.from({ length: 10 }, () => send(alice, bob))
    await read(bob, alice, send(alice, bob))
    const late = Array.from({ length: 1995 }, () => send(alice, bob))
    await read(bob, alice, send(alice, bob))
    const skipped = recordOf(bob, alice).current?.receiving[0]?.skipped
    expect(skipped).toHaveLength(2000 * 36)
    for (const [at, sent] of [...early, ...late.slice(0, 3), ...late.slice(-3)].entries()) {
      if (at < 5)
        await expect(tryRead(bob, alice, sent)).rejects.toMatchObject(failure('duplicate'))
      else await read(bob, alice, sent)
    }
  })
})

describe('versions', () => {
  test.each([
    { first: 0x13, code: 'legacy' },
    { first: 0x23, code: 'legacy' },
    { first: 0x43, code: 'invalid-message' },
    { first: 0xf3, code: 'invalid-message' },
    { first: 0x34, code: 'bad-mac' },
    { first: 0x30, code: 'bad-mac' },
  ])('a first byte of $first ends in $code', async ({ first, code }) => {
    await talk()
    const sent = send(alice, bob)
    sent.bytes[0] = first
    await expect(tryRead(bob, alice, sent)).rejects.toMatchObject(failure(code))
  })

  test('the lower half of the byte around a pre-key message means nothing', async () => {
    await start(alice, bob)
    const sent = send(alice, bob)
    sent.bytes[0] = 0x3f
    await read(bob, alice, sent)
  })
})

test('unknown fields are passed over, malformed ones are not', async () => {
  await start(alice, bob)
  const { bytes } = send(alice, bob)
  const withTail = (tail: string) => Uint8Array.of(...bytes, ...fromHex(tail))
  // Fields 7 and 8 are those of newer Signal messages: a number and bytes; then fixed 64 and 32.
  const known = ['3805', '420201ff', '490102030405060708', '5501020304', '38ffffffffffffffffff01']
  for (const tail of known) {
    expect(identityOfPreKeyMessage(withTail(tail))).toEqual(alice.local.publicKey)
  }
  const malformed = ['38', '4203', '4901', '55', '3b', '3c', '00', '05', '38ffffffffffffffffffff01']
  for (const tail of malformed) {
    expect(() => identityOfPreKeyMessage(withTail(tail)), tail).toThrow(
      expect.objectContaining(failure('invalid-message')),
    )
  }
})

test('each failure has the number that the sender is told', () => {
  const codes = [
    'no-session',
    'invalid-key',
    'invalid-key-id',
    'invalid-message',
    'invalid-signature',
    'future',
    'bad-mac',
    'invalid-session',
  ] as const
  expect(codes.map(retryErrorOf)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect([
    retryErrorOf('duplicate'),
    retryErrorOf('no-sender-key'),
    retryErrorOf('legacy'),
  ]).toEqual([0, 1, 4])
})
