import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../platform/fakes.ts'
import { plainError } from '../plainErrors.ts'
import { type Circumstances, judge, type WordlessEnding } from './verdict.ts'

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

describe('an ending without words', () => {
  it.each<[WordlessEnding, string, string]>([
    [{ why: 'certificate-refused', rule: 'leaf-key' }, 'stop', 'certificate-refused'],
    [{ why: 'handshake-timeout' }, 'wait', 'handshake-timeout'],
    [{ why: 'handshake-failed', rule: 'decrypt-failed' }, 'wait', 'handshake-failed'],
    [{ why: 'undecipherable' }, 'wait', 'stream-lost'],
    [{ why: 'silent' }, 'wait', 'silent'],
    [{ why: 'nonsense' }, 'wait', 'service-error'],
    [{ why: 'unreachable' }, 'wait', 'unreachable'],
    [{ why: 'scripts-missing' }, 'wait', 'unreachable'],
    [{ why: 'lost', code: 1006 }, 'wait', 'stream-lost'],
    [{ why: 'stream-end' }, 'wait', 'stream-lost'],
    [{ why: 'broken', error: plainError('internal') }, 'stop', 'internal'],
    [{ why: 'broken', error: plainError('disk-full') }, 'wait', 'disk-full'],
  ])('%o is followed by %s with %s', (ending, next, code) => {
    expect(judge(ending, usual)).toMatchObject({ next, error: { code } })
  })

  it('tells a wrong clock from a forged certificate, with the numbers to show', () => {
    const ending: WordlessEnding = {
      why: 'clock-wrong',
      deviceSec: 5,
      notBefore: 10,
      notAfter: 20,
    }
    expect(judge(ending, usual)).toEqual({
      next: 'stop',
      error: {
        code: 'clock-wrong',
        remedy: 'now',
        details: { deviceTimeMs: 5_000, notBefore: 10, notAfter: 20 },
      },
    })
  })

  it('says offline when the device says so', () => {
    const verdict = judge({ why: 'unreachable' }, { ...usual, networkOn: false })
    expect(verdict).toMatchObject({ error: { code: 'offline' } })
  })

  it('leaves a doubt alone', () => {
    for (const why of ['unreachable', 'silent', 'handshake-timeout', 'nonsense'] as const) {
      expect(judge({ why }, { ...usual, inDoubt: true }).next).toBe('wait')
    }
  })

  it('tries without the route before it counts a failure, but keeps a refused certificate', () => {
    const routed = { ...usual, routed: true, secured: false }
    expect(judge({ why: 'lost', code: 1006 }, routed)).toEqual({ next: 'redial' })
    expect(judge({ why: 'lost', code: 1006 }, { ...routed, secured: true }).next).toBe('wait')
    expect(judge({ why: 'certificate-refused', rule: 'leaf-key' }, routed).next).toBe('stop')
  })

  it('restarts what paired, whatever ended it, but not for ever', () => {
    const paired = { ...usual, paired: true }
    expect(judge({ why: 'lost', code: 1006 }, paired)).toEqual({ next: 'restart' })
    expect(judge({ why: 'restart-overdue' }, paired)).toEqual({ next: 'restart' })
    expect(judge({ why: 'restart-overdue' }, { ...paired, restarts: 2 })).toMatchObject({
      next: 'stop',
      error: { code: 'restart-loop' },
    })
  })

  it('does not come back where nobody waits for it', () => {
    expect(judge({ why: 'lost', code: 1000 }, { ...usual, unwanted: true })).toEqual({
      next: 'rest',
    })
  })

  it('follows our own wish with nothing', () => {
    expect(judge({ why: 'own-wish' }, usual)).toEqual({ next: 'rest' })
  })

  it('dials at once for the refs that a person wants', () => {
    expect(judge({ why: 'refs-wanted' }, usual)).toEqual({ next: 'restart' })
  })
})
