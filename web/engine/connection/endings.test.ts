import { describe, expect, it } from 'vitest'
import type { TraceStep } from '../../bridge/trace.ts'
import { fakePlatform, seededRandom } from '../../platform/fakes.ts'
import { node } from '../../wire/node/node.ts'
import { createEndings } from './endings.ts'
import type { Circumstances } from './verdict.ts'

const about: Circumstances = {
  linked: true,
  inDoubt: true,
  failures: 2,
  restarts: 0,
  secured: true,
  routed: false,
  paired: false,
  unwanted: false,
  networkOn: true,
  randomBytes: seededRandom(1),
}

describe('an ending in the words of the service', () => {
  const removed = { why: 'answer', stanza: node('failure', { reason: '401' }) } as const

  it('is waited out when what reads it cannot be loaded', async () => {
    const steps: TraceStep[] = []
    const { platform } = fakePlatform()
    const endings = createEndings({
      platform,
      facts: { now: () => ({}), change: () => Promise.reject(new Error('nothing is stored here')) },
      trace: (step) => void steps.push(step),
      onGone: () => {
        throw new Error('nothing may be erased')
      },
      load: () => Promise.reject(new TypeError('out of reach')),
    })
    const verdict = await endings.judge(removed, about)
    expect(verdict).toMatchObject({ next: 'wait', failures: 3, error: { code: 'service-error' } })
    expect(await endings.carryOut(verdict, { routed: true })).toBe(verdict)
    expect(steps).toEqual([{ step: 'internal-error', where: 'scripts', name: 'unreachable' }])
    endings.preload()
  })

  it('is waited out when what reads it never comes', async () => {
    const { platform, clock } = fakePlatform()
    const endings = createEndings({
      platform,
      facts: { now: () => ({}), change: () => Promise.resolve() },
      trace: () => {},
      onGone: () => {},
      load: () => new Promise(() => {}),
    })
    const judging = endings.judge(removed, about)
    await clock.advance(10_000)
    expect(await judging).toMatchObject({ next: 'wait' })
  })

  it('does not matter where nobody waits for another connection', async () => {
    const { platform } = fakePlatform()
    const endings = createEndings({
      platform,
      facts: { now: () => ({}), change: () => Promise.resolve() },
      trace: () => {},
      onGone: () => {},
    })
    expect(await endings.judge(removed, { ...about, unwanted: true })).toEqual({ next: 'rest' })
  })
})
