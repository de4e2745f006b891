import { describe, expect, it } from 'vitest'
import { manualClock } from '../../../web/platform/fakes.ts'
import { createLane } from './lane.ts'

function setup() {
  const clock = manualClock()
  const lane = createLane(clock)
  const done: string[] = []
  return { clock, lane, done, put: (name: string) => lane.put(() => done.push(name)) }
}

describe('lane', () => {
  it('runs at once without delay', () => {
    const { done, put } = setup()
    put('a')
    expect(done).toEqual(['a'])
  })

  it('delays, and keeps order when the delay shrinks', async () => {
    const { clock, lane, done, put } = setup()
    lane.delay(100)
    put('a')
    lane.delay(0)
    put('b')
    await clock.advance(99)
    expect(done).toEqual([])
    await clock.advance(1)
    expect(done).toEqual(['a', 'b'])
  })

  it('stands still while frozen and goes on when thawed', async () => {
    const { clock, lane, done, put } = setup()
    lane.freeze()
    put('a')
    await clock.advance(1000)
    expect(done).toEqual([])
    lane.thaw()
    put('b')
    expect(done).toEqual(['a', 'b'])
  })

  it('forgets everything when cut', async () => {
    const { clock, lane, done, put } = setup()
    lane.delay(10)
    put('a')
    lane.cut()
    put('b')
    await clock.advance(100)
    expect(done).toEqual([])
    expect(clock.pending()).toBe(0)
  })
})
