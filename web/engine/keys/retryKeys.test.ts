import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { seededRandom } from '../../platform/fakes.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { loadFacts } from '../account/accountFacts.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { createDeviceKeys } from './deviceKeys.ts'
import { createPreKeyStock } from './preKeyStock.ts'
import { makeRetryKeys } from './retryKeys.ts'
import { isValue, scriptKeyService } from '../../../e2e/node/scriptedKeyService.ts'

vi.setConfig({ testTimeout: 120_000 })

const randomBytes = seededRandom(5)
const nowMs = 1_767_225_600_000

async function setUp(firstId = 1) {
  const { store, reopen } = await openTestStore()
  const facts = await loadFacts(store)
  const device = await createDeviceKeys(randomBytes, nowMs)
  await facts.change(() => ({
    device: { ...device, nextPreKeyId: firstId, firstUnuploadedPreKeyId: firstId },
    session: {
      jid: '15550001111:2@s.whatsapp.net',
      deviceIdentity: Uint8Array.of(1),
      service: 'sandbox',
      root: new Uint8Array(32),
      loginCounter: 1,
      preKeysUploaded: true,
      linkedAtMs: nowMs,
    },
  }))
  const service = scriptKeyService()
  const stock = createPreKeyStock({
    clock: { now: () => nowMs, after: () => () => {} },
    randomBytes,
    store,
    facts,
    trace: () => {},
    isWanted: () => true,
    uploadSize: 7,
  })
  return { store, reopen, facts, service, stock }
}

it.each([1, 0xff_ff_ff - 9])(
  'a key that was given is never uploaded, and no id is used twice, from id %d',
  async (firstId) => {
    const act = fc.constantFrom('give', 'upload', 'lose the answer')
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
        const { store, facts, service, stock } = await setUp(firstId)
        const given = new Map<number, Uint8Array>()
        for (const one of acts) {
          if (one === 'give') {
            const { preKey } = await makeRetryKeys({ randomBytes, facts })
            expect(given.has(preKey.id)).toBe(false)
            given.set(preKey.id, preKey.publicKey)
          } else if (one === 'upload') {
            await stock.upload(service.request)
            expect(stock.hasLeftovers()).toBe(false)
          } else {
            const lost = stock.upload(() => Promise.reject(new RequestError('timeout')))
            await expect(lost).rejects.toThrow()
          }
        }
        expect(service.wrongs).toEqual([])
        for (const id of given.keys()) expect(service.held.has(id)).toBe(false)
        for (const [id, publicKey] of given) {
          expect((await store.get('preKeys', id))?.publicKey).toEqual(publicKey)
        }
        for (const [id, value] of service.held) {
          expect(isValue((await store.get('preKeys', id))?.publicKey, value)).toBe(true)
        }
        store.close()
      }),
      { numRuns: 25 },
    )
  },
)
