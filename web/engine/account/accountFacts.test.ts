import { describe, expect, it } from 'vitest'
import { openTestStore } from '../../storage/testStore.ts'
import { loadFacts } from './accountFacts.ts'

describe('facts', () => {
  it('follow the storage, and are there after a reopening', async () => {
    const { store } = await openTestStore()
    const facts = await loadFacts(store)
    expect(facts.now()).toEqual({})
    await facts.change(() => ({ profile: { pushName: 'Ada' }, doubt: { reason: 'x' } }))
    expect(facts.now()).toEqual({ profile: { pushName: 'Ada' }, doubt: { reason: 'x' } })
    await facts.change(() => ({ doubt: null }))
    expect(facts.now()).toEqual({ profile: { pushName: 'Ada' } })
    expect((await loadFacts(store)).now()).toEqual(facts.now())
  })

  it('lose no update when two flows change the same row at once', async () => {
    const { store } = await openTestStore()
    const facts = await loadFacts(store)
    const addLetter = () =>
      facts.change(({ profile }) => ({ profile: { pushName: `${profile?.pushName ?? ''}x` } }))
    await Promise.all(Array.from({ length: 20 }, addLetter))
    expect(facts.now().profile?.pushName).toBe('x'.repeat(20))
  })

  it('stay as they are when the commit fails, and later changes still work', async () => {
    const { store } = await openTestStore()
    const failing = { ...store, commit: () => Promise.reject(new Error('full')) }
    let broken = true
    const facts = await loadFacts({
      ...store,
      commit: (writes) => (broken ? failing.commit() : store.commit(writes)),
    })
    await expect(facts.change(() => ({ profile: { pushName: 'Ada' } }))).rejects.toThrow('full')
    expect(facts.now()).toEqual({})
    broken = false
    await facts.change(() => ({ profile: { pushName: 'Bo' } }))
    expect(facts.now()).toEqual({ profile: { pushName: 'Bo' } })
  })

  it('commit nothing for no change', async () => {
    const { store } = await openTestStore()
    let commits = 0
    const facts = await loadFacts({
      ...store,
      commit: (writes) => {
        commits++
        return store.commit(writes)
      },
    })
    await facts.change(() => undefined)
    expect(commits).toBe(0)
  })
})
