import type { Channel, ChannelMessage } from './channel.ts'
import { relayToWindow } from './channel.ts'
import type { PlainError } from './errors.ts'
import { createHostWindow, type HostedEngine, type HostWindow } from './hostWindows.ts'
import type { Locks, Release } from './locks.ts'
import type { BridgeNames } from './names.ts'
import type { EnginePort, ToEngine, ToWindow } from './port.ts'

/** What the host needs from its worker. */
export interface HostWorld {
  /** Order of this build; a larger number is newer. */
  readonly build: number
  readonly names: BridgeNames
  /** Random, this worker's own. */
  readonly workerId: string
  readonly locks: Locks
  readonly channel: Channel
  after(delayMs: number, task: () => void): () => void
  /** Whether an engine can keep its keys in this worker; decided by trying. */
  mayHost(): Promise<boolean>
  /** A window expects no account: what a first code takes is needed soon. */
  readonly onUnlinked?: () => void
  /** Builds the engine. Called while holding the engine's lock; tried again when it rejects. */
  createEngine(): Promise<HostedEngine>
  /** Puts a rejection of `createEngine` into the contract's terms. */
  explain(error: unknown): PlainError
  /** Ends this worker. */
  readonly exit: () => void
}

/** Serves windows in a worker. */
export interface Host {
  /** Takes a window's port. Call it before anything asynchronous, or first words are lost. */
  connect(port: EnginePort): void
}

type State =
  | { readonly at: 'checking' }
  /** Keys cannot be stored here. Final. */
  | { readonly at: 'unfit' }
  /** An engine runs in another worker; looked at again when a window says hello. */
  | { readonly at: 'idle' }
  | { readonly at: 'contending'; readonly stopWaiting: () => void }
  | { readonly at: 'starting'; readonly release: Release; readonly failure?: PlainError }
  | {
      readonly at: 'running'
      readonly release: Release
      readonly engine: HostedEngine
      readonly unsubscribe: () => void
      /** Whether the engine has said what it is about, or took too long: windows are answered. */
      opened: boolean
    }
  /** A newer build took over. Final. */
  | { readonly at: 'retired'; readonly forBuild: number }

/** A retiring engine that has not closed by then is ended with its worker: every commit is whole. */
const retirementLimitMs = 5_000
/** Time for the windows to hear that they are retired, before the worker's lock says that it ended. */
const farewellMs = 1_000
/** A storage that takes longer to open is waited for with a window that says so. */
const openingPatienceMs = 2_000
const firstRetryMs = 1_000
const longestRetryMs = 15_000

/**
 * Decides whether this worker runs the account's engine, and serves it to windows. Whoever holds the
 * engine's lock runs it; a newer build's `waiting` makes it retire; an equal or older worker sends
 * its windows to the engine that runs.
 */
export function createHost(world: HostWorld): Host {
  const { build, names, locks, channel } = world
  const workerLock = names.workerLock(world.workerId)
  /** Ports that came before this worker held its own lock. */
  const early: EnginePort[] = []
  const windows = new Map<string, { window: HostWindow; forget: () => void }>()
  let state: State = { at: 'checking' }
  let alive = false

  function tellAll(message: ToWindow): void {
    for (const { window } of windows.values()) window.post(message)
  }

  function forgetAll(): void {
    for (const { forget } of windows.values()) forget()
    windows.clear()
  }

  function hello(windowLock: string, port: Pick<EnginePort, 'post'>, windowBuild: number): void {
    if (windowBuild < build) {
      port.post({ kind: 'retired', forBuild: build })
      return
    }
    if (windowBuild > build) {
      retireFor(windowBuild)
      return
    }
    const known = windows.get(windowLock)
    known?.window.attach(port)
    answerHello(known?.window ?? newWindow(windowLock, port))
  }

  function newWindow(windowLock: string, port: Pick<EnginePort, 'post'>): HostWindow {
    const window = createHostWindow(windowLock, port)
    const forget = locks.request(windowLock, 'shared', (release) => {
      release()
      if (windows.get(windowLock)?.window !== window) return
      windows.delete(windowLock)
      if (state.at === 'running') state.engine.windowGone(windowLock)
    })
    windows.set(windowLock, { window, forget })
    return window
  }

  function answerHello(window: HostWindow): void {
    switch (state.at) {
      case 'unfit':
        window.post({ kind: 'cannot-host' })
        return
      case 'idle':
        contend()
        return
      case 'running':
        if (state.opened) window.welcome(state.engine, workerLock)
        return
      case 'retired':
        window.post({ kind: 'retired', forBuild: state.forBuild })
        return
      case 'starting':
        if (state.failure !== undefined) window.post({ kind: 'failed', error: state.failure })
        return
      case 'checking':
      case 'contending':
        return
    }
  }

  function hear(windowLock: string, message: ToEngine): void {
    const known = windows.get(windowLock)
    if (known === undefined || state.at !== 'running') return
    if (message.kind === 'command') known.window.run(state.engine, message.id, message.command)
    if (message.kind === 'ask') known.window.answer(state.engine, message.id, message.query)
    if (message.kind === 'resync' && state.opened) known.window.welcome(state.engine, workerLock)
  }

  function contend(): void {
    const stopWaiting = locks.request(names.engineLock, 'exclusive', (release) => {
      state = { at: 'starting', release }
      start(release, firstRetryMs)
    })
    state = { at: 'contending', stopWaiting }
    channel.post({ kind: 'waiting', build })
  }

  function start(release: Release, retryMs: number): void {
    world.createEngine().then(
      (engine) => {
        if (state.at === 'starting') serve(engine, release)
      },
      (error: unknown) => {
        if (state.at !== 'starting') return
        const failure = world.explain(error)
        state = { at: 'starting', release, failure }
        tellAll({ kind: 'failed', error: failure })
        world.after(retryMs, () => {
          if (state.at === 'starting') start(release, Math.min(retryMs * 2, longestRetryMs))
        })
      },
    )
  }

  function serve(engine: HostedEngine, release: Release): void {
    const unsubscribe = engine.subscribe((events) => {
      for (const { window } of windows.values()) window.deliver(events)
    })
    const running: State = { at: 'running', release, engine, unsubscribe, opened: false }
    state = running
    channel.post({ kind: 'running', build })
    const welcomeAll = (): void => {
      cancelPatience()
      if (running.opened || state !== running) return
      running.opened = true
      for (const { window } of windows.values()) window.welcome(engine, workerLock)
    }
    // A window then draws what there is at once, and not first that something is being opened.
    const cancelPatience = world.after(openingPatienceMs, welcomeAll)
    engine.start().then(welcomeAll, (error: unknown) => {
      welcomeAll()
      tellAll({ kind: 'failed', error: world.explain(error) })
    })
  }

  /** Every window is told first: it must not take what follows for a death. */
  function retireFor(newerBuild: number): void {
    const before = state
    if (before.at === 'retired') return
    state = { at: 'retired', forBuild: newerBuild }
    tellAll({ kind: 'retired', forBuild: newerBuild })
    forgetAll()
    if (before.at === 'contending') before.stopWaiting()
    if (before.at === 'starting') before.release()
    if (before.at !== 'running') {
      world.after(farewellMs, world.exit)
      return
    }
    before.unsubscribe()
    const cancelLimit = world.after(retirementLimitMs, world.exit)
    const end = () => {
      cancelLimit()
      before.release()
      world.after(farewellMs, world.exit)
    }
    before.engine.retire().then(end, end)
  }

  function standDown(runningBuild: number): void {
    if (state.at !== 'contending') return
    state.stopWaiting()
    state = { at: 'idle' }
    tellAll(
      runningBuild === build ? { kind: 'elsewhere' } : { kind: 'retired', forBuild: runningBuild },
    )
    forgetAll()
  }

  function onChannel(message: ChannelMessage): void {
    switch (message.kind) {
      case 'waiting':
        if (state.at !== 'running' && state.at !== 'starting') return
        if (message.build > build) retireFor(message.build)
        else if (state.at === 'running') channel.post({ kind: 'running', build })
        return
      case 'running':
        if (state.at !== 'contending') return
        if (message.build >= build) standDown(message.build)
        else channel.post({ kind: 'waiting', build })
        return
      case 'to-engine':
        if (state.at !== 'running') return
        if (message.message.kind !== 'hello') hear(message.from, message.message)
        else
          hello(
            message.from,
            relayToWindow(channel, message.from, workerLock),
            message.message.build,
          )
        return
      case 'to-window':
        return
    }
  }

  channel.listen(onChannel)
  locks.request(workerLock, 'exclusive', () => {
    alive = true
    for (const port of early.splice(0)) port.post({ kind: 'alive', workerLock })
  })
  void world.mayHost().then(
    (fit) => (fit ? contend() : becomeUnfit()),
    () => becomeUnfit(),
  )

  function becomeUnfit(): void {
    state = { at: 'unfit' }
    tellAll({ kind: 'cannot-host' })
    forgetAll()
  }

  return {
    connect(port) {
      let windowLock: string | undefined
      port.listen((message) => {
        if (message.kind === 'hello') {
          windowLock = message.windowLock
          if (!message.linked) world.onUnlinked?.()
          hello(windowLock, port, message.build)
        } else if (windowLock !== undefined) hear(windowLock, message)
      })
      if (alive) port.post({ kind: 'alive', workerLock })
      else early.push(port)
    },
  }
}
