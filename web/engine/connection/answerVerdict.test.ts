import { describe, expect, it } from 'vitest'
import type { TraceStep } from '../../bridge/trace.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { node, type WireNode } from '../../wire/node/node.ts'
import { judgeAnswer } from './answerVerdict.ts'
import type { Circumstances, Verdict } from './verdict.ts'

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

const judged = (stanza: WireNode, about: Circumstances = usual): Verdict =>
  judgeAnswer(stanza, about, () => {})
const failure = (reason: number | string, more = {}) =>
  node('failure', { reason: String(reason), ...more })
const streamError = (code: string, ...inner: WireNode[]) =>
  node('stream:error', code === '' ? {} : { code }, inner)
const conflict = (type: string) => node('conflict', { type })

describe('the five answers that say the link is gone', () => {
  const five: [string, WireNode][] = [
    ['failure 401', failure(401)],
    ['failure 403', failure(403)],
    ['failure 406', failure(406)],
    ['stream error 516', streamError('516')],
    ['device_removed', streamError('401', conflict('device_removed'))],
    ['device_removed without a code', streamError('', conflict('device_removed'))],
    ['stream error 401 alone', streamError('401')],
  ]

  it.each(five)('are doubted first: %s', (_, stanza) => {
    expect(judged(stanza)).toMatchObject({ next: 'confirm', delayMs: 2_000 })
  })

  it.each(five)('are believed the second time, whichever comes: %s', (_, stanza) => {
    const verdict = judged(stanza, { ...usual, inDoubt: true })
    expect(verdict).toMatchObject({ next: 'erase', error: { remedy: 'relink' } })
  })

  it.each(five)('erase nothing where nothing is linked: %s', (_, stanza) => {
    expect(judged(stanza, { ...usual, linked: false })).toMatchObject({
      next: 'stop',
      error: { remedy: 'now' },
    })
  })

  it('leave the doubt alone when the confirming connection ends otherwise', () => {
    const inDoubt = { ...usual, inDoubt: true }
    expect(judged(failure(503), inDoubt).next).toBe('wait')
    expect(judged(streamError('515'), inDoubt).next).toBe('restart')
    expect(judged(failure(402, { expire: '60' }), inDoubt).next).toBe('wait')
    expect(judged(failure(405), inDoubt).next).toBe('outdated')
  })

  it('tell the words of a locked account', () => {
    const locked = failure(403, { logout_message_header: 'Locked', logout_message_subtext: 'Why' })
    expect(judged(locked, { ...usual, inDoubt: true })).toMatchObject({
      error: { code: 'unlinked', details: { reason: 403, header: 'Locked', subtext: 'Why' } },
    })
  })
})

describe('a temporary ban', () => {
  it.each([101, 102, 103, 104, 106])('waits until it is over, and says why: %d', (code) => {
    const verdict = judged(failure(402, { code: String(code), expire: '3600' }))
    expect(verdict).toEqual({
      next: 'wait',
      delayMs: 3_600_000,
      failures: 0,
      ban: code,
      error: {
        code: 'banned',
        remedy: 'no',
        details: { reason: 402, code, expireSec: 3600 },
      },
    })
  })

  it.each([
    ['no end', { code: '101' }],
    ['an end that cannot be read', { code: '101', expire: 'soon' }],
    ['an end of nothing', { code: '101', expire: '0' }],
  ])('with %s is left to the person', (_, attrs) => {
    expect(judged(failure(402, attrs))).toMatchObject({
      next: 'stop',
      error: { code: 'banned', remedy: 'now', details: { code: 101 } },
    })
  })

  it('is one although its code cannot be read, and that is traced', () => {
    const steps: TraceStep[] = []
    const stanza = failure(402, { code: 'x', expire: '60' })
    const verdict = judgeAnswer(stanza, usual, (step) => void steps.push(step))
    expect(verdict).toMatchObject({ next: 'wait', ban: 0 })
    expect(steps).toEqual([
      { step: 'login-failed', reason: 402 },
      { step: 'stanza-malformed', rule: 'bad-number at failure@code' },
    ])
  })
})

describe('restarts', () => {
  it('are followed at once, twice', () => {
    expect(judged(streamError('515'))).toEqual({ next: 'restart' })
    expect(judged(streamError('515'), { ...usual, restarts: 1 })).toEqual({ next: 'restart' })
  })

  it('are a loop the third time in a row', () => {
    expect(judged(streamError('515'), { ...usual, restarts: 2 })).toMatchObject({
      next: 'stop',
      error: { code: 'restart-loop' },
    })
  })
})

describe('every other answer', () => {
  it.each<[string, WireNode, string, string]>([
    ['failure 400', failure(400), 'stop', 'service-error'],
    ['failure 405', failure(405), 'outdated', 'outdated'],
    ['failure 409', failure(409), 'stop', 'service-error'],
    ['failure 411', failure(411), 'stop', 'service-error'],
    ['failure 415', failure(415), 'stop', 'service-error'],
    ['failure 418', failure(418), 'stop', 'service-error'],
    ['failure 500', failure(500), 'wait', 'service-error'],
    ['failure 501', failure(501), 'stop', 'service-error'],
    ['failure 503', failure(503), 'wait', 'service-error'],
    ['failure 599', failure(599), 'stop', 'service-error'],
    ['failure without a reason', node('failure'), 'wait', 'service-error'],
    ['a reason that is no number', failure('x'), 'wait', 'service-error'],
    ['replaced', streamError('', conflict('replaced')), 'stop', 'replaced'],
    ['stream error 409', streamError('409'), 'stop', 'replaced'],
    ['stream error 429', streamError('429'), 'wait', 'service-error'],
    ['stream error 500', streamError('500'), 'wait', 'service-error'],
    ['stream error 503', streamError('503'), 'wait', 'service-error'],
    ['stream error ack', streamError('', node('ack', { id: '1' })), 'wait', 'service-error'],
    ['xml-not-well-formed', streamError('', node('xml-not-well-formed')), 'wait', 'service-error'],
    ['an unknown code', streamError('777'), 'wait', 'service-error'],
    ['nothing at all', streamError(''), 'wait', 'service-error'],
  ])('has its place: %s', (_, stanza, next, code) => {
    expect(judged(stanza)).toMatchObject({ next, error: { code } })
  })

  it('costs five steps of patience after too many attempts', () => {
    expect(judged(streamError('429'), { ...usual, failures: 2 })).toMatchObject({
      next: 'wait',
      failures: 7,
    })
  })
})
