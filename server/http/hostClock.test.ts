import { expect, it, vi } from 'vitest'
import { hostClock } from './hostClock.ts'

it('starts at its offset, runs at its rate, and fires timers by its own time', () => {
  vi.useFakeTimers({ now: 1_000_000 })
  try {
    const clock = hostClock({ offsetMs: 500, rate: 10 })
    expect(clock.now()).toBe(1_000_500)
    const fired: number[] = []
    clock.after(60_000, () => fired.push(clock.now()))
    const cancel = clock.after(1000, () => fired.push(-1))
    cancel()
    vi.advanceTimersByTime(5999)
    expect(fired).toEqual([])
    vi.advanceTimersByTime(1)
    expect(fired).toEqual([1_060_500])
  } finally {
    vi.useRealTimers()
  }
})

it('takes delays that are longer than a Node timer', () => {
  vi.useFakeTimers({ now: 0 })
  try {
    const clock = hostClock({ offsetMs: 0, rate: 1 })
    const fired: number[] = []
    clock.after(3_000_000_000, () => fired.push(clock.now()))
    vi.advanceTimersByTime(2_999_999_999)
    expect(fired).toEqual([])
    vi.advanceTimersByTime(1)
    expect(fired).toEqual([3_000_000_000])
  } finally {
    vi.useRealTimers()
  }
})
