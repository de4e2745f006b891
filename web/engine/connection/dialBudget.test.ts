import { describe, expect, it } from 'vitest'
import { createDialBudget } from './dialBudget.ts'

describe('how often the engine may dial by itself', () => {
  const budgetAt = (startMs = 0) => {
    const clock = { nowMs: startMs, now: () => clock.nowMs }
    return { clock, budget: createDialBudget(clock) }
  }

  it('ten times at once, then once in half a minute: never more than 125 in an hour', () => {
    const { clock, budget } = budgetAt()
    let dials = 0
    while (clock.nowMs < 3_600_000) {
      const waitMs = budget.waitMs()
      if (waitMs === 0) {
        budget.spend()
        dials++
        if (dials === 10) expect(clock.nowMs).toBe(0)
      } else {
        clock.nowMs += waitMs
      }
    }
    expect(dials).toBe(124)
  })

  it('is not shortened by a clock that is set back, nor filled beyond the burst', () => {
    const { clock, budget } = budgetAt(1_000_000_000)
    for (let dial = 0; dial < 10; dial++) budget.spend()
    clock.nowMs -= 86_400_000
    const waitMs = budget.waitMs()
    expect(waitMs).toBeGreaterThan(0)
    expect(waitMs).toBeLessThanOrEqual(31_305)
    clock.nowMs += 86_400_000
    for (let dial = 0; dial < 10; dial++) {
      expect(budget.waitMs()).toBe(0)
      budget.spend()
    }
    expect(budget.waitMs()).toBeGreaterThan(0)
  })
})
