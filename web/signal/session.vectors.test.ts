import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { type KeyPair, publicKeyOf } from '../crypto/x25519.ts'
import type { LocalIdentity, PreKeyBundle, SessionRecord } from './records.ts'
import {
  type DecryptKeys,
  decryptMessage,
  encryptMessage,
  type SessionMessageType,
  startSession,
} from './session.ts'
import { SignalError } from './signalError.ts'
import vectors from './vectors/signal-session.json' with { type: 'json' }

type Side = 'A' | 'B'

interface KeyVector {
  readonly id: number
  readonly private: string
  readonly public: string
}

interface PartyVector {
  readonly registrationId: number
  readonly identity: { readonly private?: string; readonly public: string }
  readonly signedPreKeys?: readonly KeyVector[]
  readonly oneTimePreKeys?: readonly KeyVector[]
}

interface Step {
  readonly op: string
  readonly side: Side
  readonly type?: SessionMessageType
  readonly body?: string
  readonly plaintext?: string
  readonly why?: string
  readonly times?: number
  readonly generate?: readonly string[]
  readonly bundle?: {
    readonly registrationId: number
    readonly identity: string
    readonly signedPreKey: { id: number; public: string; signature: string }
    readonly preKey?: { id: number; public: string }
  }
}

interface Scenario {
  readonly name: string
  readonly replayable: readonly Side[]
  readonly A: PartyVector
  readonly B: PartyVector
  readonly steps: readonly Step[]
}

/** The vectors carry Signal's prefix byte 05 before each public key. */
const bare = (prefixed: string): Uint8Array => fromHex(prefixed).subarray(1)

/** Which rule refuses what. Everything not listed here is a MAC that does not fit. */
const CODES: Readonly<Record<string, string>> = {
  duplicate: 'duplicate',
  'duplicate across a ratchet step': 'duplicate',
  'duplicate of a late pre-key message': 'duplicate',
  'duplicate first message of the new session': 'duplicate',
  'duplicate in an archived session': 'duplicate',
  'cut in half': 'invalid-message',
  'cut to ten bytes': 'invalid-message',
  empty: 'invalid-message',
  'MAC removed': 'invalid-message',
  'unknown one-time pre-key id': 'invalid-key-id',
  'unknown signed pre-key id': 'invalid-key-id',
  'version byte 0x23 (message version 2)': 'legacy',
  'needs 2001 skipped keys: beyond the limit of 2000': 'future',
}

/** One side of a scenario with what it has stored. */
function party(vector: PartyVector) {
  const preKeys = new Map(vector.oneTimePreKeys?.map((key) => [key.id, pair(key)]))
  const signedPreKeys = new Map(vector.signedPreKeys?.map((key) => [key.id, pair(key)]))
  const local = localOf(vector)
  const fresh: string[] = []
  let record: SessionRecord | undefined
  const keys: DecryptKeys = {
    local,
    preKey: async (id) => preKeys.get(id),
    signedPreKey: async (id) => signedPreKeys.get(id),
    newKeyPair: async () => {
      const privateKey = fromHex(fresh.shift() ?? '')
      return { privateKey, publicKey: await publicKeyOf(privateKey) }
    },
  }

  async function init({ bundle }: Step): Promise<void> {
    if (bundle === undefined) throw new Error('no bundle')
    record = await startSession(record, bundleOf(bundle), local, keys.newKeyPair)
  }

  function encrypt({ plaintext = '' }: Step) {
    const { next, type, bytes } = encryptMessage(record, fromHex(plaintext), local)
    record = next
    return { type, body: toHex(bytes) }
  }

  async function decrypt({ type = 'msg', body = '' }: Step): Promise<string> {
    const result = await decryptMessage(record, type, fromHex(body), keys)
    record = result.next
    if (result.usedPreKeyId !== undefined) preKeys.delete(result.usedPreKeyId)
    return toHex(result.plaintext)
  }

  async function reject(step: Step): Promise<void> {
    const before = structuredClone({ record, preKeys })
    const error = await decrypt(step).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SignalError)
    expect(error).toMatchObject({ code: CODES[step.why ?? ''] ?? 'bad-mac' })
    expect({ record, preKeys }).toEqual(before)
  }

  async function run(step: Step): Promise<void> {
    fresh.push(...(step.generate ?? []))
    if (step.op === 'init') await init(step)
    else if (step.op === 'encrypt') {
      expect(encrypt(step)).toEqual({ type: step.type, body: step.body })
    } else if (step.op === 'encrypt-and-drop') {
      for (let times = step.times ?? 0; times > 0; times--) encrypt(step)
    } else if (step.op === 'decrypt') expect(await decrypt(step)).toBe(step.plaintext)
    else if (step.op === 'reject') await reject(step)
    else throw new Error(`a step of an unknown kind: ${step.op}`)
    // Neither more nor fewer keys were made than the vectors list.
    expect(fresh).toEqual([])
  }

  return { run }
}

function pair(key: KeyVector): KeyPair {
  return { privateKey: fromHex(key.private), publicKey: bare(key.public) }
}

function bundleOf(bundle: NonNullable<Step['bundle']>): PreKeyBundle {
  const { registrationId, identity, signedPreKey, preKey } = bundle
  return {
    registrationId,
    identityKey: bare(identity),
    signedPreKey: {
      id: signedPreKey.id,
      publicKey: bare(signedPreKey.public),
      signature: fromHex(signedPreKey.signature),
    },
    preKey: preKey && { id: preKey.id, publicKey: bare(preKey.public) },
  }
}

const scenarios = vectors.scenarios as unknown as readonly Scenario[]

test('all scenarios are here', () => {
  expect(scenarios).toHaveLength(10)
  const steps = scenarios.flatMap((scenario) => scenario.steps)
  expect(steps.filter(({ op }) => op === 'reject')).toHaveLength(38)
})

describe.each(scenarios)('$name', (scenario) => {
  test('plays as the peers played it', async () => {
    const sides = { A: party(scenario.A), B: party(scenario.B) }
    for (const step of scenario.steps) {
      // The other side of some scenarios acted with keys that nobody knows.
      if (scenario.replayable.includes(step.side)) await sides[step.side].run(step)
    }
  })
})

describe('a bundle', () => {
  const [scenario] = scenarios
  const init = scenario?.steps.find(({ op }) => op === 'init')
  const bundle = init?.bundle && bundleOf(init.bundle)

  test('is refused when its pre-key is not signed by the identity', async () => {
    if (scenario === undefined || bundle === undefined) throw new Error('no bundle')
    const noKeys = () => Promise.reject(new Error('a key was made before the check'))
    const { signedPreKey } = bundle
    for (let at = 0; at < 64; at += 7) {
      const signature = signedPreKey.signature.slice()
      signature[at] = (signature[at] ?? 0) ^ 1
      const forged = { ...bundle, signedPreKey: { ...signedPreKey, signature } }
      const local = localOf(scenario.A)
      await expect(startSession(undefined, forged, local, noKeys)).rejects.toMatchObject({
        name: 'SignalError',
        code: 'invalid-signature',
      })
    }
  })
})

function localOf({ registrationId, identity }: PartyVector): LocalIdentity {
  return {
    privateKey: fromHex(identity.private ?? ''),
    publicKey: bare(identity.public),
    registrationId,
  }
}
