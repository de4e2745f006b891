import { describe, expect, it } from 'vitest'
import { manualClock, seededRandom } from '../../platform/fakes.ts'
import { node, type WireNode } from '../../wire/node/node.ts'
import { createIqTracker } from './iqTracker.ts'
import { startKeepAlive } from './keepAlive.ts'

function setUp(answers: boolean) {
  const clock = manualClock()
  const pings: Array<{ atMs: number; stanza: WireNode }> = []
  let silences = 0
  let wakes = 0
  const iqs = createIqTracker({
    clock,
    randomBytes: seededRandom(1),
    send(stanza) {
      pings.push({ atMs: clock.now(), stanza })
      if (answers) {
        queueMicrotask(() => iqs.take(node('iq', { id: stanza.attrs['id'] ?? '', type: 'result' })))
      }
    },
  })
  const keepAlive = startKeepAlive({
    clock,
    randomBytes: seededRandom(7),
    iqs,
    onSilent: () => silences++,
    onWoke: () => wakes++,
  })
  const counts = { silences: () => silences, wakes: () => wakes }
  return { clock, pings, keepAlive, ...counts, startMs: clock.now() }
}

describe('keep-alive', () => {
  it('pings every 20 to 30 s, not always after the same pause', async () => {
    const { clock, pings, silences, startMs } = setUp(true)
    await clock.advance(600_000)
    const times = [startMs, ...pings.map((ping) => ping.atMs)]
    const pauses = times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0))
    expect(pauses.length).toBeGreaterThanOrEqual(20)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(20_000)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000)
    expect(new Set(pauses).size).toBeGreaterThan(5)
    expect(pings[0]?.stanza.attrs).toMatchObject({ xmlns: 'w:p', type: 'get' })
    expect(silences()).toBe(0)
  })

  it('calls a socket dead when a ping has no answer for 20 s, once', async () => {
    const { clock, pings, silences } = setUp(false)
    await clock.advance(30_000)
    expect(pings).toHaveLength(1)
    const askedMs = pings[0]?.atMs ?? 0
    await clock.advance(askedMs + 19_999 - clock.now())
    expect(silences()).toBe(0)
    await clock.advance(1)
    expect(silences()).toBe(1)
    await clock.advance(300_000)
    expect(silences()).toBe(1)
    expect(pings).toHaveLength(1)
  })

  it('calls it alive as long as anything else comes, and asks again later', async () => {
    const { clock, pings, keepAlive, silences, wakes } = setUp(false)
    for (let second = 0; second < 200; second += 5) {
      await clock.advance(5_000)
      keepAlive.heard()
    }
    expect(silences()).toBe(0)
    expect(pings.length).toBeGreaterThanOrEqual(4)
    await clock.advance(50_000)
    expect(silences()).toBe(1)
    expect(wakes()).toBe(0)
  })

  it('asks at once when told to, and not twice at a time', async () => {
    const { clock, pings, keepAlive } = setUp(false)
    keepAlive.probe()
    keepAlive.probe()
    await clock.advance(1)
    expect(pings).toHaveLength(1)
  })

  it('is silent after stop', async () => {
    const { clock, pings, keepAlive, silences } = setUp(false)
    keepAlive.probe()
    keepAlive.stop()
    await clock.advance(600_000)
    expect(pings).toHaveLength(1)
    expect(silences()).toBe(0)
  })
})
