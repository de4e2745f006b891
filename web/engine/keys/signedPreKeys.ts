import { equalBytes } from '../../crypto/bytes.ts'
import { generateKeyPair, type RandomBytes } from '../../crypto/x25519.ts'
import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { DeviceRow, RotationRow, SignedPreKeyRow, Write } from '../../storage/rows.ts'
import type { PublicPreKey } from '../../wire/stanza/preKeys.ts'
import type { AccountFacts, FactChange, Facts } from '../account/accountFacts.ts'
import type { Trace } from '../traceRing.ts'
import { signPreKey } from './signPreKey.ts'

/** A signed pre-key with both halves. */
export type SignedPreKey = DeviceRow['signedPreKey']

const DAY_MS = 86_400_000
/** How long a signed pre-key is handed out (chapter 04 section 2, zapo and whatsapp-rust). */
export const ROTATION_MS = 27 * DAY_MS
/** When to try again after a rotation that did not succeed. */
const RETRY_MS = DAY_MS
/** Retired keys that messages may still name: with 27 days each, the older one has 54. */
const KEPT_OLD = 2
const HIGHEST_ID = 0xff_ff_ff

/** The signed pre-key of this device, the one to come, and the ones that were. */
export interface SignedPreKeys {
  /** Milliseconds until the current key has been handed out long enough; 0 when it has. */
  dueInMs(): number
  /**
   * The key to offer next: the one offered before without an answer, or a new one. It is stored
   * before this resolves. Throws StorageError.
   */
  offer(): Promise<SignedPreKey>
  /**
   * The service holds this key. If it is the offered one, it is the current one from now on, and the
   * one before it is kept. `proves`: with the same commit the account is here for good.
   * Throws StorageError.
   */
  heldByService(key: PublicPreKey, proves?: 'move'): Promise<void>
  /** Whether this is the current key or the offered one. Throws StorageError. */
  isOwn(key: PublicPreKey): Promise<boolean>
  /** As `offer`, but always a key that nobody ever saw: an offered one is dropped. */
  offerNew(): Promise<SignedPreKey>
  /** The next try is due in 24 hours, with the same key. */
  putOff(): Promise<void>
  /** As `putOff`, with another key: the service called this one bad. */
  discardOffered(): Promise<void>
  /** The key that a message names by id: current, offered or retired (chapter 04 section 2). */
  find(id: number): Promise<SignedPreKey | undefined>
}

/** The signed pre-keys of one account. */
export function createSignedPreKeys(parts: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
}): SignedPreKeys {
  const { clock, randomBytes, store, facts, trace } = parts

  async function make(): Promise<SignedPreKey> {
    const pair = await generateKeyPair(randomBytes)
    const signature = signPreKey(requireDevice(facts.now()).identity, pair.publicKey, randomBytes)
    const row: SignedPreKeyRow = { ...pair, signature }
    let id = 0
    await facts.change((newest) => {
      const rotation = rotationOf(newest)
      id = rotation.newestId >= HIGHEST_ID ? 1 : rotation.newestId + 1
      const { offeredId } = rotation
      const dropped: Write[] =
        offeredId === undefined ? [] : [{ del: 'signedPreKeys', key: offeredId }]
      return {
        keyCare: { ...newest.keyCare, rotation: { ...rotation, newestId: id, offeredId: id } },
        also: [...dropped, { put: 'signedPreKeys', key: id, row }],
      }
    })
    trace({ step: 'signed-prekey', change: 'made' })
    return { id, ...row }
  }

  async function offered(): Promise<SignedPreKey | undefined> {
    const { offeredId } = rotationOf(facts.now())
    const row = offeredId === undefined ? undefined : await store.get('signedPreKeys', offeredId)
    return offeredId === undefined || row === undefined ? undefined : { id: offeredId, ...row }
  }

  async function adopt(id: number, row: SignedPreKeyRow, proves?: 'move'): Promise<void> {
    const nowMs = clock.now()
    const tooOld = await beyondKept()
    let adopted = false
    await facts.change((newest) => {
      const device = requireDevice(newest)
      const { offeredId, newestId } = rotationOf(newest)
      adopted = offeredId === id
      if (!adopted) return undefined
      const { privateKey, publicKey, signature } = row
      const { id: retiredId, ...retired } = device.signedPreKey
      return {
        device: { ...device, signedPreKey: { id, privateKey, publicKey, signature } },
        keyCare: { ...newest.keyCare, rotation: { newestId, dueMs: nowMs + ROTATION_MS } },
        ...(proves === undefined ? {} : settled(newest)),
        also: [
          { del: 'signedPreKeys', key: id },
          ...tooOld.map((key): Write => ({ del: 'signedPreKeys', key })),
          { put: 'signedPreKeys', key: retiredId, row: { ...retired, retiredAtMs: nowMs } },
        ],
      }
    })
    if (adopted) trace({ step: 'signed-prekey', change: 'rotated' })
  }

  /** Ids of the retired keys that go when one more retires. */
  async function beyondKept(): Promise<number[]> {
    const rows = await store.getAll('signedPreKeys')
    return rows
      .flatMap(({ key, row: { retiredAtMs } }) =>
        retiredAtMs === undefined ? [] : [{ key, retiredAtMs }],
      )
      .toSorted((a, b) => b.retiredAtMs - a.retiredAtMs)
      .slice(KEPT_OLD - 1)
      .map(({ key }) => key)
  }

  function tryAgainLater({ newestId, offeredId }: RotationRow): RotationRow {
    const dueMs = clock.now() + RETRY_MS
    return { dueMs, newestId, ...(offeredId === undefined ? {} : { offeredId }) }
  }

  return {
    dueInMs() {
      const leftMs = rotationOf(facts.now()).dueMs - clock.now()
      // Written by a clock that was far ahead: such a time must not be waited for.
      return leftMs > 2 * ROTATION_MS ? 0 : Math.max(0, leftMs)
    },
    offer: async () => (await offered()) ?? (await make()),
    offerNew: make,
    async isOwn({ id, publicKey }) {
      const own = [requireDevice(facts.now()).signedPreKey, await offered()]
      return own.some((key) => key?.id === id && equalBytes(key.publicKey, publicKey))
    },
    async heldByService({ id, publicKey }, proves) {
      if (rotationOf(facts.now()).offeredId !== id) return
      const row = await store.get('signedPreKeys', id)
      if (row !== undefined && equalBytes(row.publicKey, publicKey)) await adopt(id, row, proves)
    },
    putOff: () =>
      facts.change((newest) => ({
        keyCare: { ...newest.keyCare, rotation: tryAgainLater(rotationOf(newest)) },
      })),
    async discardOffered() {
      await facts.change((newest) => {
        const { newestId, offeredId, dueMs } = rotationOf(newest)
        return {
          keyCare: { ...newest.keyCare, rotation: tryAgainLater({ newestId, dueMs }) },
          also: offeredId === undefined ? [] : [{ del: 'signedPreKeys', key: offeredId }],
        }
      })
      trace({ step: 'signed-prekey', change: 'refused' })
    },
    async find(id) {
      const { signedPreKey } = requireDevice(facts.now())
      if (signedPreKey.id === id) return signedPreKey
      const row = await store.get('signedPreKeys', id)
      return row === undefined ? undefined : { id, ...row }
    },
  }
}

/** Where the rotation stands; before the first one, the first key counts from when it was made. */
function rotationOf({ device, keyCare }: Facts): RotationRow {
  const { signedPreKey, createdAtMs } = requireDevice({ device })
  return keyCare?.rotation ?? { dueMs: createdAtMs + ROTATION_MS, newestId: signedPreKey.id }
}

/** The link, at home where it came to. */
function settled({ session }: Facts): Pick<FactChange, 'session'> {
  if (session === undefined) return {}
  const { onTheMove: _, ...kept } = session
  return { session: kept }
}

function requireDevice({ device }: Pick<Facts, 'device'>): DeviceRow {
  if (device === undefined) throw new Error('signed pre-keys belong to a device')
  return device
}
