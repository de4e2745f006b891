import { generateKeyPairs, type KeyPair } from '../../crypto/x25519.ts'
import type { Clock, RandomBytes } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { DeviceRow, KeyCareRow, Write } from '../../storage/rows.ts'
import {
  parsePreKeyCount,
  preKeyCountRequest,
  preKeyUpload,
  type PublicPreKey,
} from '../../wire/stanza/preKeys.ts'
import type { AccountFacts, FactChange, Facts } from '../account/accountFacts.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import type { Trace } from '../traceRing.ts'

/** How many keys the service is given at a time, as the official client does. */
export const UPLOAD_SIZE = 812
/** Below this many keys on the service, more are due. */
export const LOW_STOCK = 5
const HIGHEST_ID = 0xff_ff_ff
const NOTICES_KEPT = 16
/** Keys made without a look at the clock: about 8 ms where no native crypto helps. */
const KEYS_PER_SLICE = 24
const KEYS_PER_COMMIT = 5 * KEYS_PER_SLICE
/** Other work gets its turn after this long. */
const TURN_MS = 6

/** The one-time keys that others use to write to this device first (chapter 04 section 2). */
export interface PreKeyStock {
  /** Asks the service how many it has left. Throws RequestError, StanzaError. */
  left(request: Request): Promise<number>
  /** Whether keys are stored that the service has not confirmed; it may have some all the same. */
  hasLeftovers(): boolean
  /**
   * Makes keys until 812 wait for their upload, stores them, uploads them, and remembers in one commit
   * that the service has them and which notifications that answers.
   *
   * @throws RequestError, StorageError. Keys made but not confirmed are offered again next time.
   */
  upload(request: Request, notices?: readonly string[]): Promise<void>
  /** The service lists these ids as held: what was offered up to there is never offered again. */
  heldByService(ids: readonly number[]): Promise<void>
  /** The service called the offered keys bad: none of them is ever offered again. */
  discardLeftovers(): Promise<void>
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
  /** Keys to an upload; a test that has no use for 812 asks for less. */
  readonly uploadSize?: number
}): PreKeyStock {
  const { clock, store, facts, trace, uploadSize = UPLOAD_SIZE } = parts

  async function upload(request: Request, notices: readonly string[]): Promise<void> {
    await makeMissing()
    const preKeys = await leftovers()
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
    await facts.change((newest) => ({
      ...uploadedUpTo(newest, confirmed),
      ...(notices.length > 0 && { keyCare: withNotices(newest.keyCare, notices) }),
    }))
    trace({ step: 'prekeys-uploaded', count: preKeys.length })
  }

  function requireDevice(): DeviceRow {
    const { device } = facts.now()
    if (device === undefined) throw new Error('pre-keys belong to a device')
    return device
  }

  /** How many keys wait for a word from the service about them. */
  function waiting(): number {
    const device = requireDevice()
    return device.nextPreKeyId - device.firstUnuploadedPreKeyId - givenAmong(device).length
  }

  /** The oldest 812 of the keys that wait. */
  async function leftovers(): Promise<PublicPreKey[]> {
    const device = requireDevice()
    const given = givenAmong(device)
    const rows = await store.getAll('preKeys')
    return rows
      .filter(({ key }) => isWaiting(device, key) && !given.includes(key))
      .map(({ key, row }) => ({ id: key, publicKey: row.publicKey }))
      .slice(0, uploadSize)
  }

  async function makeMissing(): Promise<void> {
    while (waiting() < uploadSize) {
      if (!parts.isWanted()) throw new RequestError('closed')
      await commit(await makePairs(Math.min(uploadSize - waiting(), KEYS_PER_COMMIT)))
    }
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
  async function commit(pairs: readonly KeyPair[]): Promise<void> {
    await facts.change(({ device }) => {
      if (device === undefined) return undefined
      const firstId = firstIdFor(device, pairs.length)
      const also = pairs.map((row, at): Write => ({ put: 'preKeys', key: firstId + at, row }))
      return { device: { ...device, ...watermarks(device, firstId, pairs.length) }, also }
    })
  }

  return {
    left: async (request) => parsePreKeyCount(await request(preKeyCountRequest)),
    hasLeftovers: () => waiting() > 0,
    upload: (request, notices = []) => upload(request, notices),
    async heldByService(ids) {
      let count = 0
      await facts.change((newest) => {
        const held = ids.filter((id) => isWaiting(requireDevice(), id))
        count = held.length
        // An upload is taken as a whole: below the highest, what is not listed was handed out already.
        return count === 0 ? undefined : uploadedUpTo(newest, Math.max(...held) + 1)
      })
      if (count > 0) trace({ step: 'prekeys-found-uploaded', count })
    },
    async discardLeftovers() {
      const keys = (await leftovers()).map(({ id }) => id)
      await facts.change(({ device }) => {
        if (device === undefined) return undefined
        const also = keys.map((key): Write => ({ del: 'preKeys', key }))
        return { device: withoutWaitingUpTo(device, device.nextPreKeyId), also }
      })
      trace({ step: 'prekeys-discarded', count: keys.length })
    },
  }
}

function isWaiting(device: DeviceRow, id: number): boolean {
  return id >= device.firstUnuploadedPreKeyId && id < device.nextPreKeyId
}

function givenAmong(device: DeviceRow): readonly number[] {
  return (device.givenPreKeyIds ?? []).filter((id) => isWaiting(device, id))
}

/**
 * A device whose keys before `first` do not wait any more, nor those right behind it that were given
 * to somebody directly.
 */
function withoutWaitingUpTo(device: DeviceRow, first: number): DeviceRow {
  const { givenPreKeyIds: given = [], ...rest } = device
  while (given.includes(first) && first < device.nextPreKeyId) first++
  const left = given.filter((id) => id >= first && id < device.nextPreKeyId)
  return {
    ...rest,
    firstUnuploadedPreKeyId: first,
    ...(left.length === 0 ? {} : { givenPreKeyIds: left }),
  }
}

/** The device once it has given the key with its next id to somebody directly. */
export function withGivenKey(device: DeviceRow): {
  readonly id: number
  readonly device: DeviceRow
} {
  const id = firstIdFor(device, 1)
  const given = [...givenAmong(device), id]
  const made = { ...device, ...watermarks(device, id, 1), givenPreKeyIds: given }
  return { id, device: withoutWaitingUpTo(made, made.firstUnuploadedPreKeyId) }
}

function uploadedUpTo({ device, session }: Facts, first: number): FactChange {
  return {
    ...(device && { device: withoutWaitingUpTo(device, first) }),
    ...(session && { session: { ...session, preKeysUploaded: true } }),
  }
}

/** The newest ids only: the service repeats what was not acked, and that soon. */
function withNotices(keyCare: KeyCareRow | undefined, notices: readonly string[]): KeyCareRow {
  const answered = [...(keyCare?.answeredNotices ?? []), ...notices].slice(-NOTICES_KEPT)
  return { ...keyCare, answeredNotices: answered }
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
