import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { plainError } from '../plainErrors.ts'
import { type LinkState, lifeOfRef, linkView, shownRef, transition } from './linkState.ts'

const refs = ['a', 'b', 'c', 'd', 'e', 'f']
const preparing: LinkState = { at: 'preparing' }
const shown = (nowMs = 0) => transition(preparing, { type: 'refs', refs, nowMs })
const at = (nowMs: number) => transition(shown(), { type: 'tick', nowMs })

describe('rotation', () => {
  it('shows the first ref 60 s and each other 20 s: 160 s for six', () => {
    const changes: Array<[number, string | undefined]> = []
    let state = shown()
    changes.push([0, shownRef(state)])
    for (let nowMs = 0; nowMs <= 200_000; nowMs += 1_000) {
      const next = transition(state, { type: 'tick', nowMs })
      if (next !== state) changes.push([nowMs, shownRef(next)])
      state = next
    }
    expect(changes).toEqual([
      [0, 'a'],
      [60_000, 'b'],
      [80_000, 'c'],
      [100_000, 'd'],
      [120_000, 'e'],
      [140_000, 'f'],
      [160_000, undefined],
    ])
    expect(state).toEqual({ at: 'expired' })
  })

  it('goes by position, however many refs there are', () => {
    expect(lifeOfRef(0)).toBe(60_000)
    expect([1, 2, 5, 9].map(lifeOfRef)).toEqual([20_000, 20_000, 20_000, 20_000])
    const two = transition(preparing, { type: 'refs', refs: ['x', 'y'], nowMs: 0 })
    expect(shownRef(transition(two, { type: 'tick', nowMs: 60_000 }))).toBe('y')
    expect(transition(two, { type: 'tick', nowMs: 80_000 }).at).toBe('expired')
  })

  it('catches up after a sleep as if it had ticked all along', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 })), (times) => {
        const sorted = times.toSorted((a, b) => a - b)
        const slow = sorted.reduce(
          (state, nowMs) => transition(state, { type: 'tick', nowMs }),
          shown(),
        )
        expect(slow).toEqual(sorted.length === 0 ? shown() : at(sorted.at(-1) ?? 0))
      }),
    )
  })

  it('begins anew with new refs', () => {
    const late = at(150_000)
    const renewed = transition(late, { type: 'refs', refs: ['x'], nowMs: 150_000 })
    expect(renewed).toEqual({ at: 'showing', refs: ['x'], index: 0, deadlineMs: 210_000 })
  })

  it('stops when the phone has answered', () => {
    const confirming = transition(at(70_000), { type: 'pairSuccess' })
    expect(confirming).toEqual({ at: 'confirming' })
    expect(transition(confirming, { type: 'tick', nowMs: 1e9 })).toBe(confirming)
    expect(transition(confirming, { type: 'refs', refs, nowMs: 0 })).toBe(confirming)
    // By pair code also after the last ref.
    expect(transition({ at: 'expired' }, { type: 'pairSuccess' })).toEqual({ at: 'confirming' })
  })
})

describe('a lost connection', () => {
  const lost = (nowMs: number, stored = false, redialled = false) =>
    ({ type: 'lost', nowMs, stored, redialled }) as const

  it('takes the refs with it', () => {
    expect(transition(at(100_000), lost(101_000))).toEqual(preparing)
  })

  it('in the last moment of the last code means that all are used', () => {
    const last = at(140_000)
    expect(transition(last, lost(149_999)).at).toBe('preparing')
    expect(transition(last, lost(150_000)).at).toBe('expired')
    const onlyLooksLate = at(139_000)
    expect(transition(onlyLooksLate, lost(139_999)).at).toBe('preparing')
  })

  it('leads to new codes, used up or not, while a pair code waits for the next connection', () => {
    expect(transition(at(150_000), lost(159_000, false, true))).toEqual(preparing)
    expect(transition({ at: 'expired' }, lost(170_000, false, true))).toEqual(preparing)
    expect(transition({ at: 'expired' }, lost(170_000)).at).toBe('expired')
  })

  it('between scan and storing leads back to new codes; afterwards it changes nothing', () => {
    const confirming: LinkState = { at: 'confirming' }
    expect(transition(confirming, lost(0))).toEqual(preparing)
    expect(transition(confirming, lost(0, true))).toBe(confirming)
  })

  it('does not undo an ending that waits for the person', () => {
    const error = plainError('pair-hmac')
    for (const state of [
      { at: 'expired' },
      { at: 'refused', error },
      { at: 'ended', error },
    ] as LinkState[]) {
      expect(transition(state, lost(0))).toBe(state)
      expect(transition(state, { type: 'refs', refs, nowMs: 0 })).toBe(state)
      expect(transition(state, { type: 'begin' })).toEqual(preparing)
    }
  })
})

describe('the view', () => {
  it('draws the code when asked, with the time that is left then', () => {
    const drawCode = (ref: string) => `code of ${ref}`
    expect(linkView(at(70_000), { nowMs: 75_500, rate: 2, drawCode })).toEqual({
      at: 'showingQr',
      qr: 'code of b',
      number: 2,
      of: 6,
      remainingMs: 4_500,
      lifeMs: 20_000,
      rate: 2,
    })
  })
})
