import { generateKeyPairs, type KeyPair } from '../../crypto/x25519.ts'
import type { Clock, RandomBytes } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { DeviceRow, Write } from '../../storage/rows.ts'
import {
  parsePreKeyCount,
  preKeyCountRequest,
  preKeyUpload,
  type PublicPreKey,
} from '../../wire/stanza/preKeys.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import type { Trace } from '../traceRing.ts'

/** How many keys the service is given at a time, as the official client does. */
export const UPLOAD_SIZE = 812
/** Below this many keys on the service, more are due. */
export const LOW_STOCK = 5
const HIGHEST_ID = 0xff_ff_ff
/** Keys made without a look at the clock: about 8 ms where no native crypto helps. */
const KEYS_PER_SLICE = 24
const KEYS_PER_COMMIT = 5 * KEYS_PER_SLICE
/** Other work gets its turn after this long. */
const TURN_MS = 6

/** The one-time keys that others use to write to this device first (chapter 04 section 2). */
export interface PreKeyStock {
  /** Asks the service how many it has left. Throws RequestError. */
  left(request: Request): Promise<number>
  /**
   * Makes keys up to 812, stores them, uploads them, and remembers that the service has them. A call
   * while one is under way waits for that one.
   *
   * @throws RequestError, StorageError. Keys made but not confirmed are offered again next time.
   */
  upload(request: Request): Promise<void>
}

/** The stock of one account. */
export function createPreKeyStock(parts: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  /** Whether the connection that wants the keys is still there. */
  readonly isWanted: () => boolean
}): PreKeyStock {
  const { clock, store, facts, trace } = parts
  let underWay: Promise<void> | undefined

  async function uploadAll(request: Request): Promise<void> {
    const preKeys = [...(await leftovers()), ...(await makeMissing())].slice(0, UPLOAD_SIZE)
    const { registrationId, identity, signedPreKey } = requireDevice()
    await request((id) =>
      preKeyUpload(id, {
        registrationId,
        identityPublic: identity.publicKey,
        signedPreKey,
        preKeys,
      }),
    )
    const confirmed = (preKeys.at(-1)?.id ?? 0) + 1
    await facts.change(({ device, session }) => ({
      ...(device && { device: { ...device, firstUnuploadedPreKeyId: confirmed } }),
      ...(session && { session: { ...session, preKeysUploaded: true } }),
    }))
    trace({ step: 'prekeys-uploaded', count: preKeys.length })
  }

  function requireDevice(): DeviceRow {
    const { device } = facts.now()
    if (device === undefined) throw new Error('pre-keys belong to a device')
    return device
  }

  /** Keys that were stored earlier without a word from the service about them. */
  async function leftovers(): Promise<PublicPreKey[]> {
    const { firstUnuploadedPreKeyId, nextPreKeyId } = requireDevice()
    if (firstUnuploadedPreKeyId >= nextPreKeyId) return []
    const rows = await store.getAll('preKeys')
    return rows
      .filter(({ key }) => key >= firstUnuploadedPreKeyId && key < nextPreKeyId)
      .map(({ key, row }) => ({ id: key, publicKey: row.publicKey }))
  }

  async function makeMissing(): Promise<PublicPreKey[]> {
    const { firstUnuploadedPreKeyId, nextPreKeyId } = requireDevice()
    let missing = UPLOAD_SIZE - (nextPreKeyId - firstUnuploadedPreKeyId)
    const made: PublicPreKey[] = []
    while (missing > 0) {
      if (!parts.isWanted()) throw new RequestError('closed')
      const pairs = await makePairs(Math.min(missing, KEYS_PER_COMMIT))
      made.push(...(await commit(pairs)))
      missing -= pairs.length
    }
    return made
  }

  /** Makes key pairs in slices and lets other work run between them (law 13). */
  async function makePairs(count: number): Promise<KeyPair[]> {
    const pairs: KeyPair[] = []
    let turnBeganMs = clock.now()
    while (pairs.length < count) {
      const slice = Math.min(KEYS_PER_SLICE, count - pairs.length)
      pairs.push(...(await generateKeyPairs(parts.randomBytes, slice)))
      if (clock.now() - turnBeganMs < TURN_MS) continue
      await new Promise<void>((resolve) => void clock.after(0, resolve))
      turnBeganMs = clock.now()
    }
    return pairs
  }

  /** Ids are given out in the commit that stores the keys, so none is ever given twice. */
  async function commit(pairs: readonly KeyPair[]): Promise<PublicPreKey[]> {
    let stored: PublicPreKey[] = []
    await facts.change(({ device }) => {
      if (device === undefined) return undefined
      const firstId = firstIdFor(device, pairs.length)
      stored = pairs.map(({ publicKey }, at) => ({ id: firstId + at, publicKey }))
      const also = pairs.map((row, at): Write => ({ put: 'preKeys', key: firstId + at, row }))
      return { device: { ...device, ...watermarks(device, firstId, pairs.length) }, also }
    })
    return stored
  }

  return {
    left: async (request) => parsePreKeyCount(await request(preKeyCountRequest)),
    upload(request) {
      underWay ??= uploadAll(request).finally(() => {
        underWay = undefined
      })
      return underWay
    },
  }
}

/** Ids go up to 2^24-1 and then begin again at 1; a range never crosses that border. */
function firstIdFor(device: DeviceRow, count: number): number {
  return device.nextPreKeyId + count - 1 > HIGHEST_ID ? 1 : device.nextPreKeyId
}

function watermarks(
  device: DeviceRow,
  firstId: number,
  count: number,
): Pick<DeviceRow, 'nextPreKeyId' | 'firstUnuploadedPreKeyId'> {
  const wrapped = firstId < device.nextPreKeyId
  return {
    nextPreKeyId: firstId + count,
    // What was left below the border stays stored, but is not offered any more.
    firstUnuploadedPreKeyId: wrapped ? firstId : device.firstUnuploadedPreKeyId,
  }
}
