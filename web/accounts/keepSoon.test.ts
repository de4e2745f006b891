import { beforeEach, expect, it } from 'vitest'
import { idleActions } from '../../e2e/gallery/idleActions.ts'
import type { Snapshot } from '../bridge/contract.ts'
import { createMirror, withSnapshot } from '../state/mirror.ts'
import { createAccountsStore } from './accountsStore.ts'
import { keepSoon } from './keepSoon.ts'

const snapshot: Snapshot = {
  engine: { build: 1, worker: 'shared', storage: 'persistent' },
  service: { name: 'sandbox', url: 'ws://localhost/ws/chat' },
  remember: true,
  lock: { at: 'off' },
  link: { at: 'preparing' },
  connection: { at: 'idle' },
}

let nowMs: number
let timers: { atMs: number; task: () => void }[]
let frames: (() => void)[]
let kept: number
let loads: (() => Promise<() => void>)[]

const clock = {
  now: () => nowMs,
  after(delayMs: number, task: () => void) {
    const timer = { atMs: nowMs + delayMs, task }
    timers.push(timer)
    return () => {
      timers = timers.filter((one) => one !== timer)
    }
  },
}

function start(linked: boolean) {
  const mirror = createMirror(clock)
  const store = createAccountsStore({ id: 'a', mirror, actions: idleActions }, [
    { id: 'a', linked },
  ])
  keepSoon(
    store,
    clock,
    (task) => void frames.push(task),
    () => (loads.shift() ?? (async () => () => void (kept += 1)))(),
  )
  return (part: Partial<Snapshot>) =>
    mirror.update((state) => withSnapshot(state, { ...snapshot, ...part }, nowMs))
}

async function pass(spanMs: number): Promise<void> {
  nowMs += spanMs
  const due = timers.filter(({ atMs }) => atMs <= nowMs)
  timers = timers.filter(({ atMs }) => atMs > nowMs)
  for (const { task } of due) task()
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
}

function paint(): void {
  for (const task of frames.splice(0)) task()
}

beforeEach(() => {
  nowMs = 0
  timers = []
  frames = []
  kept = 0
  loads = []
})

it('waits until the first account has been painted, and then a little', async () => {
  const hear = start(true)
  hear({})
  hear({ connection: { at: 'idle' }, link: { at: 'linked' } })
  await pass(400)
  expect(kept).toBe(0)
  paint()
  await pass(299)
  expect(kept).toBe(0)
  await pass(1)
  expect(kept).toBe(1)
})

it('waits for the code of a new account, but not where a link has vanished', async () => {
  const hear = start(false)
  hear({ connection: { at: 'connecting', attempt: 1 } })
  paint()
  await pass(1000)
  expect(kept).toBe(0)
  start(true)({ connection: { at: 'connecting', attempt: 1 } })
  paint()
  await pass(0)
  expect(kept).toBe(1)
})

it('does not wait for ever, as in a hidden page', async () => {
  start(true)
  await pass(3999)
  expect(kept).toBe(0)
  await pass(1)
  expect(kept).toBe(1)
})

it('asks again for a part that could not be loaded', async () => {
  loads = [() => Promise.reject(new Error('offline'))]
  start(true)
  await pass(4000)
  expect(kept).toBe(0)
  await pass(15_000)
  expect(kept).toBe(1)
  await pass(60_000)
  expect(kept).toBe(1)
})
