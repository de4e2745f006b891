import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { seededRandom } from '../fuzz/seeded.ts'
import {
  createSenderKey,
  decryptGroup,
  distributionMessage,
  encryptGroup,
  takeDistribution,
} from './senderKeys.ts'
import type { SenderKeyState } from './records.ts'
import { baseKeyOf, decryptMessage, encryptMessage, startSession } from './session.ts'
import { SignalError } from './signalError.ts'
import { decodePreKeyMessage } from './preKeyMessage.ts'
import { decodeSignalMessage } from './signalMessage.ts'
import { nameOf, type TestDevice, testDevice, text } from './testParties.ts'

vi.setConfig({ testTimeout: 120_000 })

/** How many chains of the other side a session keeps (chapter 04 section 5). */
const CHAINS_KEPT = 5

/** How many keys of one member are kept (chapter 04 section 6). */
const SENDER_KEYS_KEPT = 5

interface InFlight {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly kind: 'pkmsg' | 'msg' | 'skmsg'
  readonly bytes: Uint8Array
  /** Session or group key, and the chain in it. */
  readonly session: string
  readonly chain: string
  readonly plaintext: string
  /** A distribution message travels as the content of a pairwise message. */
  readonly distribution?: Uint8Array | undefined
}

/** As `which`: the message that was sent last. */
const NEWEST = -1

type Crash = 'none' | 'before' | 'after'

type Op =
  | { readonly op: 'send'; readonly from: number; readonly to: number; readonly crash: Crash }
  | { readonly op: 'renew'; readonly from: number; readonly to: number }
  | { readonly op: 'group'; readonly from: number; readonly crash: Crash }
  | { readonly op: 'rotate'; readonly from: number }
  | {
      readonly op: 'deliver'
      readonly which: number
      readonly crash: Crash
      readonly again: boolean
    }
  | { readonly op: 'spoil'; readonly which: number; readonly bit: number }
  | { readonly op: 'lose'; readonly which: number }

/**
 * Devices, the messages between them, and what a correct device must do with each. A crash before a
 * commit leaves what was committed before; a crash after it loses what would have followed.
 */
async function world(seed: number, count: number) {
  const rng = seededRandom(seed)
  const random = (length: number) => rng.bytes(length)
  const devices: TestDevice[] = []
  for (let at = 0; at < count; at++) devices.push(await testDevice(`device${at}`, random))
  const byName = new Map(devices.map((device) => [device.name, device]))
  const inFlight: InFlight[] = []
  /** Own group keys, and who was given which. */
  const own = new Map<string, { state: SenderKeyState; given: Set<string> }>()
  const read = new Set<string>()
  /** Chains in the order in which a device came to know them, by device and session. */
  const chains = new Map<string, string[]>()
  const lost = new Set<string>()
  let messages = 0
  const tally = { sent: 0, read: 0, duplicate: 0, refused: 0, waiting: 0, dropped: 0 }

  const at = (index: number): TestDevice => {
    const device = devices[index % count]
    if (device === undefined) throw new Error('no device')
    return device
  }

  async function startFrom(from: TestDevice, to: TestDevice): Promise<void> {
    const before = from.sessions.get(to.name)
    const { local, keys } = from
    from.sessions.set(to.name, await startSession(before, to.bundle(), local, keys.newKeyPair))
  }

  async function send(
    from: TestDevice,
    to: TestDevice,
    crash: Crash,
    distribution?: Uint8Array,
  ): Promise<boolean> {
    if (!from.sessions.has(to.name)) await startFrom(from, to)
    const record = from.sessions.get(to.name)
    const id = `message ${messages++} of ${from.name}`
    const { next, type, bytes } = encryptMessage(record, distribution ?? text(id), from.local)
    if (crash === 'before') return false
    from.sessions.set(to.name, next)
    if (crash === 'after') return false
    const inner = type === 'msg' ? bytes : decodePreKeyMessage(bytes).message
    inFlight.push({
      id,
      from: from.name,
      to: to.name,
      kind: type,
      bytes,
      session: nameOf(baseKeyOf(record)),
      chain: nameOf(decodeSignalMessage(inner).ratchetKey),
      plaintext: id,
      distribution,
    })
    tally.sent++
    return true
  }

  async function sendToGroup(from: TestDevice, crash: Crash): Promise<void> {
    const key = own.get(from.name) ?? {
      state: await createSenderKey(random, from.keys.newKeyPair),
      given: new Set<string>(),
    }
    own.set(from.name, key)
    const distribution = distributionMessage(key.state)
    const others = devices.filter((device) => device !== from)
    for (const to of others) {
      if (key.given.has(to.name)) continue
      if (await send(from, to, 'none', distribution)) key.given.add(to.name)
    }
    const id = `group message ${messages++} of ${from.name}`
    const { next, bytes } = encryptGroup(key.state, text(id), random(64))
    if (crash === 'before') return
    key.state = next
    if (crash === 'after') return
    for (const to of others) {
      const chain = String(next.keyId)
      inFlight.push({
        id: `${id} to ${to.name}`,
        from: from.name,
        to: to.name,
        kind: 'skmsg',
        bytes,
        session: 'group',
        chain,
        plaintext: id,
      })
      tally.sent++
    }
  }

  /** Chains that the receiver learned of in the session of a message. */
  function learned({ to, from, session }: InFlight): string[] {
    const name = `${to} ${from} ${session}`
    const list = chains.get(name) ?? []
    chains.set(name, list)
    return list
  }

  function isDropped(message: InFlight): boolean {
    const list = learned(message)
    const place = list.lastIndexOf(message.chain)
    const kept = message.kind === 'skmsg' ? SENDER_KEYS_KEPT : CHAINS_KEPT
    return place >= 0 && list.length - place > kept
  }

  function noteChain(message: InFlight, chain: string): void {
    const list = learned(message)
    if (!list.includes(chain)) list.push(chain)
  }

  /** What a correct receiver answers, before it is asked. */
  function expected(message: InFlight): string {
    if (isDropped(message)) return message.kind === 'skmsg' ? 'no-sender-key' : 'bad-mac'
    if (read.has(message.id)) return 'duplicate'
    const hasKey = learned(message).includes(message.chain)
    if (message.kind === 'skmsg' && !hasKey) return 'no-sender-key'
    return 'read'
  }

  async function decrypt(message: InFlight, bytes: Uint8Array) {
    const { from, kind } = message
    const device = byName.get(message.to)
    if (device === undefined) throw new Error('no device')
    if (kind === 'skmsg') {
      const { next, plaintext } = await decryptGroup(device.senderKeys.get(from), bytes)
      return { plaintext, commit: () => void device.senderKeys.set(from, next) }
    }
    const result = await decryptMessage(device.sessions.get(from), kind, bytes, device.keys)
    expect(result.identityKey).toEqual(byName.get(from)?.local.publicKey)
    return {
      plaintext: result.plaintext,
      commit: () => {
        device.sessions.set(from, result.next)
        if (result.usedPreKeyId !== undefined) device.preKeys.delete(result.usedPreKeyId)
        if (message.distribution === undefined) return
        const taken = takeDistribution(device.senderKeys.get(from), message.distribution)
        device.senderKeys.set(from, taken)
        const [newest] = taken.states
        const skmsg = { ...message, session: 'group' }
        const list = learned(skmsg)
        if (newest !== undefined && !list.includes(String(newest.keyId))) {
          list.push(String(newest.keyId))
        }
      },
    }
  }

  async function deliver(message: InFlight, crash: Crash): Promise<'gone' | 'waiting'> {
    const wanted = expected(message)
    try {
      const { plaintext, commit } = await decrypt(message, message.bytes)
      expect(wanted).toBe('read')
      expect(plaintext).toEqual(message.distribution ?? text(message.plaintext))
      if (crash === 'before') return 'waiting'
      commit()
      if (message.kind !== 'skmsg') noteChain(message, message.chain)
      read.add(message.id)
      tally.read++
      // The answer did not leave: the service delivers the message again.
      return crash === 'after' ? 'waiting' : 'gone'
    } catch (error) {
      if (!(error instanceof SignalError)) throw error
      expect(error.code, message.id).toBe(wanted)
      if (wanted === 'duplicate') tally.duplicate++
      else if (wanted === 'no-sender-key' && !isDropped(message)) {
        tally.waiting++
        return 'waiting'
      } else tally.dropped++
      return 'gone'
    }
  }

  async function spoil(message: InFlight, bit: number): Promise<void> {
    const bytes = message.bytes.slice()
    const place = bit % (bytes.length * 8)
    bytes[place >> 3] = (bytes[place >> 3] ?? 0) ^ (1 << (place & 7))
    const device = byName.get(message.to)
    const before = structuredClone([device?.sessions, device?.senderKeys])
    const outcome = await decrypt(message, bytes).then(
      ({ plaintext }) => plaintext,
      (error: unknown) => error,
    )
    if (outcome instanceof SignalError) tally.refused++
    else {
      // Nothing authenticates the registration id: only a pre-key message has bits like that.
      expect(message.kind).toBe('pkmsg')
      expect(outcome).toEqual(message.distribution ?? text(message.plaintext))
    }
    expect([device?.sessions, device?.senderKeys]).toEqual(before)
  }

  async function run(op: Op): Promise<void> {
    if (op.op === 'send') {
      if (at(op.from) !== at(op.to)) await send(at(op.from), at(op.to), op.crash)
    } else if (op.op === 'renew') {
      if (at(op.from) !== at(op.to)) await startFrom(at(op.from), at(op.to))
    } else if (op.op === 'group') await sendToGroup(at(op.from), op.crash)
    else if (op.op === 'rotate') own.delete(at(op.from).name)
    else {
      const index =
        op.which === NEWEST ? inFlight.length - 1 : op.which % Math.max(1, inFlight.length)
      const message = inFlight[index]
      if (message === undefined) return
      if (op.op === 'spoil') await spoil(message, op.bit)
      else if (op.op === 'lose') {
        inFlight.splice(index, 1)
        lost.add(message.id)
      } else if ((await deliver(message, op.crash)) === 'gone' && !op.again) {
        inFlight.splice(index, 1)
      }
    }
  }

  /** Whatever is still on its way arrives, in any order; then nothing may be missing. */
  async function settle(): Promise<void> {
    for (let calm = 0; inFlight.length > 0 && calm <= inFlight.length; ) {
      const index = rng.int(inFlight.length)
      const [message] = inFlight.splice(index, 1)
      if (message === undefined) return
      const outcome = await deliver(message, 'none')
      if (outcome === 'waiting') inFlight.push(message)
      calm = outcome === 'waiting' ? calm + 1 : 0
    }
    // A few that were tried in another order than the key came in.
    for (const message of inFlight.splice(0)) {
      if ((await deliver(message, 'none')) === 'waiting') inFlight.push(message)
    }
    // What is left can only be a group message whose key got lost on the way.
    if (lost.size === 0) expect(inFlight).toEqual([])
    expect(inFlight.every(({ kind }) => kind === 'skmsg')).toBe(true)
  }

  return { run, settle, tally }
}

const index = fc.nat(1000)
const crash = fc.constantFrom<Crash>('none', 'none', 'none', 'before', 'after')
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ op: fc.constant('send'), from: index, to: index, crash }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant('deliver'),
      which: index,
      crash,
      again: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('renew'), from: index, to: index }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('group'), from: index, crash }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('rotate'), from: index }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('spoil'), which: index, bit: fc.nat(100_000) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('lose'), which: index }) },
) as fc.Arbitrary<Op>

test('any interleaving of two to five devices reads every message once or says why not', async () => {
  const total = { sent: 0, read: 0, duplicate: 0, refused: 0, waiting: 0, dropped: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.integer({ min: 2, max: 5 }),
      fc.array(op, { minLength: 20, maxLength: 120 }),
      async (seed, count, ops) => {
        const { run, settle, tally } = await world(seed, count)
        for (const each of ops) await run(each)
        await settle()
        for (const name of Object.keys(total) as Array<keyof typeof total>) {
          total[name] += tally[name]
        }
      },
    ),
    { numRuns: 40 },
  )
  // What is never hit is not tested.
  for (const [name, hits] of Object.entries(total)) {
    if (name !== 'dropped') expect(hits, name).toBeGreaterThan(20)
  }
})

// Two devices that answer each other all the time step their ratchets often enough to drop chains.
test('chains that were dropped are said to be unreadable', async () => {
  let dropped = 0
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { run, settle, tally } = await world(seed, 2)
      // Of two messages of each turn one arrives at once and the other much later.
      for (let turn = 0; turn < 40; turn++) {
        await run({ op: 'send', from: turn, to: turn + 1, crash: 'none' })
        await run({ op: 'send', from: turn, to: turn + 1, crash: 'none' })
        await run({ op: 'deliver', which: NEWEST, crash: 'none', again: false })
      }
      await settle()
      dropped += tally.dropped
    }),
    { numRuns: 3 },
  )
  // All but those of the newest five chains of each side.
  expect(dropped).toBe(3 * (40 - 2 * CHAINS_KEPT))
})
