import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { seededRandom } from '../../platform/fakes.ts'
import { atRest, type ConnectionState, transition } from './connectionState.ts'
import type { Ending } from './ending.ts'
import { type Circumstances, judge } from './verdict.ts'

const usual: Circumstances = {
  linked: true,
  inDoubt: false,
  failures: 0,
  restarts: 0,
  secured: true,
  routed: false,
  paired: false,
  unwanted: false,
  networkOn: true,
  randomBytes: seededRandom(1),
}
const failure = (reason: number, more = {}): Ending => ({
  why: 'failure',
  failure: { reason, unknown: 0, ...more },
})

const fiveAnswers: Ending[] = [
  failure(401),
  failure(403),
  failure(406),
  { why: 'stream-error', error: { kind: 'removed', code: 516 } },
  { why: 'stream-error', error: { kind: 'removed', code: 401 } },
]

describe('the five answers that say the link is gone', () => {
  it.each(fiveAnswers)('are doubted first: %o', (ending) => {
    expect(judge(ending, usual)).toMatchObject({ next: 'confirm', delayMs: 2_000 })
  })

  it.each(fiveAnswers)('are believed the second time, whichever comes: %o', (ending) => {
    const verdict = judge(ending, { ...usual, inDoubt: true })
    expect(verdict).toMatchObject({ next: 'erase', error: { remedy: 'relink' } })
  })

  it.each(fiveAnswers)('erase nothing where nothing is linked: %o', (ending) => {
    expect(judge(ending, { ...usual, linked: false }).next).toBe('stop')
  })

  it('leave the doubt alone when the confirming connection ends otherwise', () => {
    const inDoubt = { ...usual, inDoubt: true }
    for (const ending of [
      { why: 'unreachable' },
      { why: 'lost', code: 1006 },
      failure(503),
      { why: 'stream-error', error: { kind: 'restart' } },
    ] as Ending[]) {
      expect(['wait', 'restart']).toContain(judge(ending, inDoubt).next)
    }
  })
})

describe('restarts', () => {
  const restart: Ending = { why: 'stream-error', error: { kind: 'restart' } }

  it('are followed at once, twice', () => {
    expect(judge(restart, usual)).toEqual({ next: 'restart' })
    expect(judge(restart, { ...usual, restarts: 1 })).toEqual({ next: 'restart' })
  })

  it('are a loop the third time in a row', () => {
    expect(judge(restart, { ...usual, restarts: 2 })).toMatchObject({
      next: 'stop',
      error: { code: 'restart-loop' },
    })
  })

  it('include whatever ends a connection that paired', () => {
    const paired = { ...usual, paired: true }
    expect(judge({ why: 'lost', code: 1006 }, paired)).toEqual({ next: 'restart' })
    expect(judge({ why: 'restart-overdue' }, paired)).toEqual({ next: 'restart' })
  })
})

describe('everything else', () => {
  it.each<[Ending, string, string]>([
    [{ why: 'certificate-refused', rule: 'leaf-key' }, 'stop', 'certificate-refused'],
    [failure(400), 'stop', 'service-error'],
    [failure(402, { code: 101, expireSec: 60 }), 'stop', 'banned'],
    [failure(405), 'stop', 'outdated'],
    [failure(409), 'stop', 'service-error'],
    [failure(500), 'wait', 'service-error'],
    [failure(503), 'wait', 'service-error'],
    [failure(501), 'stop', 'service-error'],
    [{ why: 'stream-error', error: { kind: 'replaced' } }, 'stop', 'replaced'],
    [{ why: 'stream-error', error: { kind: 'unavailable', code: 503 } }, 'wait', 'service-error'],
    [{ why: 'stream-error', error: { kind: 'owed-answer' } }, 'wait', 'service-error'],
    [{ why: 'stream-error', error: { kind: 'not-well-formed' } }, 'wait', 'service-error'],
    [{ why: 'stream-error', error: { kind: 'other', code: 777 } }, 'stop', 'service-error'],
    [{ why: 'handshake-timeout' }, 'wait', 'handshake-timeout'],
    [{ why: 'handshake-failed', rule: 'decrypt-failed' }, 'wait', 'handshake-failed'],
    [{ why: 'undecipherable' }, 'wait', 'stream-lost'],
    [{ why: 'silent' }, 'wait', 'silent'],
    [{ why: 'nonsense' }, 'wait', 'service-error'],
    [{ why: 'unreachable' }, 'wait', 'unreachable'],
    [{ why: 'stream-end' }, 'wait', 'stream-lost'],
  ])('%o is followed by %s with %s', (ending, next, code) => {
    expect(judge(ending, usual)).toMatchObject({ next, error: { code } })
  })

  it('tells a wrong clock from a forged certificate, with the numbers to show', () => {
    const ending: Ending = { why: 'clock-wrong', deviceSec: 5, notBefore: 10, notAfter: 20 }
    expect(judge(ending, usual)).toEqual({
      next: 'stop',
      error: {
        code: 'clock-wrong',
        remedy: 'now',
        details: { deviceTimeMs: 5_000, notBefore: 10, notAfter: 20 },
      },
    })
  })

  it('costs five steps of patience after too many attempts', () => {
    const ending: Ending = { why: 'stream-error', error: { kind: 'too-often' } }
    expect(judge(ending, { ...usual, failures: 2 })).toMatchObject({ next: 'wait', failures: 7 })
  })

  it('says offline when the device says so', () => {
    const verdict = judge({ why: 'unreachable' }, { ...usual, networkOn: false })
    expect(verdict).toMatchObject({ error: { code: 'offline' } })
  })

  it('tries without the route before it counts a failure, but keeps a refused certificate', () => {
    const routed = { ...usual, routed: true, secured: false }
    expect(judge({ why: 'lost', code: 1006 }, routed)).toEqual({ next: 'redial' })
    expect(judge({ why: 'lost', code: 1006 }, { ...routed, secured: true }).next).toBe('wait')
    expect(judge({ why: 'certificate-refused', rule: 'leaf-key' }, routed).next).toBe('stop')
  })

  it('does not come back where nobody waits for it', () => {
    expect(judge({ why: 'lost', code: 1000 }, { ...usual, unwanted: true })).toEqual({
      next: 'rest',
    })
  })

  it('follows our own wish with nothing', () => {
    expect(judge({ why: 'own-wish' }, usual)).toEqual({ next: 'rest' })
  })
})

describe('never a storm', () => {
  /** Endings a service or a network could bring about without end, and how long each one held. */
  const anyEnding = fc.record({
    ending: fc.constantFrom<Ending>(
      { why: 'unreachable' },
      { why: 'lost', code: 1006 },
      { why: 'handshake-failed', rule: 'malformed' },
      { why: 'silent' },
      { why: 'nonsense' },
      failure(503),
      { why: 'stream-error', error: { kind: 'restart' } },
      { why: 'stream-error', error: { kind: 'unavailable', code: 503 } },
      { why: 'stream-error', error: { kind: 'too-often' } },
    ),
    heldMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 29_999 })),
  })

  it('dials less and less while no connection holds for 30 s', () => {
    fc.assert(
      fc.property(
        fc.array(anyEnding, { minLength: 1, maxLength: 60 }),
        fc.integer(),
        (all, seed) => {
          const randomBytes = seededRandom(seed)
          let state: ConnectionState = transition(atRest, { type: 'dial' })
          let nowMs = 0
          const dialledAt = [0]
          for (const { ending, heldMs } of all) {
            nowMs += heldMs
            const verdict = judge(ending, {
              ...usual,
              randomBytes,
              failures: state.failures,
              restarts: state.restarts,
            })
            state = transition(state, { type: 'ended', verdict, nowMs })
            if (state.phase.at === 'waiting') {
              nowMs = state.phase.untilMs
              state = transition(state, { type: 'dial' })
            }
            if (state.phase.at !== 'dialling') break
            dialledAt.push(nowMs)
          }
          // Two restarts at once are allowed; apart from them the n-th pause is the n-th Fibonacci number.
          for (const windowMs of [10_000, 60_000, 600_000]) {
            for (const from of dialledAt) {
              const dials = dialledAt.filter((at) => at >= from && at < from + windowMs).length
              expect(dials).toBeLessThanOrEqual(5 + 2.5 * Math.log2(windowMs / 1000))
            }
          }
        },
      ),
    )
  })
})
