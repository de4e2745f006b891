import { describe, expect, it } from 'vitest'
import { indexAfter, rangeOf, scrollFor } from './rowRange.ts'

const sight = { top: 680, height: 340, row: 68 }

describe('the rows that are drawn', () => {
  it('are those in sight and some around them', () => {
    expect(rangeOf(sight, 100)).toEqual({ from: 4, to: 21 })
    expect(rangeOf({ ...sight, top: 0 }, 100)).toEqual({ from: 0, to: 11 })
  })

  it('are never more than there are, also when the list became short under a far scroll', () => {
    expect(rangeOf(sight, 12)).toEqual({ from: 4, to: 12 })
    expect(rangeOf(sight, 2)).toEqual({ from: 2, to: 2 })
    expect(rangeOf(sight, 0)).toEqual({ from: 0, to: 0 })
  })
})

describe('a row that is wanted', () => {
  it('is brought in by the shortest way, and not moved when it is in sight', () => {
    expect(scrollFor(sight, 12)).toBeUndefined()
    expect(scrollFor(sight, 3)).toBe(204)
    expect(scrollFor(sight, 15)).toBe(748)
  })
})

describe('keys', () => {
  it('move within the list and stop at its ends', () => {
    expect(indexAfter('ArrowDown', 3, 10, 5)).toBe(4)
    expect(indexAfter('ArrowUp', 0, 10, 5)).toBe(0)
    expect(indexAfter('PageDown', 7, 10, 5)).toBe(9)
    expect(indexAfter('End', 0, 10, 5)).toBe(9)
    expect(indexAfter('Home', 9, 10, 5)).toBe(0)
    expect(indexAfter('a', 3, 10, 5)).toBeUndefined()
    expect(indexAfter('End', -1, 0, 5)).toBeUndefined()
  })
})
