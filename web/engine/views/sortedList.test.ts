import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSortedList } from './sortedList.ts'

const order = (one: number, other: number) => one - other

it('stands as it would sorted anew, after whatever came and went', () => {
  const acts = fc.array(fc.record({ item: fc.integer({ min: 0, max: 30 }), comes: fc.boolean() }))
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 30 })), acts, (first, then) => {
      const list = createSortedList(first, order)
      const model = new Set(first)
      for (const { item, comes } of then) {
        if (comes && !model.has(item)) list.insert(item)
        if (!comes) list.remove(item)
        if (comes) model.add(item)
        else model.delete(item)
      }
      expect(list.items).toEqual([...model].toSorted(order))
    }),
  )
})
