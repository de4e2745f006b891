import { describe, expect, it } from 'vitest'
import type { ReachView } from '../../../bridge/archive.ts'
import { fetchesByItself, reachState } from './reachStates.ts'

const more: ReachView = { before: 'more', asking: false, sinceMs: 1 }

describe('how far back a conversation reaches', () => {
  it('is told by what matters most', () => {
    expect(reachState(more)).toBe('more')
    expect(reachState({ ...more, freedBeforeMs: 5 })).toBe('freed')
    expect(reachState({ ...more, freedBeforeMs: 5, damaged: 1 })).toBe('damaged')
    expect(reachState({ ...more, damaged: 0 })).toBe('more')
    expect(reachState({ ...more, damaged: 1, unanswered: true })).toBe('unanswered')
    expect(reachState({ ...more, unanswered: true, asking: true })).toBe('asking')
  })

  it('is made longer by itself only where the phone has more and can be asked', () => {
    expect(fetchesByItself(more, true)).toBe(true)
    expect(fetchesByItself(more, false)).toBe(false)
    for (const before of ['none', 'unreadable', 'unknown'] as const) {
      expect(fetchesByItself({ ...more, before }, true)).toBe(false)
    }
    for (const state of [
      { asking: true },
      { unanswered: true },
      { unmoved: true },
      { freedBeforeMs: 5 },
    ]) {
      expect(fetchesByItself({ ...more, ...state }, true)).toBe(false)
    }
  })
})
