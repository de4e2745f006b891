import { type Channel, relayToEngine } from './channel.ts'
import type { PlainError } from './errors.ts'
import type { Locks, Release } from './locks.ts'
import { bridgeNames } from './names.ts'
import type { ToEngine, ToWindow, WindowPort } from './port.ts'

/** A worker as its starter sees it. */
export interface WorkerHandle {
  readonly port: WindowPort
  /** The script could not be loaded, or threw while it started. */
  onFailure(listener: () => void): void
  /** Ends a dedicated worker; of a shared one only this window's port. */
  stop(): void
}

/** What a road is built from. */
export interface RoadWorld {
  /** Order of this build; a larger number is newer. */
  readonly build: number
  /** Random, this window's own. */
  readonly windowId: string
  /** Whether the account was linked when this window last knew; the engine knows better. */
  readonly linked: boolean
  readonly locks: Locks
  openChannel(name: string): Channel
  after(delayMs: number, task: () => void): () => void
  /** Absent where there is no SharedWorker, or where a test wants the other way. */
  readonly startSharedWorker?: (name: string) => WorkerHandle
  startDedicatedWorker(name: string): WorkerHandle
}

/** The way to the engine that serves now, if one does. */
export interface Road {
  /** Lost when nobody serves: whoever sends keeps what has no answer. */
  post(message: ToEngine): void
  /** `leave` lets a dedicated worker of this tab end by itself, as a retiring one must. */
  close(worker: 'stop' | 'leave'): void
}

/** What a road brings. Of several ports only the one that brought the last snapshot is heard. */
export interface RoadEvents {
  onMessage(message: ToWindow): void
  /** The engine is gone, or does not start; the road looks for the next one by itself. */
  onLost(error: PlainError): void
}

/** How long a worker may take to say its first word before it is asked for again. */
const patienceMs = 10_000
/** After a death, the dying worker may take our port and never answer: the first try is short. */
const patienceAfterDeathMs = 1_000
/** A shared worker that stayed silent as often in a row is given up for a dedicated one. */
const forgivenSilences = 5
const restartMs = 1_000

/**
 * Finds the account's engine and stays with it: in a SharedWorker, in a dedicated worker that this
 * tab was elected to start, or behind the channel in somebody else's worker.
 */
export function openRoad(world: RoadWorld, account: string, events: RoadEvents): Road {
  const { build, locks } = world
  const names = bridgeNames(account)
  const windowLock = names.windowLock(world.windowId)
  const channel = world.openChannel(names.channel)
  const relay = relayToEngine(channel, windowLock, (worker) => watched?.lock === worker)

  let closed = false
  let lockHeld = false
  let helloDue: WindowPort | undefined
  let hosting: 'shared' | 'dedicated' = world.startSharedWorker ? 'shared' : 'dedicated'
  let elected = false
  let worker: WorkerHandle | undefined
  let serving: WindowPort | undefined
  let silences = 0
  let patience = patienceMs
  let watched: { lock: string; stop: () => void } | undefined
  /** True while the engine is sought over the channel, not in a worker of this window's own. */
  let outside = false
  let stopWaitingForWord = () => {}
  let stopWaitingOutside = () => {}
  let letGoOfElection: Release = () => {}

  function stopTimers(): void {
    stopWaitingForWord()
    stopWaitingOutside()
  }

  /** Asks for an engine by the way that is open to this window. */
  function look(): void {
    if (closed) return
    stopTimers()
    serving = undefined
    outside = false
    if (hosting === 'shared' && world.startSharedWorker) {
      useWorker(world.startSharedWorker(names.worker))
    } else if (elected) {
      useWorker(world.startDedicatedWorker(names.worker))
    } else {
      outside = true
      sayHello(relay)
      stopWaitingOutside = world.after(patienceMs, onSilenceOutside)
    }
  }

  /** The tab that should host the engine says nothing: this one waits on, and says so. */
  function onSilenceOutside(): void {
    events.onLost({ code: 'engine-lost', remedy: 'backoff' })
    look()
  }

  /** The engine trusts that this window's lock is held from its first word on. */
  function sayHello(port: WindowPort): void {
    if (lockHeld) port.post({ kind: 'hello', windowLock, build, linked: world.linked })
    else helloDue = port
  }

  function useWorker(next: WorkerHandle): void {
    worker?.stop()
    worker = next
    next.port.listen((message) => {
      if (worker === next) hear(next.port, message)
    })
    next.onFailure(() => {
      if (worker === next) onScriptFailure()
    })
    sayHello(next.port)
    stopWaitingForWord = world.after(patience, onSilence)
  }

  function onSilence(): void {
    silences += 1
    events.onLost({ code: 'engine-lost', remedy: 'backoff' })
    patience = Math.min(patience * 2, patienceMs)
    if (hosting === 'shared' && silences >= forgivenSilences) useDedicated()
    else look()
  }

  function onScriptFailure(): void {
    if (hosting === 'shared') {
      useDedicated()
      return
    }
    events.onLost({ code: 'engine-lost', remedy: 'backoff' })
    stopTimers()
    stopWaitingForWord = world.after(restartMs, look)
  }

  /** From now on one tab of this build, the elected one, starts a worker for all. */
  function useDedicated(): void {
    hosting = 'dedicated'
    worker?.stop()
    worker = undefined
    // Until it is held, letting go means to stop waiting.
    letGoOfElection = locks.request(names.electionLock(build), 'exclusive', (release) => {
      letGoOfElection = release
      elected = true
      if (serving === undefined) look()
    })
    look()
  }

  /** Notices a worker's end by being granted the lock that it holds for life. */
  function watch(workerLock: string): void {
    if (watched?.lock === workerLock) return
    watched?.stop()
    const stop = locks.request(workerLock, 'shared', (release) => {
      release()
      if (closed || watched?.lock !== workerLock) return
      watched = undefined
      patience = patienceAfterDeathMs
      events.onLost({ code: 'engine-lost', remedy: 'no' })
      look()
    })
    watched = { lock: workerLock, stop }
  }

  function hear(port: WindowPort, message: ToWindow): void {
    if (closed) return
    switch (message.kind) {
      case 'alive':
        silences = 0
        patience = patienceMs
        stopWaitingForWord()
        // Whoever serves is watched, even when this window's own worker speaks up late.
        if (serving === undefined) watch(message.workerLock)
        return
      case 'cannot-host':
        useDedicated()
        return
      case 'elsewhere':
        if (serving !== undefined) return
        outside = true
        sayHello(relay)
        stopTimers()
        stopWaitingOutside = world.after(patienceMs, look)
        return
      case 'snapshot':
        stopTimers()
        serving = port
        watch(message.workerLock)
        events.onMessage(message)
        return
      case 'events':
      case 'reply':
      case 'answer':
        if (port === serving) events.onMessage(message)
        return
      case 'retired':
      case 'failed':
        events.onMessage(message)
        return
    }
  }

  channel.listen((message) => {
    if (closed || message.kind !== 'running' || serving !== undefined) return
    if (message.build > build) hear(relay, { kind: 'retired', forBuild: message.build })
    else if (message.build === build && outside) sayHello(relay)
  })
  relay.listen((message) => hear(relay, message))

  let letGoOfWindow = locks.request(windowLock, 'exclusive', (release) => {
    letGoOfWindow = release
    lockHeld = true
    if (helloDue !== undefined) sayHello(helloDue)
  })
  // A worker takes long to start, so it starts while the lock is on its way.
  if (hosting === 'dedicated') useDedicated()
  else look()

  return {
    post: (message) => serving?.post(message),
    close(fate) {
      closed = true
      stopTimers()
      watched?.stop()
      if (fate === 'stop') worker?.stop()
      letGoOfElection()
      letGoOfWindow()
      channel.close()
    },
  }
}
