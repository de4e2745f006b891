import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainError } from '../plainErrors.ts'
import {
  type CodeEvent,
  type CodePhase,
  type CodeState,
  costsTheSecret,
  isFinishing,
  isWanted,
  nextTickMs,
  noCode,
  transition,
} from './pairCodeState.ts'

const NUMBER = '15550001111'
const REF = Uint8Array.of(1, 2, 3)
const OTHER_REF = Uint8Array.of(1, 2, 4)

const ask = (number: string, nowMs: number): CodeEvent => ({ type: 'ask', wish: { number }, nowMs })
const hello = (nowMs: number, ref: Uint8Array): CodeEvent => ({ type: 'hello', ref, nowMs })
const finished = (nowMs: number, attempt: number): CodeEvent => ({
  type: 'finishSent',
  attempt,
  nowMs,
})
const tick = (nowMs: number): CodeEvent => ({ type: 'tick', nowMs })
const refresh = (forced: boolean, ref: Uint8Array): CodeEvent => ({ type: 'refresh', ref, forced })

describe('any order of events', () => {
  const anyRef = fc.constantFrom(REF, OTHER_REF)
  const anyAttempt = fc.integer({ min: 1, max: 12 })
  const anyEvent: fc.Arbitrary<(nowMs: number) => CodeEvent> = fc.oneof(
    fc.constantFrom(NUMBER, '15559990000').map((number) => (nowMs: number) => ask(number, nowMs)),
    fc
      .constantFrom<CodeEvent>({ type: 'cancel' }, { type: 'over' }, { type: 'lost' })
      .map((event) => () => event),
    fc.constant(tick),
    anyRef.map((ref) => (nowMs: number) => hello(nowMs, ref)),
    fc.tuple(fc.boolean(), anyRef).map(
      ([forced, ref]) =>
        () =>
          refresh(forced, ref),
    ),
    anyAttempt.map((attempt) => (nowMs: number) => finished(nowMs, attempt)),
    anyAttempt.map((attempt) => (): CodeEvent => ({ type: 'helloUseless', attempt })),
    fc.tuple(anyAttempt, fc.integer({ min: 1, max: 3 }), fc.boolean()).map(
      ([attempt, hellos, quiet]) =>
        (nowMs: number): CodeEvent => ({
          type: 'finishRefused',
          attempt,
          hello: hellos,
          error: plainError('code-service-error'),
          ...(quiet ? { quietUntilMs: nowMs + 40_000 } : {}),
        }),
    ),
    // The step that follows, so that many runs come far.
    fc.constant((): CodeEvent => ({ type: 'ready', attempt: 0 })),
  )

  /** Fills in what the runner knows: the newest attempt. */
  function play(steps: ReadonlyArray<readonly [number, (nowMs: number) => CodeEvent]>) {
    const seen: Array<{ before: CodeState; event: CodeEvent; after: CodeState; nowMs: number }> = []
    let state = noCode
    let nowMs = 0
    let attempts = 0
    const step = (event: CodeEvent) => {
      const before = state
      state = transition(state, event)
      seen.push({ before, event, after: state, nowMs })
    }
    for (const [waitMs, make] of steps) {
      nowMs += waitMs
      const event = make(nowMs)
      if (event.type !== 'ready') step(event)
      else if (state.phase.at === 'waiting') step({ ...event, attempt: ++attempts })
      else if (state.phase.at === 'deriving') {
        step({ type: 'helloSent', attempt: attempts, code: 'ABCD1234', nowMs })
      } else if (state.phase.at === 'asking') {
        step({ type: 'refGiven', attempt: attempts, ref: REF })
      } else if (state.phase.at === 'answering') step(finished(nowMs, attempts))
    }
    return seen
  }

  const anyPlay = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 70_000 }), anyEvent), { maxLength: 120 })
    .map(play)
  const live = (phase: CodePhase) => ('deadlineMs' in phase ? phase : undefined)

  it('sends at most six hellos for a wish, and never while the service wants quiet', () => {
    fc.assert(
      fc.property(anyPlay, (seen) => {
        let sent = 0
        for (const { before, event, after, nowMs } of seen) {
          if (event.type === 'ask' && after !== before) sent = 0
          if (event.type !== 'helloSent') continue
          expect(after.phase.at).toBe('asking')
          expect(nowMs).toBeGreaterThanOrEqual(before.quietUntilMs)
          expect(++sent).toBeLessThanOrEqual(6)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('answers at most three typings of a code, each with its ref and within its 180 s', () => {
    fc.assert(
      fc.property(anyPlay, (seen) => {
        const answers = new Map<number, number>()
        for (const { event, before, after, nowMs } of seen) {
          if (after.phase.at !== 'answering' || before.phase.at === 'answering') continue
          const { attempt, deadlineMs, ref } = after.phase
          answers.set(attempt, (answers.get(attempt) ?? 0) + 1)
          expect(answers.get(attempt)).toBeLessThanOrEqual(3)
          expect(nowMs).toBeLessThan(deadlineMs)
          expect(event.type === 'hello' && event.ref).toEqual(ref)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('shows no code after its 180 s, and waits for no phone longer than 60 s', () => {
    fc.assert(
      fc.property(anyPlay, fc.integer({ min: 0, max: 400_000 }), (seen, laterMs) => {
        const last = seen.at(-1)
        if (last === undefined) return
        const nowMs = last.nowMs + laterMs
        const { phase } = transition(last.after, tick(nowMs))
        if (phase.at === 'showing') expect(nowMs).toBeLessThan(phase.deadlineMs)
        if (phase.at === 'finishing') expect(nowMs).toBeLessThan(phase.answerByMs)
      }),
      { numRuns: 500 },
    )
  })

  it('has one live code, and leaves none behind without a sign', () => {
    fc.assert(
      fc.property(anyPlay, (seen) => {
        for (const { before, event, after } of seen) {
          const was = live(before.phase)
          const is = live(after.phase)
          // Another code comes by way of a wish alone, so the earlier one is gone by then.
          if (was !== undefined && is !== undefined) expect(is.attempt).toBe(was.attempt)
          if (was === undefined || is !== undefined) continue
          const said = ['waiting', 'failed'].includes(after.phase.at)
          const meant = event.type === 'cancel' || event.type === 'over'
          expect(said || meant).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('never leaves an agreed secret in place, except when the link was decided', () => {
    fc.assert(
      fc.property(anyPlay, (seen) => {
        /** Whether a phone may know the stored secret. */
        let known = false
        for (const { before, event, after } of seen) {
          if (isFinishing(after.phase)) known = true
          if (costsTheSecret(before.phase, event, after.phase)) known = false
          if (event.type === 'over') known = false
          if (after.phase.at === 'showing' && event.type === 'helloUseless') known = false
          if (!isFinishing(after.phase)) expect(known).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('always has a clock that ends what is on the screen', () => {
    fc.assert(
      fc.property(anyPlay, (seen) => {
        for (const { after } of seen) {
          const { at } = after.phase
          if (at === 'showing' || at === 'finishing') expect(nextTickMs(after)).toBeGreaterThan(0)
          expect(isWanted(after.phase)).toBe(at !== 'none' && at !== 'failed')
        }
      }),
      { numRuns: 200 },
    )
  })
})
