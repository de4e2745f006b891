import { expect, it } from 'vitest'
import { fakeBrowser } from '../fakeBrowser.ts'
import { accountId } from './accountId.ts'

function browser() {
  const stored = new Map<string, string>()
  const fake = fakeBrowser(1)
  let minted = 0
  const tab = (blocked = false) => {
    const { locks } = fake.agent()
    return accountId({
      storage() {
        if (blocked) throw new DOMException('blocked', 'SecurityError')
        return {
          getItem: (key) => stored.get(key) ?? null,
          setItem: (key, value) => void stored.set(key, value),
        }
      },
      alone: (name, task) =>
        new Promise((resolve) => {
          locks.request(name, 'exclusive', (release) => {
            resolve(task())
            release()
          })
        }),
      newId: () => `0000000000000000000${++minted}`,
    })
  }
  return { tab, stored, rest: () => fake.rest(), minted: () => minted }
}

it('mints one id for tabs that start together, and keeps it', async () => {
  const { tab, rest, stored, minted } = browser()
  const together = Promise.all([tab(), tab(), tab()])
  await rest()
  expect(new Set(await together).size).toBe(1)
  expect(await tab()).toBe((await together)[0])
  expect(minted()).toBe(1)
  expect([...stored.keys()]).toEqual(['moonlet.account'])
})

it('gives an id without storage, and leaves nothing', async () => {
  const { tab, rest, stored } = browser()
  const id = tab(true)
  await rest()
  expect(await id).toMatch(/^[0-9]{20}$/)
  expect(stored.size).toBe(0)
})

it('replaces an id that could not be a name', async () => {
  const { tab, rest, stored } = browser()
  stored.set('moonlet.account', '../../somebody')
  const id = tab()
  await rest()
  expect(stored.get('moonlet.account')).toBe(await id)
})
