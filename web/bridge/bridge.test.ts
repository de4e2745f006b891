import { describe, expect, it } from 'vitest'
import { type FakeAgent, fakeBrowser } from '../platform/fakeBrowser.ts'
import { seededRandom } from '../platform/fakes.ts'
import type { ChannelMessage } from './channel.ts'
import { connectEngine } from './client.ts'
import type { WorkerHandle } from './clientRoad.ts'
import type { Command, CommandResult, EngineEvent, Snapshot } from './contract.ts'
import type { PlainError } from './errors.ts'
import { createHost } from './host.ts'
import type { HostedEngine } from './hostWindows.ts'
import { accountOfWorker, bridgeNames } from './names.ts'
import type { ToEngine, ToWindow } from './port.ts'
import type { Query } from './queries.ts'
import type { TraceEvent } from './trace.ts'

/** A snapshot that says which engine made it and how often it changed. */
function snapshotOf(build: number, number: number): Snapshot {
  return {
    engine: { build, worker: 'shared', storage: 'persistent' },
    service: { name: 'sandbox', url: 'ws://sandbox.test' },
    remember: true,
    lock: { at: 'off' },
    link: { at: 'showingQr', qr: 'q', number, of: 6, remainingMs: 1, lifeMs: 1, rate: 1 },
    connection: { at: 'online' },
  }
}

interface FakeEngine extends HostedEngine {
  readonly build: number
  readonly worker: FakeAgent
  readonly ran: Array<{ command: Command; window: string }>
  readonly gone: string[]
  readonly asked: Query[]
  readonly isRunning: () => boolean
  emit(...events: EngineEvent[]): void
  change(): void
  number: number
}

/** One browser profile, several tabs and workers, an engine that only counts. */
function profile(options: { seed?: number; sharedWorkers?: boolean; keysInShared?: boolean } = {}) {
  const browser = fakeBrowser(options.seed ?? 1)
  const engines: FakeEngine[] = []
  const sharedWorkers = new Map<string, ReturnType<typeof startWorker>>()
  const dedicatedWorkers: Array<ReturnType<typeof startWorker>> = []
  const mostAtOnce = { engines: 0 }
  const answer: { result: CommandResult | 'never' } = { result: { ok: true } }
  const failures: { createEngine?: PlainError } = {}
  /** How long an engine takes to open its storage; none at all if nothing stands here. */
  const opening: { until?: Promise<void> } = {}
  /** How many workers have heard of a window that expects no account. */
  const unlinked: string[] = []
  const trace: TraceEvent[] = [{ atMs: 1, step: 'keys-created' }]
  const tasks = new Set<{ dueMs: number; task: () => void }>()
  let nowMs = 0
  let ids = 0

  function after(agent: FakeAgent, delayMs: number, task: () => void): () => void {
    const item = {
      dueMs: nowMs + delayMs,
      task: () => {
        if (agent.isAlive()) task()
      },
    }
    tasks.add(item)
    return () => void tasks.delete(item)
  }

  /** Lets `ms` pass; between two timers everything comes to rest. */
  async function pass(ms: number): Promise<void> {
    const untilMs = nowMs + ms
    for (;;) {
      await browser.rest()
      const [next] = [...tasks]
        .filter(({ dueMs }) => dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs)
      if (next === undefined) break
      tasks.delete(next)
      nowMs = next.dueMs
      next.task()
    }
    nowMs = untilMs
  }

  function fakeEngine(build: number, worker: FakeAgent): FakeEngine {
    const listeners = new Set<(events: readonly EngineEvent[]) => void>()
    let started = false
    const engine: FakeEngine = {
      build,
      worker,
      // No two engines ever show the same number, so that a stale window shows.
      number: engines.length * 1_000 + 1,
      ran: [],
      asked: [],
      gone: [],
      isRunning: () => started && worker.isAlive(),
      snapshot: () => snapshotOf(build, engine.number),
      async run(command, window) {
        engine.ran.push({ command, window })
        const result = answer.result
        return result === 'never' ? new Promise<CommandResult>(() => {}) : result
      },
      async answer(query) {
        engine.asked.push(query)
        return { ok: true, answer: { text: `draft of engine ${engine.number}` } }
      },
      subscribe(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      windowGone: (window) => void engine.gone.push(window),
      recentTrace: () => trace,
      async start() {
        started = true
        await opening.until
        mostAtOnce.engines = Math.max(mostAtOnce.engines, running().length)
      },
      async retire() {
        started = false
      },
      emit(...events) {
        for (const listener of listeners) listener(events)
      },
      change() {
        engine.number += 1
        engine.emit({ type: 'link', link: snapshotOf(build, engine.number).link })
      },
    }
    engines.push(engine)
    return engine
  }

  const running = () => engines.filter((engine) => engine.isRunning())

  function startWorker(build: number, name: string, keys: boolean) {
    const agent = browser.agent()
    const names = bridgeNames(accountOfWorker(name))
    const host = createHost({
      build,
      names,
      workerId: `worker${++ids}`,
      locks: agent.locks,
      channel: agent.openChannel<ChannelMessage>(names.channel),
      after: (delayMs, task) => after(agent, delayMs, task),
      mayHost: async () => keys,
      onUnlinked: () => void unlinked.push(name),
      createEngine: async () => {
        if (failures.createEngine !== undefined) throw failures.createEngine
        return fakeEngine(build, agent)
      },
      explain: (error) => error as PlainError,
      exit: () => agent.die(),
    })
    return { agent, host, build }
  }

  function openWindow(
    build = 1,
    way: { shared?: boolean; silentWorkers?: number; linked?: boolean } = {},
  ) {
    const agent = browser.agent()
    const snapshots: Snapshot[] = []
    const events: EngineEvent[] = []
    const log: string[] = []
    let drawn: number | undefined
    const draw = (link: Snapshot['link']) => {
      if (link.at === 'showingQr') drawn = link.number
    }
    const windowId = `window${++ids}`
    const owned: FakeAgent[] = []
    let silent = way.silentWorkers ?? 0

    function handleTo(worker: { agent: FakeAgent; host: ReturnType<typeof createHost> }) {
      const [mine, theirs] = browser.line<ToWindow, ToEngine>(agent, worker.agent)
      worker.host.connect(theirs)
      return mine
    }

    function startSharedWorker(name: string): WorkerHandle {
      const key = `${build} ${name}`
      let worker = sharedWorkers.get(key)
      if (worker === undefined || !worker.agent.isAlive()) {
        worker = startWorker(build, name, options.keysInShared ?? true)
        sharedWorkers.set(key, worker)
      }
      if (silent > 0) {
        silent -= 1
        const [port] = browser.line<ToWindow, ToEngine>(agent, browser.agent())
        return { port, onFailure: () => {}, stop: () => port.close() }
      }
      const port = handleTo(worker)
      return { port, onFailure: () => {}, stop: () => port.close() }
    }

    function startDedicatedWorker(name: string): WorkerHandle {
      const worker = startWorker(build, name, true)
      dedicatedWorkers.push(worker)
      owned.push(worker.agent)
      const port = handleTo(worker)
      return { port, onFailure: () => {}, stop: () => worker.agent.die() }
    }

    const shared = (options.sharedWorkers ?? true) && (way.shared ?? true)
    const client = connectEngine({
      build,
      account: 'account',
      windowId,
      linked: way.linked ?? false,
      locks: agent.locks,
      openChannel: (name) => agent.openChannel(name),
      after: (delayMs, task) => after(agent, delayMs, task),
      startDedicatedWorker,
      ...(shared ? { startSharedWorker } : {}),
    })
    client.onSnapshot((snapshot) => {
      snapshots.push(snapshot)
      draw(snapshot.link)
      if (log.at(-1) !== 'snapshot') log.push('snapshot')
    })
    client.onEvents((batch) => {
      events.push(...batch)
      for (const event of batch) if (event.type === 'link') draw(event.link)
      log.push('events')
    })
    client.onRetired((forBuild) => log.push(`retired for ${forBuild}`))
    client.onLost((error) => log.push(`lost ${error.code}`))
    return {
      id: `moonlet/account/window/${windowId}`,
      build,
      agent,
      client,
      snapshots,
      events,
      log,
      /** The number this window would draw. */
      number: () => drawn,
      closeTab() {
        agent.die()
        for (const worker of owned) worker.die()
      },
    }
  }

  return {
    browser,
    engines,
    running,
    mostAtOnce,
    answer,
    failures,
    trace,
    sharedWorkers,
    dedicatedWorkers,
    openWindow,
    pass,
    opening,
    unlinked,
  }
}

function onlyEngine(engines: readonly FakeEngine[]): FakeEngine {
  const [engine, ...more] = engines
  if (engine === undefined || more.length > 0) throw new Error(`${engines.length} engines run`)
  return engine
}

describe.each([
  { way: 'a shared worker', options: {} },
  { way: 'a dedicated worker, no SharedWorker', options: { sharedWorkers: false } },
  {
    way: 'a dedicated worker, keys not storable in a shared one',
    options: { keysInShared: false },
  },
])('windows and engine over $way', ({ options }) => {
  it('gives two windows the snapshot of one engine, and the same events', async () => {
    const { openWindow, running, browser } = profile(options)
    const first = openWindow()
    const second = openWindow()
    await browser.rest()
    const engine = onlyEngine(running())
    engine.change()
    await browser.rest()
    expect(first.log).toEqual(['snapshot', 'events'])
    expect(second.log).toEqual(['snapshot', 'events'])
    expect([first.number(), second.number()]).toEqual([2, 2])
    expect(browser.heldLocks()).toContain('moonlet/account/engine')
  })

  it('runs a command once and answers the window that asked', async () => {
    const { openWindow, running, browser } = profile(options)
    openWindow()
    const window = openWindow()
    const early = window.client.run({ type: 'newCode' })
    await browser.rest()
    const later = window.client.run({ type: 'retryNow' })
    await browser.rest()
    expect(await early).toEqual({ ok: true })
    expect(await later).toEqual({ ok: true })
    expect(onlyEngine(running()).ran).toEqual([
      { command: { type: 'newCode' }, window: window.id },
      { command: { type: 'retryNow' }, window: window.id },
    ])
  })

  it('tells the engine of a window that ended', async () => {
    const { openWindow, running, browser } = profile(options)
    openWindow()
    await browser.rest()
    const window = openWindow()
    await browser.rest()
    window.closeTab()
    await browser.rest()
    expect(onlyEngine(running()).gone).toEqual([window.id])
  })

  it('starts a new engine when one dies, and asks again what was not answered', async () => {
    const { openWindow, engines, running, answer, browser } = profile(options)
    const windows = [openWindow(), openWindow()]
    const [, asking] = windows
    await browser.rest()
    void asking?.client.run({ type: 'focus', focused: true })
    void asking?.client.run({ type: 'retryNow' })
    await browser.rest()
    answer.result = 'never'
    const result = asking?.client.run({ type: 'newCode' })
    await browser.rest()
    answer.result = { ok: true }
    onlyEngine(running()).worker.die()
    await browser.rest()
    expect(await result).toEqual({ ok: true })
    expect(engines).toHaveLength(2)
    // What the window had told about itself is told again; it was answered by the dead engine.
    expect(onlyEngine(running()).ran.map(({ command }) => command.type)).toEqual([
      'focus',
      'newCode',
    ])
    for (const { log } of windows) expect(log).toEqual(['snapshot', 'lost engine-lost', 'snapshot'])
  })

  it('gives the engine to a newer build and tells the older windows', async () => {
    const { openWindow, running, engines, mostAtOnce, browser } = profile(options)
    const older = [openWindow(1), openWindow(1)]
    await browser.rest()
    const newer = openWindow(2)
    await browser.rest()
    expect(onlyEngine(running()).build).toBe(2)
    expect(engines.map(({ build }) => build)).toEqual([1, 2])
    expect(mostAtOnce.engines).toBe(1)
    for (const { log } of older) expect(log).toEqual(['snapshot', 'retired for 2'])
    expect(newer.log).toEqual(['snapshot'])
    expect(await older[0]?.client.run({ type: 'newCode' })).toMatchObject({ ok: false })
  })

  it('shows an older newcomer that it must reload, and leaves the newer engine alone', async () => {
    const { openWindow, running, engines, browser } = profile(options)
    const newer = openWindow(2)
    await browser.rest()
    const older = openWindow(1)
    await browser.rest()
    expect(older.log).toEqual(['retired for 2'])
    expect(newer.log).toEqual(['snapshot'])
    expect(engines).toHaveLength(1)
    expect(onlyEngine(running()).isRunning()).toBe(true)
  })

  it('lets an old build run again once the newer one is gone', async () => {
    const { openWindow, running, browser } = profile(options)
    const newer = openWindow(2)
    await browser.rest()
    openWindow(1)
    await browser.rest()
    onlyEngine(running()).worker.die()
    newer.closeTab()
    await browser.rest()
    const reloaded = openWindow(1)
    await browser.rest()
    expect(reloaded.log).toEqual(['snapshot'])
    expect(onlyEngine(running()).build).toBe(1)
  })

  it('answers when the storage is open, and a window that comes meanwhile too', async () => {
    const { openWindow, opening, pass } = profile(options)
    let open = () => {}
    opening.until = new Promise<void>((resolve) => {
      open = resolve
    })
    const first = openWindow()
    await pass(500)
    const second = openWindow()
    await pass(500)
    expect([first.log, second.log]).toEqual([[], []])
    open()
    await pass(0)
    expect([first.log, second.log]).toEqual([['snapshot'], ['snapshot']])
  })

  it('does not wait longer than two seconds for a storage, and answers once', async () => {
    const { openWindow, opening, pass } = profile(options)
    let open = () => {}
    opening.until = new Promise<void>((resolve) => {
      open = resolve
    })
    const window = openWindow()
    await pass(2_500)
    expect(window.snapshots).toHaveLength(1)
    open()
    await pass(2_500)
    expect(window.snapshots).toHaveLength(1)
  })

  it.each([true, false])('hears what a window expects: an account %s', async (linked) => {
    const { openWindow, unlinked, browser } = profile(options)
    openWindow(1, { linked })
    await browser.rest()
    expect(unlinked.length > 0).toBe(!linked)
  })

  it('tells of an engine that cannot start, and tries again', async () => {
    const { openWindow, failures, running, pass, browser } = profile(options)
    failures.createEngine = { code: 'unreachable', remedy: 'backoff' }
    const window = openWindow()
    await pass(500)
    expect(window.log).toEqual(['lost unreachable'])
    delete failures.createEngine
    await pass(1_000)
    expect(window.log).toEqual(['lost unreachable', 'snapshot'])
    expect(running()).toHaveLength(1)
    await browser.rest()
  })
})

describe('a dedicated worker', () => {
  it('is taken over by another tab when its tab closes', async () => {
    const { openWindow, running, dedicatedWorkers, browser } = profile({ sharedWorkers: false })
    const owner = openWindow()
    await browser.rest()
    const other = openWindow()
    await browser.rest()
    expect(dedicatedWorkers).toHaveLength(1)
    owner.closeTab()
    await browser.rest()
    expect(dedicatedWorkers).toHaveLength(2)
    expect(other.log).toEqual(['snapshot', 'lost engine-lost', 'snapshot'])
    expect(running()).toHaveLength(1)
  })

  it('is left to end by itself when it retires, even by the tab that started it', async () => {
    const { openWindow, running, dedicatedWorkers, pass, browser } = profile({
      sharedWorkers: false,
    })
    const older = openWindow(1)
    await browser.rest()
    const [worker] = dedicatedWorkers
    const engine = onlyEngine(running())
    let finish = () => {}
    engine.retire = () =>
      new Promise((resolve) => {
        finish = resolve
      })
    const newer = openWindow(2)
    await browser.rest()
    expect(older.log.at(-1)).toBe('retired for 2')
    expect(worker?.agent.isAlive()).toBe(true)
    expect(newer.snapshots).toEqual([])
    finish()
    await browser.rest()
    expect(newer.snapshots).toHaveLength(1)
    await pass(1_000)
    expect(worker?.agent.isAlive()).toBe(false)
  })

  it('is ended when its engine does not finish retiring', async () => {
    const { openWindow, running, pass, browser } = profile({ sharedWorkers: false })
    openWindow(1)
    await browser.rest()
    onlyEngine(running()).retire = () => new Promise(() => {})
    const newer = openWindow(2)
    await pass(4_999)
    expect(newer.snapshots).toEqual([])
    await pass(1)
    expect(newer.snapshots).toHaveLength(1)
    expect(onlyEngine(running()).build).toBe(2)
  })

  it('leaves the engine where it runs, in a shared worker, and follows when that one dies', async () => {
    const { openWindow, engines, running, browser } = profile()
    const shared = openWindow(1)
    await browser.rest()
    const dedicated = openWindow(1, { shared: false })
    await browser.rest()
    expect(engines).toHaveLength(1)
    onlyEngine(running()).change()
    await browser.rest()
    expect(dedicated.number()).toBe(2)
    onlyEngine(running()).worker.die()
    await browser.rest()
    expect(running()).toHaveLength(1)
    expect(shared.log.at(-1)).toBe('snapshot')
    expect(dedicated.log.at(-1)).toBe('snapshot')
  })
})

describe('the port', () => {
  it('asks for a snapshot after a gap, and draws nothing stale meanwhile', async () => {
    const browser = fakeBrowser(1)
    const window = browser.agent()
    const worker = browser.agent()
    const [port, engine] = browser.line<ToWindow, ToEngine>(window, worker)
    const asked: string[] = []
    engine.listen((message) => asked.push(message.kind))
    const client = connectEngine({
      build: 1,
      account: 'account',
      windowId: 'w',
      linked: false,
      locks: window.locks,
      openChannel: (name) => window.openChannel(name),
      after: () => () => {},
      startSharedWorker: () => ({ port, onFailure: () => {}, stop: () => {} }),
      startDedicatedWorker: () => {
        throw new Error('a shared worker answered')
      },
    })
    const drawn: string[] = []
    client.onSnapshot(({ link }) => drawn.push(`snapshot ${link.at}`))
    client.onEvents((events) => drawn.push(...events.map(({ type }) => type)))
    const workerLock = 'moonlet/account/worker/x'
    worker.locks.request(workerLock, 'exclusive', () => {})
    const snapshot = snapshotOf(1, 1)
    engine.post({ kind: 'snapshot', revision: 4, workerLock, snapshot })
    engine.post({ kind: 'events', revision: 5, events: [{ type: 'remember', remember: true }] })
    engine.post({ kind: 'events', revision: 7, events: [{ type: 'link', link: snapshot.link }] })
    engine.post({ kind: 'events', revision: 8, events: [{ type: 'link', link: snapshot.link }] })
    await browser.rest()
    expect(asked).toEqual(['hello', 'resync'])
    expect(drawn).toEqual(['snapshot showingQr', 'remember'])
    engine.post({ kind: 'snapshot', revision: 8, workerLock, snapshot })
    engine.post({ kind: 'events', revision: 9, events: [{ type: 'remember', remember: true }] })
    await browser.rest()
    expect(asked).toEqual(['hello', 'resync'])
    expect(drawn.slice(2)).toEqual(['snapshot showingQr', 'remember'])
  })

  it('runs a command that arrives twice once, and answers it twice', async () => {
    const { openWindow, running, sharedWorkers, browser } = profile()
    openWindow()
    await browser.rest()
    const [worker] = sharedWorkers.values()
    if (worker === undefined) throw new Error('no shared worker')
    const window = browser.agent()
    const windowLock = 'moonlet/account/window/impatient'
    window.locks.request(windowLock, 'exclusive', () => {})
    const heard: string[] = []
    for (const line of ['first', 'again']) {
      const [port, theirs] = browser.line<ToWindow, ToEngine>(window, worker.agent)
      worker.host.connect(theirs)
      port.listen((message) => heard.push(`${line} ${message.kind}`))
      port.post({ kind: 'hello', windowLock, build: 1, linked: true })
      port.post({ kind: 'command', id: '1', command: { type: 'newCode' } })
      await browser.rest()
    }
    expect(onlyEngine(running()).ran).toHaveLength(1)
    expect(heard.filter((line) => line.endsWith('reply'))).toEqual(['first reply', 'again reply'])
  })

  it('answers a command whose run throws with a plain error', async () => {
    const { openWindow, running, browser } = profile()
    const window = openWindow()
    await browser.rest()
    onlyEngine(running()).run = () => Promise.reject(new Error('a fault of the engine'))
    const result = window.client.run({ type: 'newCode' })
    await browser.rest()
    expect(await result).toEqual({ ok: false, error: { code: 'internal', remedy: 'no' } })
  })

  it('ignores late words of an engine that is dead', async () => {
    const { openWindow, browser } = profile({ sharedWorkers: false })
    openWindow()
    await browser.rest()
    const window = openWindow()
    await browser.rest()
    const echo = browser.agent().openChannel<ChannelMessage>('moonlet/account')
    echo.post({
      kind: 'to-window',
      to: window.id,
      worker: 'moonlet/account/worker/dead',
      message: { kind: 'events', revision: 1, events: [{ type: 'remember', remember: false }] },
    })
    await browser.rest()
    expect(window.events).toEqual([])
  })

  it('sends the trace only to windows that asked, the kept part first', async () => {
    const { openWindow, running, browser, trace } = profile()
    const asking = openWindow()
    const other = openWindow()
    await browser.rest()
    void asking.client.run({ type: 'trace', on: true })
    await browser.rest()
    const engine = onlyEngine(running())
    const next: TraceEvent = { atMs: 2, step: 'socket-open' }
    engine.emit({ type: 'trace', events: [next] })
    await browser.rest()
    expect(asking.events).toEqual([
      { type: 'trace', events: trace },
      { type: 'trace', events: [next] },
    ])
    expect(other.log).toEqual(['snapshot'])
    void asking.client.run({ type: 'trace', on: false })
    await browser.rest()
    engine.emit({ type: 'trace', events: [next] })
    engine.change()
    await browser.rest()
    expect(asking.events).toHaveLength(3)
    expect([asking.number(), other.number()]).toEqual([2, 2])
  })

  it('answers a query, and asks the next engine what the dead one left open', async () => {
    const { openWindow, running, browser } = profile()
    const window = openWindow()
    await browser.rest()
    const first = onlyEngine(running())
    const query: Query = { ask: 'draft', chatId: 1 }
    const before = window.client.ask(query)
    await browser.rest()
    expect(await before).toEqual({
      ok: true,
      answer: { text: `draft of engine ${first.number}` },
    })
    first.answer = () => new Promise(() => {})
    const after = window.client.ask(query)
    await browser.rest()
    first.worker.die()
    await browser.rest()
    const second = onlyEngine(running())
    expect(await after).toEqual({
      ok: true,
      answer: { text: `draft of engine ${second.number}` },
    })
    expect(second.asked).toEqual([query])
    window.client.close()
    expect(await window.client.ask(query)).toMatchObject({ ok: false })
  })

  it('sends messages of a chat to the windows that watch it, and a notice to the one it is for', async () => {
    const { openWindow, running, browser } = profile()
    const watching = openWindow()
    const other = openWindow()
    await browser.rest()
    const engine = onlyEngine(running())
    void watching.client.run({ type: 'watch', chatIds: [4, 7] })
    await browser.rest()
    const messages: EngineEvent = { type: 'messages', chatId: 7, changed: [], gone: ['a'] }
    const elsewhere: EngineEvent = { ...messages, chatId: 8 }
    const notice: EngineEvent = {
      type: 'notice',
      windowId: other.id,
      notice: {
        chatId: 7,
        key: 'b',
        chatName: 'Ida',
        content: { kind: 'text', text: 'hi', mentions: [] },
      },
    }
    engine.emit(messages, elsewhere, notice)
    await browser.rest()
    expect(watching.events).toEqual([messages])
    expect(other.events).toEqual([notice])
  })

  it('gives up a shared worker that never answers', async () => {
    const { openWindow, pass, running, dedicatedWorkers } = profile()
    const window = openWindow(1, { silentWorkers: 100 })
    await pass(120_000)
    expect(window.snapshots).toHaveLength(1)
    expect(running()).toHaveLength(1)
    expect(dedicatedWorkers.length).toBeLessThanOrEqual(1)
  })

  it('asks a shared worker again when the first try was lost', async () => {
    const { openWindow, pass, running } = profile()
    const window = openWindow(1, { silentWorkers: 1 })
    await pass(10_000)
    expect(window.log.at(-1)).toBe('snapshot')
    expect(onlyEngine(running()).snapshot()).toEqual(window.snapshots[0])
  })
})

/** Every seed is another order of events: tabs open and close, workers die, builds change. */
describe.each([
  { way: 'shared', sharedWorkers: true },
  { way: 'dedicated', sharedWorkers: false },
])('any order of events ($way)', ({ sharedWorkers }) => {
  it('never runs two engines, and ends with every window served or told', async () => {
    for (let seed = 1; seed <= 250; seed++) {
      const random = seededRandom(seed)
      const draw = (below: number) => (random(1)[0] ?? 0) % below
      const world = profile({ seed, sharedWorkers })
      const tabs: Array<ReturnType<typeof world.openWindow>> = []
      for (let turn = 0; turn < 25; turn++) {
        const action = draw(8)
        if (action < 3) tabs.push(world.openWindow(1 + draw(3), { shared: draw(4) > 0 }))
        if (action === 3) tabs[draw(Math.max(1, tabs.length))]?.closeTab()
        if (action === 4) world.running()[0]?.worker.die()
        if (action === 5) world.running()[0]?.change()
        for (let steps = draw(12); steps > 0; steps--) await world.browser.step()
        if (draw(8) === 0) await world.pass(draw(256) * 50)
      }
      await world.pass(60_000)
      const open = tabs.filter((tab) => tab.agent.isAlive())
      const serving = world.running()
      expect(world.mostAtOnce.engines, `seed ${seed}`).toBeLessThanOrEqual(1)
      serving[0]?.change()
      await world.browser.rest()
      for (const tab of open) {
        const told = tab.log.some((line) => line.startsWith('retired'))
        const fresh = serving.length === 1 && tab.number() === serving[0]?.number
        expect(told || fresh, `seed ${seed} ${tab.log.join()}`).toBe(true)
      }
    }
  }, 120_000)
})
