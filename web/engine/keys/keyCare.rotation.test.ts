import { describe, expect, it, vi } from 'vitest'
import { settle, until } from '../../platform/fakes.ts'
import { DAY_MS, setKeyStage as setUp, UPLOAD_SIZE as SIZE } from '../../../e2e/node/keyStage.ts'

vi.setConfig({ testTimeout: 60_000 })

const queued = false

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
