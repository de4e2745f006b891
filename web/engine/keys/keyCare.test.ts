import { describe, expect, it, vi } from 'vitest'
import { settle, until } from '../../platform/fakes.ts'
import { node } from '../../wire/node/node.ts'
import { DAY_MS, setKeyStage as setUp, UPLOAD_SIZE as SIZE } from '../../../e2e/node/keyStage.ts'

vi.setConfig({ testTimeout: 60_000 })

const queued = false
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

  it('goes on after a count that is none', async () => {
    const { steps, connect } = await setUp()
    const answer = node('iq', {}, [node('count', { value: 'many' })])
    await connect({ request: async () => answer }).beforeActive()
    expect(steps).toContainEqual({ step: 'stanza-malformed', rule: 'bad-number at count@value' })
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
