import { describe, expect, it, vi } from 'vitest'
import type { TraceStep } from '../../bridge/trace.ts'
import { manualClock, seededRandom, settle, until } from '../../platform/fakes.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { loadFacts } from '../account/accountFacts.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { createDeviceKeys } from './deviceKeys.ts'
import { createKeyCare, type KeyCareParts } from './keyCare.ts'
import { scriptKeyService } from './scriptedKeyService.ts'

vi.setConfig({ testTimeout: 60_000 })

const SIZE = 8
const DAY_MS = 86_400_000
const queued = false

/** A linked device whose first keys the service has, unless `fresh`. */
async function setUp({ fresh = false } = {}) {
  const clock = manualClock()
  const randomBytes = seededRandom(5)
  const { store } = await openTestStore()
  const facts = await loadFacts(store)
  const device = await createDeviceKeys(randomBytes, clock.now())
  const session = {
    jid: '15550001111:2@s.whatsapp.net',
    deviceIdentity: new Uint8Array(),
    service: 'sandbox',
    root: new Uint8Array(32),
    loginCounter: 1,
    preKeysUploaded: false,
    linkedAtMs: 0,
  }
  await facts.change(() => ({ device, session }))
  const service = scriptKeyService()
  const steps: TraceStep[] = []
  const broken: unknown[] = []
  const connect = (changes: Partial<KeyCareParts> = {}) => {
    const care = createKeyCare({
      clock,
      randomBytes,
      store,
      facts,
      trace: (step) => void steps.push(step),
      request: service.request,
      isOpen: () => true,
      beside(work) {
        work.catch((cause: unknown) => {
          if (!(cause instanceof RequestError && cause.code === 'closed')) broken.push(cause)
        })
      },
      uploadSize: SIZE,
      ...changes,
    })
    return care
  }
  if (!fresh) {
    const first = connect()
    await first.beforeActive()
    first.stop()
    service.asked.length = 0
  }
  const comparisons = () =>
    steps.flatMap((step) => (step.step === 'keys-compared' ? [step.outcome] : []))
  return { clock, store, facts, service, steps, broken, connect, comparisons }
}

const ids = (from: number) => Array.from({ length: SIZE }, (_, at) => from + at)

describe('before active', () => {
  it('just paired, uploads without asking', async () => {
    const { service, facts, connect } = await setUp({ fresh: true })
    await connect().beforeActive()
    expect(service.asked).toEqual(['registration'])
    expect(service.uploads).toEqual([ids(1)])
    expect(facts.now().session?.preKeysUploaded).toBe(true)
  })

  it('asks for the count, and uploads when nothing is left', async () => {
    const { service, connect } = await setUp()
    service.handOut(SIZE)
    await connect().beforeActive()
    expect(service.asked).toEqual(['count', 'registration'])
    expect(service.uploads[1]).toEqual(ids(SIZE + 1))
  })

  it('goes on after a refusal, and repeats the upload later on the same connection', async () => {
    const { clock, service, connect } = await setUp({ fresh: true })
    service.fail('registration', 503, 'timeout')
    const care = connect()
    await care.beforeActive()
    expect(service.uploads).toEqual([])
    await clock.advance(4_000)
    expect(service.uploads).toEqual([])
    await clock.advance(2_000)
    await clock.advance(10_000)
    await until(() => service.uploads.length > 0, 'an upload')
    expect(service.uploads).toEqual([ids(1)])
    expect(service.wrongs).toEqual([])
  })

  it('stops repeating when the connection ends', async () => {
    const { clock, service, broken, connect } = await setUp({ fresh: true })
    service.fail('registration', 500)
    const care = connect()
    await care.beforeActive()
    care.stop()
    await clock.advance(DAY_MS)
    expect(service.uploads).toEqual([])
    expect(clock.pending()).toBe(0)
    expect(broken).toEqual([])
  })

  it('waits 30 s for an upload that is not answered, no longer', async () => {
    const { clock, service, connect } = await setUp({ fresh: true })
    let done = false
    const care = connect({
      request: (build) => {
        void service.request(build)
        return new Promise(() => {})
      },
    })
    void care.beforeActive().then(() => {
      done = true
    })
    await clock.advance(29_999)
    expect(done).toBe(false)
    await clock.advance(1)
    expect(done).toBe(true)
  })
})

describe('an upload whose outcome is unknown', () => {
  it('is not repeated when the service turns out to have it', async () => {
    const { clock, service, steps, facts, connect } = await setUp({ fresh: true })
    service.fail('registration', 'taken-but-lost')
    const care = connect()
    await care.beforeActive()
    service.handOut(2)
    await clock.advance(6_000)
    await until(() => service.asked.includes('digest'), 'a digest')
    await settle()
    expect(service.uploads).toHaveLength(1)
    expect(steps).toContainEqual({ step: 'prekeys-found-uploaded', count: SIZE - 2 })
    expect(facts.now().device?.firstUnuploadedPreKeyId).toBe(SIZE + 1)
    expect(service.wrongs).toEqual([])
  })

  it('is learnt at the next login, so that no key is offered after it was handed out', async () => {
    const { service, connect } = await setUp({ fresh: true })
    service.fail('registration', 'taken-but-lost')
    const first = connect()
    await first.beforeActive()
    first.stop()
    service.handOut(SIZE - 3)
    const second = connect()
    await second.beforeActive()
    await second.queueOver()
    expect(service.uploads.at(-1)).toEqual(ids(SIZE + 1))
    expect(service.wrongs).toEqual([])
  })
})

describe('a refused upload', () => {
  it('406: the keys are bad, others are made at the next need', async () => {
    const { clock, service, steps, connect } = await setUp({ fresh: true })
    service.fail('registration', 406)
    await connect().beforeActive()
    await clock.advance(DAY_MS)
    expect(service.uploads).toEqual([])
    expect(steps).toContainEqual({ step: 'prekeys-discarded', count: SIZE })
    await connect().beforeActive()
    expect(service.uploads).toEqual([ids(SIZE + 1)])
  })

  it('409: the keys are compared, and nothing is sent again', async () => {
    const { clock, service, connect, comparisons } = await setUp()
    service.handOut(SIZE - 2)
    service.fail('registration', 409)
    const care = connect()
    await care.beforeActive()
    await care.queueOver()
    await clock.advance(60_000)
    expect(service.asked).toEqual(['count', 'registration', 'digest', 'digest'])
    expect(comparisons()).toEqual(['none', 'none'])
    expect(service.uploads).toHaveLength(1)
  })
})

describe('the notification that keys run low', () => {
  it('has the stock filled at once after the offline queue, and waits for its end before', async () => {
    const { service, connect } = await setUp()
    const care = connect()
    await care.beforeActive()
    service.handOut(SIZE - 4)
    care.noticed({ id: 'a', left: 4, queued })
    await settle()
    expect(service.uploads).toHaveLength(1)
    await care.queueOver()
    expect(service.uploads).toHaveLength(2)
    service.handOut(SIZE)
    care.noticed({ id: 'b', left: 4, queued })
    await until(() => service.uploads.length === 3, 'an upload')
  })

  it('counts once for each id, on this connection and on the next', async () => {
    const { service, facts, connect } = await setUp()
    const care = connect()
    await care.beforeActive()
    await care.queueOver()
    service.handOut(SIZE - 3)
    care.noticed({ id: 'a', left: 3, queued })
    care.noticed({ id: 'a', left: 3, queued })
    await until(() => service.uploads.length === 2, 'an upload')
    await settle()
    care.noticed({ id: 'a', left: 3, queued })
    await settle()
    expect(facts.now().keyCare?.answeredNotices).toEqual(['a'])
    care.stop()
    const next = connect()
    await next.queueOver()
    next.noticed({ id: 'a', left: 3, queued })
    await settle()
    expect(service.uploads).toHaveLength(2)
  })

  it('of the offline queue is older than the count of this login', async () => {
    const { service, connect } = await setUp()
    const care = connect()
    await care.beforeActive()
    care.noticed({ id: 'old', left: 0, queued: true })
    await care.queueOver()
    care.noticed({ id: 'older', left: 1, queued: true })
    await settle()
    expect(service.uploads).toHaveLength(1)
  })

  it('begins no second upload beside the one that runs', async () => {
    const { service, connect } = await setUp()
    const care = connect()
    await care.queueOver()
    service.handOut(SIZE - 4)
    for (const id of ['a', 'b', 'c']) care.noticed({ id, left: 4, queued })
    await until(() => service.uploads.length > 1, 'an upload')
    await settle()
    expect(service.uploads).toHaveLength(2)
  })

  it('is nothing to act on with five or more', async () => {
    const { service, connect } = await setUp()
    const care = connect()
    await care.queueOver()
    care.noticed({ id: 'a', left: 5, queued })
    await settle()
    expect(service.uploads).toHaveLength(1)
  })
})

describe('the comparison with the digest', () => {
  it('follows the end of the offline queue, and finds no difference', async () => {
    const { service, connect, comparisons } = await setUp()
    service.handOut(2)
    const care = connect()
    await care.beforeActive()
    expect(service.asked).toEqual(['count'])
    await care.queueOver()
    expect(service.asked).toEqual(['count', 'digest'])
    expect(comparisons()).toEqual(['none'])
  })

  it.each([
    ['hash', (held: Map<number, string>) => held.set(1, 'ab'.repeat(32))],
    ['unknown-prekey', (held: Map<number, string>) => held.set(999, 'ab'.repeat(32))],
  ] as const)('only tells about a difference: %s', async (outcome, spoil) => {
    const { service, connect, comparisons } = await setUp()
    spoil(service.held)
    await connect().queueOver()
    expect(comparisons()).toEqual([outcome])
    expect(service.uploads).toHaveLength(1)
  })

  it('has keys uploaded once when the service has none', async () => {
    const { service, connect } = await setUp()
    const care = connect()
    await care.beforeActive()
    service.handOut(SIZE)
    service.fail('registration', 503)
    await care.queueOver()
    care.noticed({ id: 'digest', queued })
    await settle()
    expect(service.asked.filter((tag) => tag === 'registration')).toHaveLength(1)
  })

  it('does not upload again right after a confirmed upload', async () => {
    const { service, connect } = await setUp({ fresh: true })
    const care = connect()
    await care.beforeActive()
    service.handOut(SIZE)
    await care.queueOver()
    expect(service.uploads).toHaveLength(1)
  })

  it.each([406, 503, 'timeout'] as const)('goes on after %s', async (end) => {
    const { service, broken, connect, comparisons } = await setUp()
    service.fail('digest', end)
    await connect().queueOver()
    expect(comparisons()).toEqual([])
    expect(service.uploads).toHaveLength(1)
    expect(broken).toEqual([])
  })

  it('is repeated when the service asks for it', async () => {
    const { service, connect } = await setUp()
    const care = connect()
    await care.queueOver()
    care.noticed({ id: 'd', queued })
    care.noticed({ id: 'd', queued })
    await settle()
    expect(service.asked).toEqual(['digest', 'digest'])
  })
})

describe('the rotation of the signed pre-key', () => {
  it('comes after the comparison when 27 days are over, also on a connection that lasts', async () => {
    const { clock, service, facts, connect, comparisons } = await setUp()
    const care = connect()
    await care.queueOver()
    expect(service.asked).toEqual(['digest'])
    await clock.advance(27 * DAY_MS)
    await until(() => service.signed?.id === 2, 'a rotation')
    await settle()
    expect(facts.now().device?.signedPreKey.id).toBe(2)
    await clock.advance(27 * DAY_MS)
    await until(() => service.signed?.id === 3, 'a rotation')
    await settle()
    await connect().queueOver()
    expect(comparisons().at(-1)).toBe('none')
  })

  it('stores the key before it is sent, and makes it current only with the result', async () => {
    const { clock, store, service, facts, connect } = await setUp()
    await clock.advance(28 * DAY_MS)
    let seen: unknown
    await connect({
      async request(build) {
        const [first] = build('x').content ?? []
        if (typeof first === 'object' && first.tag === 'rotate') {
          seen = {
            stored: await store.count('signedPreKeys'),
            id: facts.now().device?.signedPreKey.id,
          }
        }
        return service.request(build)
      },
    }).queueOver()
    expect(seen).toEqual({ stored: 1, id: 1 })
    expect(facts.now().device?.signedPreKey.id).toBe(2)
  })

  it('that got lost is found out by the next comparison', async () => {
    const { clock, service, facts, connect, comparisons } = await setUp()
    await clock.advance(28 * DAY_MS)
    service.fail('rotate', 'taken-but-lost')
    const care = connect()
    await care.queueOver()
    expect(facts.now().device?.signedPreKey.id).toBe(1)
    care.stop()
    await connect().queueOver()
    expect(facts.now().device?.signedPreKey.id).toBe(2)
    expect(service.asked.filter((tag) => tag === 'rotate')).toHaveLength(1)
    expect(comparisons()).toEqual(['none', 'none'])
  })

  it.each([500, 503, 'timeout'] as const)('is tried again after 24 hours: %s', async (end) => {
    const { clock, service, connect } = await setUp()
    await clock.advance(28 * DAY_MS)
    service.fail('rotate', end)
    await connect().queueOver()
    await clock.advance(DAY_MS - 1)
    expect(service.asked.filter((tag) => tag === 'rotate')).toHaveLength(1)
    await clock.advance(1)
    await until(() => service.signed?.id === 2, 'a rotation')
    expect(service.wrongs).toEqual([])
  })

  it('406: the key is dropped, and another one offered a day later', async () => {
    const { clock, service, connect } = await setUp()
    await clock.advance(28 * DAY_MS)
    service.fail('rotate', 406)
    await connect().queueOver()
    await clock.advance(DAY_MS)
    await until(() => service.signed?.id === 3, 'a rotation')
  })

  it('409: the keys are compared', async () => {
    const { clock, service, connect } = await setUp()
    await clock.advance(28 * DAY_MS)
    service.fail('rotate', 409)
    await connect().queueOver()
    expect(service.asked).toEqual(['digest', 'rotate', 'digest'])
  })

  it('never overlaps an upload, which would bring the old key back', async () => {
    const { clock, service, facts, connect } = await setUp()
    await clock.advance(28 * DAY_MS)
    let underWay = 0
    let most = 0
    const care = connect({
      async request(build) {
        const [asked] = build('x').content ?? []
        const changes = typeof asked === 'object' && asked.tag !== 'digest'
        if (changes) most = Math.max(most, ++underWay)
        await new Promise<void>((resolve) => void clock.after(5, resolve))
        if (changes) underWay--
        return service.request(build)
      },
    })
    const over = care.queueOver()
    await clock.advance(5)
    care.noticed({ id: 'low', left: 2, queued })
    for (let turn = 0; turn < 8; turn++) await clock.advance(5)
    await over
    expect(service.asked).toEqual(['digest', 'rotate', 'registration'])
    expect(most).toBe(1)
    expect(service.signed?.id).toBe(facts.now().device?.signedPreKey.id)
  })

  it('waits for a digest, but an upload does not', async () => {
    const { service, connect } = await setUp()
    const care = connect({
      request: (build) => {
        const [asked] = build('x').content ?? []
        const isDigest = typeof asked === 'object' && asked.tag === 'digest'
        return isDigest ? new Promise(() => {}) : service.request(build)
      },
    })
    void care.queueOver()
    care.noticed({ id: 'low', left: 2, queued })
    await until(() => service.uploads.length === 2, 'an upload')
  })
})
