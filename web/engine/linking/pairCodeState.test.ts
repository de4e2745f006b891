import { describe, expect, it } from 'vitest'
import { plainError } from '../plainErrors.ts'
import {
  type CodeEvent,
  type CodeState,
  codeView,
  costsTheSecret,
  nextTickMs,
  noCode,
  transition,
} from './pairCodeState.ts'

const NUMBER = '15550001111'
const REF = Uint8Array.of(1, 2, 3)
const OTHER_REF = Uint8Array.of(1, 2, 4)

const run = (events: readonly CodeEvent[], from: CodeState = noCode) =>
  events.reduce(transition, from)
const ask = (number = NUMBER, nowMs = 0, custom?: string): CodeEvent => ({
  type: 'ask',
  wish: custom === undefined ? { number } : { number, custom },
  nowMs,
})
/** From a wish to a code on the screen. */
const shownBy = (attempt: number, nowMs: number, ref = REF): CodeEvent[] => [
  { type: 'ready', attempt },
  { type: 'helloSent', attempt, code: 'ABCD1234', nowMs },
  { type: 'refGiven', attempt, ref },
]
const hello = (nowMs: number, ref = REF): CodeEvent => ({ type: 'hello', ref, nowMs })
const finished = (nowMs: number, attempt = 1): CodeEvent => ({ type: 'finishSent', attempt, nowMs })
const tick = (nowMs: number): CodeEvent => ({ type: 'tick', nowMs })
const refresh = (forced: boolean, ref = REF): CodeEvent => ({ type: 'refresh', ref, forced })

const shown = run([ask(), ...shownBy(1, 0)])
const finishing = run([hello(1_000), finished(2_000)], shown)
const errorOf = ({ phase }: CodeState) => (phase.at === 'failed' ? phase.error.code : phase.at)

describe('the way of a code', () => {
  it('goes from the wish to the screen', () => {
    expect(run([ask()]).phase).toEqual({ at: 'waiting', wish: { number: NUMBER }, sent: 0 })
    expect(shown.phase).toEqual({
      at: 'showing',
      wish: { number: NUMBER },
      sent: 1,
      attempt: 1,
      code: 'ABCD1234',
      deadlineMs: 180_000,
      ref: REF,
      hellos: 0,
    })
  })

  it('counts 180 s from the hello, not from its answer', () => {
    expect(nextTickMs(shown)).toBe(180_000)
    expect(transition(shown, tick(179_999))).toBe(shown)
    expect(transition(shown, tick(180_000)).phase.at).toBe('waiting')
  })

  it('ignores what was meant for another attempt', () => {
    const asking = run([ask(), ...shownBy(1, 0).slice(0, 2)])
    expect(transition(asking, { type: 'refGiven', attempt: 2, ref: REF })).toBe(asking)
    const error = plainError('internal')
    expect(transition(asking, { type: 'refused', attempt: 2, error })).toBe(asking)
    expect(transition(finishing, finished(9, 2))).toBe(finishing)
  })
})

describe('asking again', () => {
  it('keeps the live code of the same number', () => {
    expect(transition(shown, ask())).toBe(shown)
    expect(transition(finishing, ask())).toBe(finishing)
  })

  it('cancels first when it is for another number, or with a code of one’s own', () => {
    for (const wish of [ask('15559990000'), ask(NUMBER, 0, 'AAAABBBB')]) {
      expect(transition(shown, wish).phase).toMatchObject({ at: 'waiting', sent: 0 })
    }
    const own = run([ask(NUMBER, 0, 'AAAABBBB'), ...shownBy(1, 0)])
    expect(transition(own, ask())).toBe(own)
    expect(transition(own, ask(NUMBER, 0, 'AAAABBBB'))).toBe(own)
    expect(transition(own, ask(NUMBER, 0, 'CCCCBBBB')).phase.at).toBe('waiting')
  })

  it('waits as long as the service wants quiet', () => {
    const error = plainError('code-too-often', { reason: 429 })
    const quiet = run([
      ask(),
      ...shownBy(1, 0).slice(0, 2),
      { type: 'refused', attempt: 1, error, quietUntilMs: 30_000 },
    ])
    expect(nextTickMs(quiet)).toBe(30_000)
    const view = codeView(quiet, { nowMs: 10_500, rate: 1 })
    expect(view).toEqual({
      at: 'failed',
      number: NUMBER,
      error: { code: 'code-too-often', remedy: 'now', details: { reason: 429, backoffSec: 20 } },
    })
    expect(errorOf(transition(quiet, ask('15559990000', 29_999)))).toBe('code-too-often')
    const left = transition(quiet, { type: 'cancel' })
    expect(errorOf(transition(left, ask(NUMBER, 29_999)))).toBe('code-too-often')
    expect(transition(left, ask(NUMBER, 30_000)).phase.at).toBe('waiting')
    const over = transition(quiet, tick(30_000))
    expect(nextTickMs(over)).toBeUndefined()
    expect(codeView(over, { nowMs: 30_000, rate: 1 })).toMatchObject({ error })
  })
})

describe('a typed code', () => {
  it('is answered, and has 60 s from the finish on', () => {
    expect(transition(shown, hello(1_000)).phase.at).toBe('answering')
    expect(nextTickMs(finishing)).toBe(62_000)
    expect(transition(finishing, tick(61_999))).toBe(finishing)
    expect(errorOf(transition(finishing, tick(62_000)))).toBe('code-unanswered')
  })

  it('has its 60 s even if the 180 s of the code end before', () => {
    const late = run([hello(179_999), tick(180_000), finished(180_010)], shown)
    expect(late.phase).toMatchObject({ at: 'finishing', answerByMs: 240_010 })
    expect(transition(late, tick(200_000))).toBe(late)
    // But it cannot be typed again.
    expect(transition(late, hello(200_000))).toBe(late)
  })

  it('is ignored with a wrong ref or after its time, and not counted', () => {
    expect(transition(shown, hello(1_000, OTHER_REF))).toBe(shown)
    expect(transition(shown, hello(1_000, REF.subarray(0, 2)))).toBe(shown)
    expect(transition(shown, hello(180_000))).toBe(shown)
    expect(transition(noCode, hello(0))).toBe(noCode)
  })

  it('is taken three times; the fourth ends it', () => {
    const thrice = run(
      [finished(2_000), hello(3_000), finished(4_000), hello(5_000), finished(6_000)],
      transition(shown, hello(1_000)),
    )
    expect(thrice.phase).toMatchObject({ at: 'finishing', hellos: 3, answerByMs: 66_000 })
    expect(transition(thrice, hello(7_000, OTHER_REF))).toBe(thrice)
    expect(errorOf(transition(thrice, hello(7_000)))).toBe('code-used-up')
  })

  it('whose keys are useless leaves everything as it was, but counts', () => {
    const useless: CodeEvent = { type: 'helloUseless', attempt: 1 }
    expect(run([hello(1_000), useless], shown).phase).toMatchObject({ at: 'showing', hellos: 1 })
    expect(run([hello(3_000), useless], finishing).phase).toMatchObject({
      at: 'finishing',
      hellos: 2,
      answerByMs: 62_000,
    })
  })

  it('fails when the service refuses its finish, but not for an earlier one', () => {
    const error = plainError('code-bad-request')
    const refused = (hellos: number): CodeEvent => ({
      type: 'finishRefused',
      attempt: 1,
      hello: hellos,
      error,
    })
    expect(errorOf(transition(finishing, refused(1)))).toBe('code-bad-request')
    const second = run([hello(3_000), finished(4_000)], finishing)
    expect(transition(second, refused(1))).toBe(second)
    expect(errorOf(transition(second, refused(2)))).toBe('code-bad-request')
  })

  it('stays in sight, for a phone tells only its own person that it was wrong', () => {
    const view = { at: 'finishing', number: NUMBER, code: 'ABCD1234' }
    expect(codeView(finishing, { nowMs: 3_000, rate: 1 })).toEqual(view)
    expect(codeView(transition(shown, hello(1)), { nowMs: 3_000, rate: 1 })).toEqual(view)
  })
})

describe('renewal', () => {
  /** Codes that each die by `end`, until one is not renewed any more. */
  function renewals(end: (state: CodeState, nowMs: number) => CodeState): number {
    let state = run([ask()])
    for (let attempt = 1; attempt < 100; attempt++) {
      const nowMs = attempt * 1_000_000
      state = end(run(shownBy(attempt, nowMs), state), nowMs)
      if (state.phase.at === 'failed') {
        expect(state.phase.error.code).toBe('code-expired')
        return attempt - 1
      }
    }
    return Infinity
  }

  it.each<[string, (state: CodeState, nowMs: number) => CodeState]>([
    ['the clock', (state, nowMs) => transition(state, tick(nowMs + 180_000))],
    ['the service', (state) => transition(state, refresh(false))],
    ['a lost connection', (state) => transition(state, { type: 'lost' })],
  ])('by %s happens five times', (_, end) => {
    expect(renewals(end)).toBe(5)
  })

  it('keeps a code of one’s own', () => {
    const own = run([ask(NUMBER, 0, 'AAAABBBB'), ...shownBy(1, 0), tick(180_000)])
    expect(own.phase).toEqual({
      at: 'waiting',
      wish: { number: NUMBER, custom: 'AAAABBBB' },
      sent: 1,
    })
  })

  it('begins to count anew when the person asks again', () => {
    const failed: CodeState = {
      phase: { at: 'failed', number: NUMBER, error: plainError('code-expired') },
      quietUntilMs: 0,
    }
    expect(transition(failed, ask()).phase).toMatchObject({ at: 'waiting', sent: 0 })
  })

  it('is left to the person when the service says so', () => {
    expect(errorOf(transition(shown, refresh(true)))).toBe('code-refresh')
    expect(transition(shown, refresh(true, OTHER_REF))).toBe(shown)
    expect(transition(shown, refresh(false, OTHER_REF))).toBe(shown)
  })

  it('never follows a finish by itself', () => {
    expect(errorOf(transition(finishing, refresh(false)))).toBe('code-refresh')
    expect(errorOf(transition(finishing, { type: 'lost' }))).toBe('code-unanswered')
    expect(errorOf(transition(finishing, tick(1e9)))).toBe('code-unanswered')
  })

  it('costs nothing when the connection goes before the hello was sent', () => {
    const deriving = run([ask(), { type: 'ready', attempt: 1 }])
    expect(transition(deriving, { type: 'lost' }).phase).toMatchObject({ at: 'waiting', sent: 0 })
  })
})

describe('the secret', () => {
  it('is made anew when a code dies with a finish out', () => {
    const answering = transition(shown, hello(1_000))
    const deaths: CodeEvent[] = [
      { type: 'cancel' },
      { type: 'lost' },
      tick(62_000),
      refresh(true),
      ask('15559990000'),
      {
        type: 'finishRefused',
        attempt: 1,
        hello: 1,
        error: plainError('code-service-error'),
      },
    ]
    for (const death of deaths) {
      expect(costsTheSecret(finishing.phase, death, transition(finishing, death).phase)).toBe(true)
    }
    const cancel: CodeEvent = { type: 'cancel' }
    expect(costsTheSecret(answering.phase, cancel, transition(answering, cancel).phase)).toBe(true)
  })

  it('stays when the link is decided, when no finish is out, and for another try', () => {
    const over: CodeEvent = { type: 'over' }
    expect(costsTheSecret(finishing.phase, over, transition(finishing, over).phase)).toBe(false)
    const cancel: CodeEvent = { type: 'cancel' }
    expect(costsTheSecret(shown.phase, cancel, transition(shown, cancel).phase)).toBe(false)
    const again = hello(3_000)
    expect(costsTheSecret(finishing.phase, again, transition(finishing, again).phase)).toBe(false)
  })
})
