import { beforeEach, describe, expect, it } from 'vitest'
import { concatBytes } from '../../crypto/bytes.ts'
import { publicKeyOf } from '../../crypto/x25519.ts'
import { xeddsaVerify } from '../../crypto/xeddsa.ts'
import { manualClock, type ManualClock, seededRandom } from '../../platform/fakes.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { type AccountFacts, loadFacts } from '../account/accountFacts.ts'
import { createDeviceKeys } from './deviceKeys.ts'
import { createSignedPreKeys, ROTATION_MS, type SignedPreKeys } from './signedPreKeys.ts'

const DAY_MS = 86_400_000
const randomBytes = seededRandom(3)

let clock: ManualClock
let store: AccountStore
let facts: AccountFacts
let keys: SignedPreKeys

async function open(): Promise<void> {
  facts = await loadFacts(store)
  keys = createSignedPreKeys({ clock, randomBytes, store, facts, trace: () => {} })
}

beforeEach(async () => {
  clock = manualClock()
  store = (await openTestStore()).store
  facts = await loadFacts(store)
  const device = await createDeviceKeys(randomBytes, clock.now())
  await facts.change(() => ({ device }))
  await open()
})

async function rotate(): Promise<number> {
  const offered = await keys.offer()
  await keys.heldByService(offered)
  return offered.id
}

const currentId = () => facts.now().device?.signedPreKey.id
const storedIds = async () => (await store.getAll('signedPreKeys')).map(({ key }) => key)

describe('the signed pre-key', () => {
  it('is due 27 days after it was made, and after each rotation', async () => {
    expect(keys.dueInMs()).toBe(27 * DAY_MS)
    await clock.advance(ROTATION_MS - 1)
    expect(keys.dueInMs()).toBe(1)
    await clock.advance(5)
    expect(keys.dueInMs()).toBe(0)
    await rotate()
    expect(keys.dueInMs()).toBe(27 * DAY_MS)
  })

  it('is stored with a signature that verifies before it can be offered, and is not current yet', async () => {
    const offered = await keys.offer()
    expect(offered.id).toBe(2)
    expect(await publicKeyOf(offered.privateKey)).toEqual(offered.publicKey)
    const { identity } = facts.now().device ?? {}
    const covered = concatBytes(Uint8Array.of(5), offered.publicKey)
    expect(
      await xeddsaVerify(identity?.publicKey ?? new Uint8Array(32), covered, offered.signature),
    ).toBe(true)
    expect(await store.get('signedPreKeys', 2)).toMatchObject({ privateKey: offered.privateKey })
    expect(currentId()).toBe(1)
  })

  it('is offered again, the same one, as long as nobody confirmed it', async () => {
    const offered = await keys.offer()
    await open()
    expect(await keys.offer()).toEqual(offered)
    await keys.putOff()
    expect(await keys.offer()).toEqual(offered)
    expect(keys.dueInMs()).toBe(DAY_MS)
  })

  it('becomes current when the service is seen to hold it, this key and no other', async () => {
    const offered = await keys.offer()
    await keys.heldByService({ id: 1, publicKey: offered.publicKey })
    await keys.heldByService({ id: 2, publicKey: new Uint8Array(32) })
    expect(currentId()).toBe(1)
    await keys.heldByService(offered)
    expect(facts.now().device?.signedPreKey).toEqual(offered)
    expect(await storedIds()).toEqual([1])
    await keys.heldByService(offered)
    expect(await storedIds()).toEqual([1])
  })

  it('is found by id while it is offered, current and one of the two before', async () => {
    const first = facts.now().device?.signedPreKey
    const second = await keys.offer()
    expect(await keys.find(2)).toEqual(second)
    for (let turn = 0; turn < 2; turn++) {
      await rotate()
      await clock.advance(ROTATION_MS)
    }
    expect(currentId()).toBe(3)
    expect(await keys.find(1)).toMatchObject({ id: 1, privateKey: first?.privateKey })
    expect(await keys.find(2)).toMatchObject({ id: 2, privateKey: second.privateKey })
    await rotate()
    expect(await storedIds()).toEqual([2, 3])
    expect(await keys.find(1)).toBeUndefined()
  })

  it('that the service called bad is gone, and its id with it', async () => {
    const bad = await keys.offer()
    await keys.discardOffered()
    expect(await storedIds()).toEqual([])
    expect(keys.dueInMs()).toBe(DAY_MS)
    await keys.heldByService(bad)
    expect(currentId()).toBe(1)
    expect((await keys.offer()).id).toBe(3)
  })

  it('has an id of 24 bits that begins again at 1', async () => {
    await facts.change(() => ({ keyCare: { rotation: { dueMs: 0, newestId: 0xff_ff_fe } } }))
    expect(await rotate()).toBe(0xff_ff_ff)
    expect(await rotate()).toBe(1)
    expect(await rotate()).toBe(2)
  })

  it('does not wait for a time that only a wrong clock can have written', async () => {
    const dueMs = clock.now() + 400 * DAY_MS
    await facts.change(() => ({ keyCare: { rotation: { dueMs, newestId: 1 } } }))
    expect(keys.dueInMs()).toBe(0)
  })
})
