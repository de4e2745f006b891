import { settle } from './fakeSettle.ts'
import type {
  Clock,
  Dial,
  Network,
  Platform,
  RandomBytes,
  ServiceConfig,
  SocketEvents,
} from './platform.ts'

export { settle, settleQuickly, until } from './fakeSettle.ts'

/** A clock that moves only when a test says so. */
export interface ManualClock extends Clock {
  /**
   * Moves time on by `ms`, running every task that falls due, in order of time, each at its own
   * time. After each task, and at the end, `settle` lets promises and native crypto finish; a task
   * planned meanwhile runs too if it falls due within the same `ms`.
   */
  advance(ms: number): Promise<void>
  /** The machine sleeps: what falls due meanwhile runs when it wakes, in order of time. */
  sleep(ms: number): Promise<void>
  /** How many tasks are planned. */
  pending(): number
}

interface Planned {
  readonly dueMs: number
  readonly order: number
  readonly task: () => void
}

/**
 * A manual clock that starts at `startMs` (default: 2026-01-01T00:00:00Z). `rest` is what `advance`
 * waits for after each task: `settle`, or something quicker where millions of tasks are to run.
 */
export function manualClock(startMs = 1_767_225_600_000, rest = settle): ManualClock {
  let nowMs = startMs
  let order = 0
  const planned = new Set<Planned>()

  function nextDue(untilMs: number): Planned | undefined {
    let first: Planned | undefined
    for (const item of planned) {
      if (item.dueMs > untilMs) continue
      if (first === undefined || item.dueMs < first.dueMs) first = item
      else if (item.dueMs === first.dueMs && item.order < first.order) first = item
    }
    return first
  }

  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms
    await rest()
    for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
      planned.delete(due)
      nowMs = Math.max(nowMs, due.dueMs)
      due.task()
      await rest()
    }
    nowMs = untilMs
  }

  return {
    now: () => nowMs,
    after(delayMs, task) {
      const item = { dueMs: nowMs + Math.max(0, delayMs), order: order++, task }
      planned.add(item)
      return () => {
        planned.delete(item)
      }
    },
    advance,
    async sleep(ms) {
      await rest()
      nowMs += ms
      await advance(0)
    },
    pending: () => planned.size,
  }
}

/** Repeatable bytes from a number (sfc32). For tests only: anyone can predict them. */
export function seededRandom(seed: number): RandomBytes {
  let a = seed | 0
  let b = 0x9e3779b9 | 0
  let c = 0x243f6a88 | 0
  let counter = 1
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 24
  }
  for (let i = 0; i < 20; i++) next()
  return (length) => Uint8Array.from({ length }, next)
}

/** A network switch. */
export interface FakeNetwork extends Network {
  set(online: boolean): void
}

/** A network that is on until `set(false)`. Listeners hear changes only. */
export function fakeNetwork(startsOnline = true): FakeNetwork {
  let online = startsOnline
  const listeners = new Set<(online: boolean) => void>()
  return {
    online: () => online,
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    set(next) {
      if (next === online) return
      online = next
      for (const listener of listeners) listener(next)
    },
  }
}

/** The service's end of a fake socket. Every delivery is asynchronous and in order. */
export interface FakeConnection {
  readonly url: string
  /** Everything the client sent, oldest first. */
  readonly received: readonly Uint8Array[]
  /** False once either side closed. */
  isOpen(): boolean
  /** Completes the opening; must come before `send`. */
  open(): void
  send(bytes: Uint8Array): void
  /** Ends the socket; the client hears `code` (RFC 6455 section 7.4; default 1006, a plain loss). */
  close(code?: number): void
  /** Hears what the client sends from now on, and its closing. */
  listen(events: { onBytes(bytes: Uint8Array): void; onClose(): void }): void
}

/** In-memory sockets: the client's `dial` and the service's view of what was dialled. */
export interface FakeSockets {
  readonly dial: Dial
  /** Every connection that was ever dialled, oldest first. */
  readonly dialled: readonly FakeConnection[]
  /** Called for each new connection, after `dial` has returned. */
  onDial(listener: (connection: FakeConnection) => void): void
}

/** In-memory sockets. Nothing opens or closes until the service's end says so. */
export function fakeSockets(): FakeSockets {
  const dialled: FakeConnection[] = []
  const listeners: Array<(connection: FakeConnection) => void> = []

  function dial(url: string, events: SocketEvents) {
    const received: Uint8Array[] = []
    const serviceListeners: Array<{ onBytes(bytes: Uint8Array): void; onClose(): void }> = []
    let state: 'dialling' | 'open' | 'closed' = 'dialling'
    let everOpened = false
    const connection: FakeConnection = {
      url,
      received,
      isOpen: () => state === 'open',
      open() {
        queueMicrotask(() => {
          if (state !== 'dialling') return
          state = 'open'
          everOpened = true
          events.onOpen()
        })
      },
      send(bytes) {
        const copy = bytes.slice()
        queueMicrotask(() => {
          if (state === 'open') events.onBytes(copy)
        })
      },
      close(code = 1006) {
        queueMicrotask(() => {
          if (state === 'closed') return
          state = 'closed'
          events.onClose({ code, everOpened })
        })
      },
      listen(listener) {
        serviceListeners.push(listener)
      },
    }
    dialled.push(connection)
    queueMicrotask(() => {
      for (const listener of listeners) listener(connection)
    })
    return {
      send(bytes: Uint8Array) {
        if (state !== 'open') return
        const copy = bytes.slice()
        received.push(copy)
        queueMicrotask(() => {
          for (const listener of serviceListeners) listener.onBytes(copy)
        })
      },
      close() {
        if (state === 'closed') return
        state = 'closed'
        queueMicrotask(() => {
          for (const listener of serviceListeners) listener.onClose()
          events.onClose({ code: 1000, everOpened })
        })
      },
    }
  }

  return {
    dial,
    dialled,
    onDial(listener) {
      listeners.push(listener)
    },
  }
}

/** A sandbox service with a recognisable root; a test that checks certificates passes its own. */
const fakeService: ServiceConfig = {
  service: 'sandbox',
  url: 'ws://sandbox.test/ws/chat',
  root: new Uint8Array(32).fill(7),
}

/** A whole platform of fakes with handles on each, any part of which a test may replace. */
export function fakePlatform(parts: Partial<Platform> = {}): {
  readonly platform: Platform
  readonly clock: ManualClock
  readonly network: FakeNetwork
  readonly sockets: FakeSockets
} {
  const clock = manualClock()
  const network = fakeNetwork()
  const sockets = fakeSockets()
  const platform: Platform = {
    clock,
    network,
    dial: sockets.dial,
    randomBytes: seededRandom(1),
    fetchMedia: async (url) => {
      throw new Error(`no media in this test: ${url}`)
    },
    service: fakeService,
    device: { browser: 'Chrome', os: 'Linux' },
    ...parts,
  }
  return { platform, clock, network, sockets }
}
