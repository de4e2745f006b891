import { expect, it } from 'vitest'
import { measureRows } from './measureRows.ts'
import { openTestStore, preKeyRow } from './testStore.ts'

it('counts rows and what they take, in slices, and opens none', async () => {
  const { store } = await openTestStore()
  expect(await measureRows(store, 'preKeys')).toEqual({ count: 0, bytes: 0 })
  await store.commit(
    Array.from({ length: 130 }, (_, key) => ({ put: 'preKeys', key, row: preKeyRow(key % 250) })),
  )
  const records: { iv: Uint8Array; ct: Uint8Array }[] = []
  await store.pick('preKeys', async (source) => {
    records.push(...(await source.getAll()))
    return [[], []]
  })
  const bytes = records.reduce((sum, { iv, ct }) => sum + iv.length + ct.length, 0)
  const seen: unknown[] = []
  let breaths = 0
  const breathe = async () => {
    breaths += 1
  }
  const sizes = await measureRows(store, 'preKeys', breathe, (keys) => seen.push(...keys))
  expect(sizes).toEqual({ count: 130, bytes })
  expect(bytes).toBeGreaterThan(130 * 64)
  expect(seen).toEqual(Array.from({ length: 130 }, (_, key) => key))
  expect(breaths).toBe(2)
})
