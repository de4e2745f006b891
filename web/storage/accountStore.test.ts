import { describe, expect, it } from 'vitest'
import { openAccountStore } from './accountStore.ts'
import { openTestStore, preKeyRow } from './testStore.ts'

describe('an account store', () => {
  it('gives back what was committed, also after a reopening', async () => {
    const { store, options } = await openTestStore()
    expect(store.fresh).toBe(true)
    await store.commit([
      { put: 'account', key: 'profile', row: { pushName: 'Zoë' } },
      { put: 'preKeys', key: 7, row: preKeyRow(7) },
    ])
    expect(await store.get('account', 'profile')).toEqual({ pushName: 'Zoë' })
    store.close()
    const again = await openAccountStore(options)
    expect(again.fresh).toBe(false)
    expect(await again.get('account', 'profile')).toEqual({ pushName: 'Zoë' })
    expect(await again.getAll('preKeys')).toEqual([{ key: 7, row: preKeyRow(7) }])
    expect(await again.count('preKeys')).toBe(1)
    expect(await again.get('account', 'session')).toBeUndefined()
    again.close()
  })
})
