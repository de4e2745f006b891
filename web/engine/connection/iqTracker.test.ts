import { describe, expect, it } from 'vitest'
import { manualClock, seededRandom } from '../../platform/fakes.ts'
import { node, type WireNode } from '../../wire/node/node.ts'
import { createIqTracker } from './iqTracker.ts'

function setUp(seed = 1) {
  const clock = manualClock()
  const sent: WireNode[] = []
  const iqs = createIqTracker({
    clock,
    randomBytes: seededRandom(seed),
    send: (stanza) => sent.push(stanza),
  })
  const ask = (limitMs?: number) => iqs.request((id) => node('iq', { id, type: 'get' }), limitMs)
  const idOf = (at: number) => sent[at]?.attrs['id'] ?? ''
  return { clock, sent, iqs, ask, idOf }
}

describe('requests', () => {
  it('get the answer with their id, in whatever order answers come', async () => {
    const { iqs, ask, idOf } = setUp()
    const first = ask()
    const second = ask()
    expect(idOf(0)).not.toBe(idOf(1))
    expect(iqs.take(node('iq', { id: idOf(1), type: 'result', n: '2' }))).toBe(true)
    expect(iqs.take(node('iq', { id: idOf(0), type: 'result', n: '1' }))).toBe(true)
    expect((await first).attrs['n']).toBe('1')
    expect((await second).attrs['n']).toBe('2')
  })

  it('use other ids on another connection', () => {
    const [one, two] = [setUp(1), setUp(2)]
    void one.ask()
    void two.ask()
    expect(one.idOf(0)).not.toBe(two.idOf(0))
  })

  it('are refused with the number of the service', async () => {
    const { iqs, ask, idOf } = setUp()
    const answer = ask()
    const error = node('error', { code: '503', text: 'service-unavailable' })
    iqs.take(node('iq', { id: idOf(0), type: 'error' }, [error]))
    await expect(answer).rejects.toMatchObject({ code: 'refused', refusal: 503 })
  })

  it('wait 75 s and no longer', async () => {
    const { clock, iqs, ask, idOf } = setUp()
    const answer = ask()
    const settled = expect(answer).rejects.toMatchObject({ code: 'timeout' })
    await clock.advance(74_999)
    expect(clock.pending()).toBe(1)
    await clock.advance(1)
    await settled
    expect(iqs.take(node('iq', { id: idOf(0), type: 'result' }))).toBe(false)
  })

  it('end with the connection, later ones at once', async () => {
    const { clock, iqs, ask, sent } = setUp()
    const waiting = ask()
    iqs.close()
    await expect(waiting).rejects.toMatchObject({ code: 'closed' })
    await expect(ask()).rejects.toMatchObject({ code: 'closed' })
    expect(sent).toHaveLength(1)
    expect(clock.pending()).toBe(0)
  })

  it('do not mind answers that nobody asked for', () => {
    const { iqs } = setUp()
    expect(iqs.take(node('iq', { id: 'foreign', type: 'result' }))).toBe(false)
    expect(iqs.take(node('iq', { type: 'result' }))).toBe(false)
  })
})
