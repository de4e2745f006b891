import { describe, expect, it } from 'vitest'
import type { TraceStep } from '../../bridge/trace.ts'
import { manualClock } from '../../platform/fakes.ts'
import { node } from '../../wire/node/node.ts'
import { createOfflineQueue } from './offlineQueue.ts'

function setUp() {
  const clock = manualClock()
  let asked = 0
  const steps: TraceStep[] = []
  const trace = (step: TraceStep) => void steps.push(step)
  const queue = createOfflineQueue({ clock, trace, send: () => asked++ })
  const old = node('message', { offline: '1' })
  return { clock, queue, old, steps, asked: () => asked }
}

describe('the offline queue', () => {
  it('is asked for when something waits, and not when nothing does', () => {
    const { queue, asked } = setUp()
    queue.announced(0)
    expect(asked()).toBe(0)
    queue.announced(7)
    queue.announced(7)
    expect(asked()).toBe(1)
  })

  it('is asked for when more waits than was announced', async () => {
    const { clock, queue, old, asked } = setUp()
    queue.announced(0)
    queue.arrived(node('message'))
    expect(asked()).toBe(0)
    queue.arrived(old)
    expect(asked()).toBe(1)
    queue.arrived(old)
    await clock.advance(100)
    expect(asked()).toBe(2)
    queue.ended(6)
    queue.arrived(old)
    expect(asked()).toBe(2)
  })

  it('asks again 100 ms after the first stanza of each batch, until it is over', async () => {
    const { clock, queue, old, asked } = setUp()
    queue.announced(700)
    queue.arrived(node('message'))
    await clock.advance(1_000)
    expect(asked()).toBe(1)
    queue.arrived(old)
    queue.arrived(old)
    await clock.advance(99)
    expect(asked()).toBe(1)
    await clock.advance(1)
    expect(asked()).toBe(2)
    queue.arrived(old)
    queue.ended(700)
    await clock.advance(1_000)
    expect(asked()).toBe(2)
  })

  it('notes what was announced and did not come', () => {
    const { queue, old, steps } = setUp()
    queue.announced(3)
    queue.arrived(old)
    queue.arrived(node('message'))
    queue.arrived(old)
    queue.ended(2)
    expect(steps).toContainEqual({ step: 'offline-gap', announced: 3, came: 2 })
    const whole = setUp()
    whole.queue.announced(1)
    whole.queue.arrived(old)
    whole.queue.ended(1)
    expect(whole.steps.map(({ step }) => step)).not.toContain('offline-gap')
  })

  it('runs what waits for its end once, and what comes later at once', () => {
    const { queue } = setUp()
    const ran: string[] = []
    queue.whenOver(() => ran.push('early'))
    expect(ran).toEqual([])
    queue.ended(0)
    queue.ended(0)
    queue.whenOver(() => ran.push('late'))
    expect(ran).toEqual(['early', 'late'])
  })
})
