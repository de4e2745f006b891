import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../../platform/fakes.ts'
import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { loadFacts } from '../account/accountFacts.ts'
import type { Request } from '../connection/iqTracker.ts'
import { createDeviceKeys } from './deviceKeys.ts'
import { createKeyCare } from './keyCare.ts'
import {
  type ScriptedKeyService,
  isValue,
  scriptKeyService,
} from '../../../e2e/node/scriptedKeyService.ts'
import { createSignedPreKeys } from './signedPreKeys.ts'

vi.setConfig({ testTimeout: 300_000 })

const DAY_MS = 86_400_000
const HIGHEST_ID = 0xff_ff_ff
const randomBytes = seededRandom(77)

/** One life of an engine: what happens on its connection, and after how many steps it is killed. */
interface Life {
  readonly killedAfter: number
  readonly daysBefore: number
  readonly takenBefore: number
  readonly takenDuring: number
  readonly notice: boolean
}

const life = fc.record({
  killedAfter: fc.integer({ min: 0, max: 24 }),
  daysBefore: fc.integer({ min: 0, max: 30 }),
  takenBefore: fc.integer({ min: 0, max: 9 }),
  takenDuring: fc.integer({ min: 0, max: 9 }),
  notice: fc.boolean(),
})

/** Lets `left` steps happen; the next one never ends, as when a worker is killed. */
function fuse(left: number) {
  let burn = () => {}
  const burnt = new Promise<void>((resolve) => {
    burn = resolve
  })
  return {
    burnt,
    step: (): Promise<void> => {
      if (left-- > 0) return Promise.resolve()
      burn()
      return new Promise(() => {})
    },
  }
}

async function live(
  store: AccountStore,
  service: ScriptedKeyService,
  nowMs: number,
  { killedAfter, takenDuring, notice }: Life,
): Promise<void> {
  const { step, burnt } = fuse(killedAfter)
  const stored: AccountStore = {
    ...store,
    async commit(writes, expected) {
      await step()
      await store.commit(writes, expected)
      await step()
    },
  }
  const request: Request = async (build) => {
    await step()
    const answer = await service.request(build)
    await step()
    return answer
  }
  // Nothing here waits for a time; a pause never ends.
  const clock: Clock = { now: () => nowMs, after: () => () => {} }
  const facts = await loadFacts(stored)
  const others: Promise<unknown>[] = []
  const care = createKeyCare({
    clock,
    randomBytes,
    store: stored,
    facts,
    trace: () => {},
    request,
    isOpen: () => true,
    beside: (work) => void others.push(work.catch(() => {})),
    uploadSize: 9,
  })
  const whole = async () => {
    await care.beforeActive()
    takeSome(service, takenDuring)
    if (notice) care.noticed({ id: `n${nowMs}`, left: service.held.size, queued: false })
    await care.queueOver()
    await Promise.all(others)
  }
  await Promise.race([whole(), burnt])
}

/** The last key stays: with none left, nobody could tell an upload that was lost from one that was used up. */
function takeSome(service: ScriptedKeyService, count: number): void {
  service.handOut(Math.min(count, service.held.size - 1))
}

/** Whatever the service gives to others, the private half is here. */
async function expectPrivateHalves(
  store: AccountStore,
  service: ScriptedKeyService,
  nowMs: number,
) {
  for (const [id, value] of service.held) {
    expect(isValue((await store.get('preKeys', id))?.publicKey, value)).toBe(true)
  }
  const { signed } = service
  if (signed === undefined) return
  const facts = await loadFacts(store)
  const clock: Clock = { now: () => nowMs, after: () => () => {} }
  const keys = createSignedPreKeys({ clock, randomBytes, store, facts, trace: () => {} })
  expect(isValue((await keys.find(signed.id))?.publicKey, signed.value)).toBe(true)
}

async function liveAll(lives: readonly Life[], belowTheEnd: number | undefined): Promise<void> {
  const opened = await openTestStore()
  let { store } = opened
  const service = scriptKeyService()
  let nowMs = 1_767_225_600_000
  const made = await createDeviceKeys(randomBytes, nowMs)
  const first = belowTheEnd === undefined ? 1 : HIGHEST_ID - belowTheEnd
  const device = { ...made, nextPreKeyId: first, firstUnuploadedPreKeyId: first }
  const newestId = belowTheEnd === undefined ? 1 : HIGHEST_ID - 1
  const facts = await loadFacts(store)
  await facts.change(() => ({
    device: { ...device, signedPreKey: { ...device.signedPreKey, id: newestId } },
    session: {
      jid: '15550001111:2@s.whatsapp.net',
      deviceIdentity: new Uint8Array(),
      service: 'sandbox',
      root: new Uint8Array(32),
      loginCounter: 1,
      preKeysUploaded: false,
      linkedAtMs: nowMs,
    },
  }))
  for (const one of lives) {
    nowMs += one.daysBefore * DAY_MS
    takeSome(service, one.takenBefore)
    await live(store, service, nowMs, one)
    store = await opened.reopen()
    expect(service.wrongs).toEqual([])
    await expectPrivateHalves(store, service, nowMs)
  }
  // Left alone, everything comes right.
  const calm = { killedAfter: 1_000, daysBefore: 0, takenBefore: 0, takenDuring: 0, notice: false }
  for (let turn = 0; turn < 2; turn++) await live(store, service, nowMs, calm)
  expect(service.wrongs).toEqual([])
  expect(service.held.size).toBeGreaterThanOrEqual(5)
  const after = (await loadFacts(store)).now().device
  expect(after?.firstUnuploadedPreKeyId).toBe(after?.nextPreKeyId)
  expect(service.signed?.id).toBe(after?.signedPreKey.id)
  store.close()
}

/** RUNS=200 tries more. */
const RUNS = Number(process.env['RUNS'] ?? 20)

describe('an engine that is killed between any two steps', () => {
  it('never uses an id or a key twice, and always has what the service hands out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 10 }), (lives) =>
        liveAll(lives, undefined),
      ),
      { numRuns: RUNS },
    )
  })

  it('does neither where the ids begin again at 1', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(life, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 0, max: 40 }),
        liveAll,
      ),
      { numRuns: RUNS },
    )
  })

  it.each(Array.from({ length: 24 }, (_, at) => at))(
    'comes right when each of its lives ends after %d steps',
    async (killedAfter) => {
      const one = { killedAfter, daysBefore: 14, takenBefore: 3, takenDuring: 3, notice: true }
      await liveAll([one, one, one, one], undefined)
    },
  )
})
