import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fakeNetwork, seededRandom } from '../../platform/fakes.ts'
import type { Clock } from '../../platform/platform.ts'
import { node } from '../../wire/node/node.ts'
import { judgeAnswer } from './answerVerdict.ts'
import type { Ending } from './ending.ts'
import type { StanzaStream } from './stanzaStream.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'
import { judge } from './verdict.ts'

vi.setConfig({ testTimeout: 60_000 })

const HOUR_MS = 3_600_000

/** A clock as the manual one, but only promises settle between two tasks: hours pass in moments. */
function quickClock() {
  let nowMs = 1_767_225_600_000
  let order = 0
  const planned = new Set<{ dueMs: number; order: number; task: () => void }>()
  const clock: Clock = {
    now: () => nowMs,
    after(delayMs, task) {
      const item = { dueMs: nowMs + Math.max(0, delayMs), order: order++, task }
      planned.add(item)
      return () => void planned.delete(item)
    },
  }
  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms
    for (;;) {
      for (let turn = 0; turn < 12; turn++) await Promise.resolve()
      const due = [...planned].toSorted((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0]
      if (due === undefined || due.dueMs > untilMs) break
      planned.delete(due)
      nowMs = Math.max(nowMs, due.dueMs)
      due.task()
    }
    nowMs = untilMs
  }
  return { clock, advance }
}

/** How one connection goes. */
interface Fate {
  /** How long the socket takes to open; absent: it never does. */
  readonly opensAfterMs?: number
  /** Whether the login succeeds. */
  readonly logsIn?: boolean
  readonly livesMs: number
  readonly ending: Ending
}

/** The real supervisor on connections that live and end as `fate` says. */
function world(fate: () => Fate, seed = 1, routed = () => false) {
  const { clock, advance } = quickClock()
  const network = fakeNetwork()
  const dials: number[] = []
  const supervisor: Supervisor = createSupervisor({
    clock,
    network,
    randomBytes: seededRandom(seed),
    trace: () => {},
    refusal: () => undefined,
    hold: () => undefined,
    beforeDial: () => undefined,
    standing: () => ({ linked: true, inDoubt: false, paired: false, unwanted: false }),
    onChange: () => {},
    judge: (ending, about) =>
      ending.why === 'answer' ? judgeAnswer(ending.stanza, about, () => {}) : judge(ending, about),
    carryOut: (verdict) => Promise.resolve(verdict),
    open(events) {
      dials.push(clock.now())
      // So many at one moment would never come to an end here.
      if (dials.length > 5_000) throw new Error('a storm')
      const { opensAfterMs, logsIn, livesMs, ending } = fate()
      let over = false
      const end = (why: Ending) => {
        if (over) return
        over = true
        void Promise.resolve().then(() => events.onEnded(why))
      }
      const opens = opensAfterMs ?? 0
      if (opensAfterMs !== undefined) {
        clock.after(opens, () => {
          if (over) return
          events.onOpened()
          events.onSecured()
          if (logsIn === true) supervisor.loggedIn()
        })
      }
      clock.after(opens + livesMs, () => end(ending))
      const stream: StanzaStream = {
        request: () => Promise.reject(new Error('nothing is asked here')),
        send: () => false,
        isOpen: () => !over,
        isOver: () => over,
        probe: () => {},
        end,
      }
      return { stream, routed: routed() }
    },
  })
  return { clock, network, advance, dials, supervisor }
}

/** The most dials in any hour. */
function worstHour(dials: readonly number[]): number {
  return Math.max(
    ...dials.map((from) => dials.filter((at) => at >= from && at < from + HOUR_MS).length),
  )
}

const answer = (stanza: ReturnType<typeof node>): Ending => ({ why: 'answer', stanza })

describe('never a storm', () => {
  it('dials at most 19 times in any hour while nobody can be reached', async () => {
    const seeds = Array.from({ length: 60 }, (_, seed) => seed)
    const ways: Array<() => Fate> = [
      () => ({ livesMs: 0, ending: { why: 'unreachable' } }),
      () => ({ livesMs: 20_000, ending: { why: 'unreachable' } }),
      () => ({ opensAfterMs: 100, livesMs: 20_000, ending: { why: 'handshake-timeout' } }),
      () => ({ opensAfterMs: 5, livesMs: 0, ending: { why: 'lost', code: 1006 } }),
      () => ({ opensAfterMs: 5, livesMs: 1, ending: answer(node('failure', { reason: '503' })) }),
    ]
    for (const way of ways) {
      for (const seed of seeds.slice(0, way === ways[0] ? 60 : 10)) {
        const { supervisor, advance, dials } = world(way, seed)
        supervisor.start()
        await advance(4 * HOUR_MS)
        expect(worstHour(dials)).toBeLessThanOrEqual(19)
        // It does not give up either: the longest pause is 900 s.
        expect(4 * HOUR_MS - ((dials.at(-1) ?? 0) - (dials[0] ?? 0))).toBeLessThan(925_000)
      }
    }
  })

  it('dials at most 125 times in any hour when each connection lives 31 s', async () => {
    const endings: Ending[] = [
      { why: 'lost', code: 1006 },
      { why: 'stream-end' },
      answer(node('stream:error', { code: '503' })),
      answer(node('stream:error', { code: '515' })),
    ]
    for (const ending of endings) {
      const fate = { opensAfterMs: 0, logsIn: true, livesMs: 31_000, ending }
      const { supervisor, advance, dials } = world(() => fate)
      supervisor.start()
      await advance(12 * HOUR_MS)
      expect(worstHour(dials)).toBeLessThanOrEqual(125)
      expect(worstHour(dials)).toBeGreaterThan(100)
    }
  })

  it('dials at most 125 times in any hour for any mixture of endings, flaps and wakes', async () => {
    const anyFate: fc.Arbitrary<Fate> = fc.record(
      {
        opensAfterMs: fc.constantFrom(0, 50),
        logsIn: fc.boolean(),
        livesMs: fc.constantFrom(0, 0, 0, 10, 2_000, 29_000, 30_000, 31_000),
        ending: fc.constantFrom<Ending>(
          { why: 'unreachable' },
          { why: 'lost', code: 1006 },
          { why: 'handshake-failed', rule: 'malformed' },
          { why: 'silent' },
          { why: 'nonsense' },
          { why: 'scripts-missing' },
          answer(node('failure', { reason: '503' })),
          answer(node('stream:error', { code: '515' })),
          answer(node('stream:error', { code: '429' })),
          answer(node('stream:error', { code: '777' })),
          answer(node('stream:error', {}, [node('ack')])),
        ),
      },
      { requiredKeys: ['livesMs', 'ending'] },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFate, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(200, 1_500, 7_000, 31_000),
        fc.boolean(),
        fc.integer({ min: 1, max: 1_000 }),
        async (fates, disturbedEveryMs, routed, seed) => {
          let at = 0
          const next = () => fates[at++ % fates.length] ?? fates[0]
          const fate = () => next() ?? { livesMs: 0, ending: { why: 'unreachable' as const } }
          const { supervisor, network, clock, advance, dials } = world(fate, seed, () => routed)
          const disturb = () => {
            network.set(!network.online())
            supervisor.wake()
            clock.after(disturbedEveryMs, disturb)
          }
          disturb()
          supervisor.start()
          await advance(1.5 * HOUR_MS)
          expect(worstHour(dials)).toBeLessThanOrEqual(125)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('comes back within 35 s, although its dials are used up, once the service is there', async () => {
    let isThere = false
    const fate = (): Fate =>
      isThere
        ? { opensAfterMs: 5, logsIn: true, livesMs: HOUR_MS, ending: { why: 'lost', code: 1006 } }
        : { opensAfterMs: 5, livesMs: 0, ending: { why: 'lost', code: 1006 } }
    const { supervisor, network, advance } = world(fate)
    supervisor.start()
    for (let flap = 0; flap < 200; flap++) {
      network.set(!network.online())
      await advance(500)
    }
    isThere = true
    network.set(false)
    network.set(true)
    await advance(35_000)
    expect(supervisor.state().phase).toEqual({ at: 'open', loggedIn: true })
  })
})

describe('what a person asks for', () => {
  it('is dialled at once, however often', async () => {
    const { supervisor, advance, dials } = world(() => ({
      livesMs: 0,
      ending: { why: 'unreachable' },
    }))
    supervisor.start()
    await advance(0)
    for (let click = 0; click < 50; click++) {
      const before = dials.length
      supervisor.retry()
      expect(dials).toHaveLength(before + 1)
      await advance(10)
    }
  })

  it('is not lost when it is asked between the end of a connection and what follows', async () => {
    const { supervisor, advance, dials } = world(() => ({
      opensAfterMs: 0,
      livesMs: HOUR_MS,
      ending: { why: 'lost', code: 1000 },
    }))
    supervisor.start()
    await advance(100)
    supervisor.stream()?.end({ why: 'own-wish' })
    supervisor.retry()
    expect(dials).toHaveLength(1)
    await advance(100)
    expect(dials).toHaveLength(2)
    expect(supervisor.state().phase.at).toBe('open')
  })
})
