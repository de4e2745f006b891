import { beforeEach, describe, expect, it } from 'vitest'
import { idleActions } from '../../e2e/gallery/idleActions.ts'
import type { Command, LinkView, Snapshot } from '../bridge/contract.ts'
import { fakeBrowser } from '../platform/fakeBrowser.ts'
import { createMirror, withSnapshot } from '../state/mirror.ts'
import type { AccountList } from './accountList.ts'
import { createAccountsStore } from './accountsStore.ts'
import { type KeptLine, keepAccounts } from './keepAccounts.ts'
import { type AccountsWindow, currentAccount, storedAccounts } from './storedAccounts.ts'

const first = '1'.repeat(16)
const clock = { now: () => 0, after: () => () => {} }
const snapshot: Snapshot = {
  engine: { build: 1, worker: 'shared', storage: 'persistent' },
  service: { name: 'sandbox', url: 'ws://localhost/ws/chat' },
  remember: true,
  lock: { at: 'off' },
  link: { at: 'preparing' },
  connection: { at: 'connecting', attempt: 1 },
}
const linked: LinkView = { at: 'linked' }
const ended: LinkView = { at: 'ended', error: { code: 'logged-out', remedy: 'relink' } }
const expired: LinkView = { at: 'expired' }

/** Engines by account, tabs with their locks, one localStorage whose changes the other tabs hear. */
function browser() {
  const fake = fakeBrowser(11)
  const local = new Map<string, string>()
  const links = new Map<string, LinkView>()
  const lines = new Map<string, Set<KeptLine>>()
  const databases = new Set<string>()
  const hearing = new Set<{ tab: object; hear: () => void }>()
  let minted = 0
  let refusing = false
  let denying = false
  let asked = 0

  function tell(line: KeptLine): void {
    const link = links.get(line.id) ?? snapshot.link
    line.mirror.update((state) => withSnapshot(state, { ...snapshot, link }, 0))
  }

  function open(id: string): KeptLine {
    databases.add(id)
    const line: KeptLine = {
      id,
      mirror: createMirror(clock),
      actions: idleActions,
      async discard() {
        if (refusing) return { ok: false, error: { code: 'storage-failed', remedy: 'now' } }
        databases.delete(id)
        links.delete(id)
        return { ok: true }
      },
      close: () => lines.get(id)?.delete(line),
    }
    lines.set(id, (lines.get(id) ?? new Set()).add(line))
    tell(line)
    return line
  }

  function setLink(id: string, link: LinkView): void {
    links.set(id, link)
    for (const line of lines.get(id) ?? []) tell(line)
  }

  async function tab(session = new Map<string, string>()) {
    const self = {}
    const { locks } = fake.agent()
    let keeping = 0
    const texts = (map: Map<string, string>) => ({
      getItem: (key: string) => map.get(key) ?? null,
      setItem: (key: string, text: string) => void map.set(key, text),
      removeItem: (key: string) => void map.delete(key),
    })
    const window: AccountsWindow = {
      session: () => texts(session),
      local: () => ({
        ...texts(local),
        setItem(key, text) {
          local.set(key, text)
          for (const other of hearing) if (other.tab !== self) queueMicrotask(other.hear)
        },
      }),
      alone: (name, task) =>
        new Promise((resolve, reject) => {
          asked += 1
          if (denying) reject(new DOMException('denied', 'SecurityError'))
          else
            locks.request(name, 'exclusive', (release) => {
              resolve(task())
              release()
            })
        }),
      newId: () => `${++minted}`.padStart(16, 'e'),
      databaseNames: async () => [],
    }
    const stored = storedAccounts(window)
    const current = currentAccount(window, stored)
    await fake.rest()
    const line = open(await current)
    const store = createAccountsStore(line, stored.read())
    const show = (id: string) => {
      let release = () => {}
      const held = new Promise<void>((resolve) => {
        locks.request(`${id}/shown`, 'shared', (letGo) => {
          release = letGo
          resolve()
        })
      })
      return () => held.then(() => release())
    }
    keepAccounts({
      store,
      stored,
      first: line,
      stopShowingFirst: show(line.id),
      open,
      show,
      async unlessShown(id, task) {
        await fake.rest()
        if (!fake.heldLocks().includes(`${id}/shown`)) await task()
      },
      onListChanged: (hear) => void hearing.add({ tab: self, hear }),
      onLinked: () => {
        keeping += 1
      },
    })
    await settle()
    return {
      session,
      shows: () => store.getState().current.id,
      others: () => store.getState().others.map(({ id }) => id),
      list: () => store.getState().list,
      state: () => store.getState(),
      /** What this tab's window orders and has no answer to. */
      async orders(...pending: readonly Command['type'][]) {
        line.mirror.update((state) => ({ ...state, pending }))
        await settle()
      },
      askedToKeep: () => keeping,
      async add() {
        store.getState().orders?.add?.()
        await settle()
        return store.getState().current.id
      },
      async turnTo(id: string) {
        store.getState().orders?.switchTo(id)
        await settle()
      },
      async putAway(id: string) {
        store.getState().orders?.putAwayEviction(id)
        await settle()
      },
    }
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 12; turn += 1) {
      await fake.rest()
      await new Promise((later) => setImmediate(later))
    }
  }

  return {
    tab,
    settle,
    refuseToErase: (now: boolean) => void (refusing = now),
    denyLocks: (now: boolean) => void (denying = now),
    locksAsked: () => asked,
    databases,
    link: async (id: string, link: LinkView) => {
      setLink(id, link)
      await settle()
    },
    write: (list: AccountList) => local.set('moonlet.accounts', JSON.stringify(list)),
    stored: () => JSON.parse(local.get('moonlet.accounts') ?? '[]') as AccountList,
    clear: async () => {
      local.clear()
      for (const { hear } of hearing) hear()
      await settle()
    },
    /** No tab hears of another one's changes any more. */
    deafen: () => hearing.clear(),
    ids: () => links,
  }
}

let here: ReturnType<typeof browser>

beforeEach(() => {
  here = browser()
})

describe('accounts side by side', () => {
  it('writes down a link, and asks to keep what is stored then', async () => {
    const tab = await here.tab()
    expect(tab.askedToKeep()).toBe(0)
    await here.link(tab.shows(), linked)
    expect(here.stored()).toEqual([{ id: tab.shows(), linked: true }])
    expect(tab.askedToKeep()).toBe(1)
  })

  it('asks to keep a link that was there before it, unless the list knew of it', async () => {
    const first = 'eeeeeeeeeeeeeee1'
    await here.link(first, linked)
    const tab = await here.tab()
    expect(tab.shows()).toBe(first)
    expect(here.stored()).toEqual([{ id: first, linked: true }])
    expect(tab.askedToKeep()).toBe(1)
    expect((await here.tab(tab.session)).askedToKeep()).toBe(0)
  })

  it('connects every linked account, in every tab, and leaves each tab its own', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const one = await here.tab()
    const two = await here.tab()
    const second = await one.add()
    expect(two.others()).toEqual([])
    await here.link(second, linked)
    expect(one.shows()).toBe(second)
    expect(two.shows()).toBe(first)
    expect(one.others()).toEqual([first])
    expect(two.others()).toEqual([second])
    expect((await here.tab(one.session)).shows()).toBe(second)
    expect((await here.tab(two.session)).shows()).toBe(first)
  })

  it('erases an account that was begun and left, and leaves no database', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const tab = await here.tab()
    const begun = await tab.add()
    expect(here.databases).toContain(begun)
    await tab.turnTo(first)
    expect([...here.databases]).toEqual([first])
    expect(here.stored()).toEqual([{ id: first, linked: true }])
    expect(tab.others()).toEqual([])
  })

  it('does not erase what another tab shows', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const one = await here.tab()
    const begun = await one.add()
    const two = await here.tab(new Map(one.session))
    expect(two.shows()).toBe(begun)
    await one.turnTo(first)
    expect(here.databases).toContain(begun)
    await two.turnTo(first)
    expect([...here.databases]).toEqual([first])
  })

  it('does not erase a link that is being made', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const tab = await here.tab()
    const begun = await tab.add()
    await here.link(begun, { at: 'confirming' })
    await tab.turnTo(first)
    await here.link(begun, linked)
    expect(here.databases).toContain(begun)
    expect(here.stored()).toContainEqual({ id: begun, linked: true })
    expect(tab.others()).toEqual([begun])
  })

  it('shows how a link ended until the person goes on, and touches no other', async () => {
    here.write([
      { id: first, linked: true },
      { id: '2'.repeat(16), linked: true },
    ])
    here.ids().set(first, linked)
    here.ids().set('2'.repeat(16), linked)
    const tab = await here.tab()
    await here.link(first, ended)
    expect(tab.shows()).toBe(first)
    expect(here.stored()[0]).toEqual({ id: first, linked: false, lost: 'ended' })
    await tab.turnTo('2'.repeat(16))
    expect(here.stored()).toEqual([{ id: '2'.repeat(16), linked: true }])
    expect([...here.databases]).toEqual(['2'.repeat(16)])
  })

  it('tells of an eviction until it is put away or linked again', async () => {
    here.write([{ id: first, linked: true }])
    const tab = await here.tab()
    expect(here.stored()).toEqual([{ id: first, linked: false, lost: 'evicted' }])
    await here.link(first, expired)
    expect(here.stored()[0]?.lost).toBe('evicted')
    await tab.putAway(first)
    expect(here.stored()).toEqual([{ id: first, linked: false }])
    expect(tab.shows()).toBe(first)
  })

  it('erases at the next start what a closed tab left, unless it was linked after all', async () => {
    const [left, made] = ['3'.repeat(16), '4'.repeat(16)]
    here.write([
      { id: first, linked: true },
      { id: left, linked: false },
      { id: made, linked: false },
    ])
    here.ids().set(first, linked)
    here.ids().set(made, linked)
    here.databases.add(left)
    const tab = await here.tab()
    expect(here.stored()).toEqual([
      { id: first, linked: true },
      { id: made, linked: true },
    ])
    expect([...here.databases].sort()).toEqual([first, made])
    expect(tab.others()).toEqual([made])
  })

  it('lists a living link again after the list was cleared', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const tab = await here.tab()
    await here.clear()
    expect(tab.shows()).toBe(first)
    expect(here.stored()).toEqual([{ id: first, linked: true }])
  })

  it('keeps an account listed whose storage could not be erased, and erases it at the next start', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const tab = await here.tab()
    const begun = await tab.add()
    here.refuseToErase(true)
    await tab.turnTo(first)
    expect(here.stored()).toContainEqual({ id: begun, linked: false })
    here.refuseToErase(false)
    await here.tab(new Map([['moonlet.current', first]]))
    expect([...here.databases]).toEqual([first])
    expect(here.stored()).toEqual([{ id: first, linked: true }])
  })

  it('asks for no lock and tells nobody while nothing changes', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const tab = await here.tab()
    const [before, asked] = [tab.state(), here.locksAsked()]
    await here.link(first, { at: 'linked' })
    await tab.orders('wake')
    await tab.orders()
    expect(here.locksAsked()).toBe(asked)
    expect(tab.state()).toBe(before)
  })

  it('tells of no eviction where another tab started over, even if this one heard nothing of it', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const one = await here.tab()
    await here.tab()
    here.deafen()
    await one.orders('startOver')
    await here.link(first, linked)
    await here.link(first, expired)
    expect(here.stored()).toEqual([{ id: first, linked: false }])
  })

  it('goes on by itself where the browser gives no lock', async () => {
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const tab = await here.tab()
    here.denyLocks(true)
    const begun = await tab.add()
    expect(begun).not.toBe(first)
    await here.link(begun, linked)
    expect(tab.list()).toContainEqual({ id: begun, linked: true })
    await tab.turnTo(first)
    expect(tab.others()).toEqual([begun])
  })

  it('leaves an account that another tab erased', async () => {
    const tab = await here.tab()
    const gone = tab.shows()
    here.write([{ id: first, linked: true }])
    here.ids().set(first, linked)
    const other = await here.tab()
    expect(other.shows()).toBe(first)
    await other.add()
    await here.settle()
    expect(tab.shows()).not.toBe(gone)
  })
})
