import { expect, it } from 'vitest'
import { databaseName } from '../storage/schema.ts'
import { fakeBrowser } from '../platform/fakeBrowser.ts'
import { withAccount, withoutAccount, withStanding } from './accountChanges.ts'
import type { AccountList } from './accountList.ts'
import { type AccountsWindow, currentAccount, storedAccounts } from './storedAccounts.ts'

function texts(map = new Map<string, string>(), isFull = () => false) {
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem(key: string, text: string) {
      if (isFull()) throw new DOMException('full', 'QuotaExceededError')
      map.set(key, text)
    },
    removeItem: (key: string) => void map.delete(key),
  }
}

/** Tabs of one browser. Every tab has a session of its own. */
function browser() {
  const fake = fakeBrowser(7)
  let full = false
  const local = texts(new Map(), () => full)
  let minted = 0
  const databases: string[] = []
  const tab = (blocked = false, session = texts()) => {
    const { locks } = fake.agent()
    const refuse = (): never => {
      throw new DOMException('blocked', 'SecurityError')
    }
    const window: AccountsWindow = {
      local: blocked ? refuse : () => local,
      session: blocked ? refuse : () => session,
      alone: (name, task) =>
        new Promise((resolve) => {
          locks.request(name, 'exclusive', (release) => {
            resolve(task())
            release()
          })
        }),
      newId: () => `0000000000000000000${++minted}`,
      databaseNames: async () => databases,
    }
    const stored = storedAccounts(window)
    return { window, stored, session, current: () => currentAccount(window, stored) }
  }
  const fill = (now: boolean) => void (full = now)
  return { tab, databases, local: local.map, rest: () => fake.rest(), minted: () => minted, fill }
}

it('mints one account for tabs that start together, and keeps it', async () => {
  const { tab, rest, minted, local } = browser()
  const together = Promise.all([tab().current(), tab().current(), tab().current()])
  await rest()
  expect(new Set(await together).size).toBe(1)
  expect(await tab().current()).toBe((await together)[0])
  expect(minted()).toBe(1)
  expect([...local.keys()]).toEqual(['moonlet.accounts'])
})

it('takes up an account again whose database is there, although the list is lost', async () => {
  const { tab, rest, databases, local, minted } = browser()
  const id = 'a'.repeat(32)
  databases.push('filler', databaseName(id), 'moonlet-?')
  const current = tab().current()
  await rest()
  expect(await current).toBe(id)
  expect(local.get('moonlet.accounts')).toBe(JSON.stringify([{ id, linked: false }]))
  expect(minted()).toBe(0)
})

it('takes over the only account of an earlier version', async () => {
  const { tab, rest, local } = browser()
  const former = 'f'.repeat(32)
  local.set('moonlet.account', former)
  const current = tab().current()
  await rest()
  expect(await current).toBe(former)
  expect(local.get('moonlet.accounts')).toBe(JSON.stringify([{ id: former, linked: false }]))
  expect(local.has('moonlet.account')).toBe(false)
})

it('serves one account for as long as the tab lives where storage is blocked', async () => {
  const { tab, rest, local } = browser()
  const blocked = tab(true)
  const current = blocked.current()
  await rest()
  expect(blocked.stored.read()).toEqual([{ id: await current, linked: false }])
  expect(blocked.stored.isBlocked()).toBe(true)
  blocked.stored.remember(await current, true)
  expect(local.size).toBe(0)
})

it('stores what it could not at its next change, and loses nothing of the other tabs', async () => {
  const { tab, rest, local, fill } = browser()
  const [mine, theirs, gone] = ['1'.repeat(16), '2'.repeat(16), '3'.repeat(16)]
  const [here, there] = [tab(), tab()]
  const change = async (one: typeof here, task: (list: AccountList) => AccountList) => {
    const changed = one.stored.change(task)
    await rest()
    return changed
  }
  await change(here, (list) => withAccount(list, gone, { linked: false }))
  fill(true)
  await change(here, (list) => withoutAccount(list, gone))
  await change(here, (list) => withAccount(list, mine, { linked: false }))
  expect(here.stored.read()).toEqual([{ id: mine, linked: false }])
  fill(false)
  await change(there, (list) => withAccount(list, theirs, { linked: true }))
  expect(here.stored.read().map(({ id }) => id)).toEqual([theirs, mine])
  await change(here, (list) => withStanding(list, mine, { linked: true }))
  expect(JSON.parse(local.get('moonlet.accounts') ?? '')).toEqual([
    { id: theirs, linked: true },
    { id: mine, linked: true },
  ])
  expect(here.stored.isBlocked()).toBe(false)
  await change(there, (list) => withoutAccount(list, mine))
  expect(here.stored.read()).toEqual([{ id: theirs, linked: true }])
})

it('is the same list until somebody changes it', async () => {
  const { tab, rest } = browser()
  const { stored, current } = tab()
  const id = current()
  await rest()
  await id
  const list = stored.read()
  expect(stored.read()).toBe(list)
  const changed = stored.change((before) => withoutAccount(before, 'nobody'))
  await rest()
  expect(await changed).toBe(list)
})

it('lets every tab keep its own account over a reload, and gives new tabs the last one', async () => {
  const { tab, rest, local } = browser()
  const [first, second] = ['1'.repeat(16), '2'.repeat(16)]
  local.set(
    'moonlet.accounts',
    JSON.stringify([
      { id: first, linked: true },
      { id: second, linked: true },
    ]),
  )
  const one = tab()
  const two = tab()
  one.stored.remember(first, true)
  two.stored.remember(second, true)
  await rest()
  expect(await tab(false, one.session).current()).toBe(first)
  expect(await tab(false, two.session).current()).toBe(second)
  expect(await tab().current()).toBe(second)
})

it('loses no change of two tabs at once', async () => {
  const { tab, rest } = browser()
  const tabs = Array.from({ length: 8 }, () => tab())
  const changes = tabs.map(({ stored }, at) =>
    stored.change((list) => [...list, { id: String(at).repeat(16), linked: false }]),
  )
  await rest()
  await Promise.all(changes)
  expect(tab().stored.read()).toHaveLength(8)
})
