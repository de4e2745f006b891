import { expect, test } from 'vitest'
import { segmentsToMerge } from './merging.ts'
import type { StoredSegment } from './storedSegments.ts'

const segmentsOf = (sizes: readonly number[]): StoredSegment[] =>
  sizes.map((live, at) => ({
    id: at + 1,
    header: { docs: live, live, newestMs: 2, oldestMs: 1, dictionary: [], table: [] },
    read: async () => [],
  }))

const chosenOf = (sizes: readonly number[]) =>
  segmentsToMerge(segmentsOf(sizes)).map(({ header }) => header.live)

test('eight segments of about one size become one', () => {
  expect(chosenOf(Array(7).fill(1000))).toEqual([])
  expect(chosenOf([...Array(8).fill(1000), 9000])).toEqual(Array(8).fill(1000))
})

test('of eight that are too large for one segment, as many become one as fit', () => {
  expect(chosenOf(Array(8).fill(14_000))).toEqual(Array(4).fill(14_000))
  expect(chosenOf(Array(8).fill(20_000))).toEqual(Array(3).fill(20_000))
  expect(chosenOf(Array(8).fill(32_767))).toEqual(Array(2).fill(32_767))
})

test('what is as large as a segment becomes stays', () => {
  expect(chosenOf(Array(12).fill(40_000))).toEqual([])
})
