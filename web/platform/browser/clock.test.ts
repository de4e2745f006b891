import { describe, expect, it } from 'vitest'
import { browserClock, type TimeSource } from './clock.ts'

/** A machine whose wall clock can be set and that can sleep. */
function machine(wallMs = 1_000_000) {
  const state = { wallMs, steadyMs: 50 }
  const timers = new Set<{ dueMs: number; task: () => void }>()
  const time: TimeSource = {
    wallMs: () => state.wallMs,
    steadyMs: () => state.steadyMs,
    wake(delayMs, task) {
      const timer = { dueMs: state.steadyMs + delayMs, task }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  }
  function pass(ms: number): void {
    const endMs = state.steadyMs + ms
    for (;;) {
      const [next] = [...timers]
        .filter(({ dueMs }) => dueMs <= endMs)
        .sort((a, b) => a.dueMs - b.dueMs)
      if (next === undefined) break
      timers.delete(next)
      state.wallMs += next.dueMs - state.steadyMs
      state.steadyMs = next.dueMs
      next.task()
    }
    state.wallMs += endMs - state.steadyMs
    state.steadyMs = endMs
  }
  return {
    time,
    pass,
    /** Timers and the steady clock stand still, the wall clock does not. */
    sleep: (ms: number) => void (state.wallMs += ms),
    setWall: (ms: number) => void (state.wallMs = ms),
  }
}

describe('browserClock', () => {
  it('runs a task when its delay has passed, and not in the call that plans it', () => {
    const { time, pass } = machine()
    const clock = browserClock(undefined, time)
    const ran: number[] = []
    clock.after(25_000, () => ran.push(clock.now()))
    clock.after(0, () => ran.push(0))
    expect(ran).toEqual([])
    pass(24_999)
    expect(ran).toEqual([0])
    pass(1)
    expect(ran).toEqual([0, 1_025_000])
  })

  it('forgets a cancelled task, even after the first nap', () => {
    const { time, pass } = machine()
    const clock = browserClock(undefined, time)
    const ran: string[] = []
    const cancel = clock.after(60_000, () => ran.push('cancelled'))
    pass(30_000)
    cancel()
    pass(60_000)
    expect(ran).toEqual([])
  })

  it('bends time from the moment it starts', () => {
    const { time, pass } = machine()
    const clock = browserClock({ offsetMs: 5_000, rate: 20 }, time)
    expect(clock.now()).toBe(1_005_000)
    const ran: number[] = []
    clock.after(60_000, () => ran.push(clock.now()))
    pass(2_999)
    expect(ran).toEqual([])
    pass(1)
    expect(ran).toEqual([1_065_000])
  })

  it('is late by at most ten seconds after a sleep', () => {
    const { time, pass, sleep } = machine()
    const clock = browserClock(undefined, time)
    const ran: string[] = []
    clock.after(3_600_000, () => ran.push('due during the sleep'))
    pass(1_000)
    sleep(7_200_000)
    pass(10_000)
    expect(ran).toEqual(['due during the sleep'])
  })

  it('waits no longer when the wall clock is set back, and does not go back for a correction', () => {
    const { time, pass, setWall } = machine()
    const clock = browserClock(undefined, time)
    const ran: string[] = []
    pass(5_000)
    expect(clock.now()).toBe(1_005_000)
    clock.after(20_000, () => ran.push('due'))
    setWall(1_000_000)
    expect(clock.now()).toBe(1_005_000)
    pass(20_000)
    expect(ran).toEqual(['due'])
    expect(clock.now()).toBe(1_020_000)
    setWall(900_000)
    expect(clock.now()).toBe(900_000)
  })

  it('keeps the time of this machine by default', async () => {
    const clock = browserClock()
    const beforeMs = Date.now()
    await new Promise<void>((resolve) => clock.after(1, resolve))
    expect(clock.now()).toBeGreaterThanOrEqual(beforeMs + 1)
  })
})
