import { beforeEach, describe, expect, it } from 'vitest'
import type {
  Command,
  CommandResult,
  ConnectionView,
  EngineEvent,
  Snapshot,
} from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { type Actions, createActions } from './actions.ts'
import { type EngineLink, followEngine } from './followEngine.ts'
import { createMirror, type Mirror } from './mirror.ts'
import { endsAtMs, isPending } from './selectors.ts'

const snapshot: Snapshot = {
  engine: { build: 1, worker: 'shared', storage: 'persistent' },
  service: { name: 'sandbox', url: 'ws://localhost:4173/ws/chat' },
  remember: true,
  lock: { at: 'off' },
  link: { at: 'preparing' },
  connection: { at: 'connecting', attempt: 1 },
}

const lost: PlainError = { code: 'engine-lost', remedy: 'now' }

interface Question {
  readonly command: Command
  answer(result: CommandResult): void
  fail(reason: Error): void
}

interface Heard {
  snapshot(snapshot: Snapshot): void
  events(events: readonly EngineEvent[]): void
  retired(forBuild: number): void
  lost(error: PlainError): void
}

/** The engine's side of the port, played by the test. */
function playedEngine() {
  const heard: Heard = {
    snapshot: () => {},
    events: () => {},
    retired: () => {},
    lost: () => {},
  }
  const questions: Question[] = []
  const link: EngineLink = {
    onSnapshot: (listener) => {
      heard.snapshot = listener
    },
    onEvents: (listener) => {
      heard.events = listener
    },
    onRetired: (listener) => {
      heard.retired = listener
    },
    onLost: (listener) => {
      heard.lost = listener
    },
    run: (command) =>
      new Promise((answer, fail) => {
        questions.push({ command, answer, fail })
      }),
    ask: async () => ({ ok: false, error: lost }),
  }
  const question = (index: number): Question => {
    const found = questions[index]
    if (found === undefined) throw new Error(`no command ${index}`)
    return found
  }
  return { heard, link, question, count: () => questions.length }
}

let nowMs = 0
let mirror: Mirror
let engine: ReturnType<typeof playedEngine>
let actions: Actions

beforeEach(() => {
  nowMs = 1000
  mirror = createMirror({ now: () => nowMs, after: () => () => {} })
  engine = playedEngine()
  followEngine(mirror, engine.link)
  actions = createActions(mirror, engine.link)
})

describe('the mirror', () => {
  it('starts empty, is live with the first snapshot, and follows events', () => {
    expect(mirror.getState()).toMatchObject({ engine: { at: 'starting' }, snapshot: undefined })
    engine.heard.events([{ type: 'link', link: { at: 'expired' } }])
    expect(mirror.getState().snapshot).toBeUndefined()
    engine.heard.snapshot(snapshot)
    engine.heard.events([{ type: 'link', link: { at: 'expired' } }])
    expect(mirror.getState()).toMatchObject({
      engine: { at: 'live' },
      snapshot: { ...snapshot, link: { at: 'expired' } },
    })
  })

  it('stamps a view when it arrives, and only that view', () => {
    engine.heard.snapshot(snapshot)
    nowMs = 5000
    engine.heard.events([{ type: 'link', link: { at: 'confirming' } }])
    expect(mirror.getState()).toMatchObject({ linkAtMs: 5000, connectionAtMs: 1000 })
    nowMs = 6000
    engine.heard.events([{ type: 'connection', connection: { at: 'online' } }])
    expect(mirror.getState()).toMatchObject({ linkAtMs: 5000, connectionAtMs: 6000 })
  })

  it('keeps the last picture while a lost engine is replaced', () => {
    engine.heard.snapshot(snapshot)
    engine.heard.lost(lost)
    expect(mirror.getState()).toMatchObject({ engine: { at: 'lost', error: lost }, snapshot })
    engine.heard.snapshot(snapshot)
    expect(mirror.getState().engine.at).toBe('live')
  })

  it('remembers why the connection was lost until the next attempt has ended', () => {
    const error: PlainError = { code: 'unreachable', remedy: 'backoff' }
    const connection = (at: ConnectionView) =>
      engine.heard.events([{ type: 'connection', connection: at }])
    engine.heard.snapshot(snapshot)
    connection({ at: 'waiting', error, attempt: 1, retryInMs: 2000, rate: 1 })
    connection({ at: 'connecting', attempt: 2 })
    expect(mirror.getState().trouble).toEqual(error)
    connection({ at: 'online' })
    connection({ at: 'connecting', attempt: 1 })
    expect(mirror.getState().trouble).toBeUndefined()
  })

  it('stays retired, whatever comes later', () => {
    engine.heard.snapshot(snapshot)
    engine.heard.retired(2)
    engine.heard.lost(lost)
    engine.heard.snapshot({ ...snapshot, link: { at: 'linked' } })
    engine.heard.events([{ type: 'link', link: { at: 'expired' } }])
    expect(mirror.getState()).toMatchObject({ engine: { at: 'retired', forBuild: 2 }, snapshot })
  })

  it('does not tell its listeners about events that change nothing', () => {
    engine.heard.snapshot(snapshot)
    let told = 0
    mirror.subscribe(() => {
      told += 1
    })
    engine.heard.events([{ type: 'trace', events: [] }])
    expect(told).toBe(0)
    engine.heard.events([{ type: 'remember', remember: false }])
    expect(told).toBe(1)
  })
})

describe('actions', () => {
  it('send the command and list it until it is answered', async () => {
    actions.setRemember(false)
    actions.setRemember(true)
    expect(engine.question(0).command).toEqual({ type: 'setRemember', remember: false })
    expect(mirror.getState().pending).toEqual(['setRemember', 'setRemember'])
    engine.question(0).answer({ ok: true })
    await Promise.resolve()
    expect(isPending(mirror.getState(), 'setRemember')).toBe(true)
    engine.question(1).answer({ ok: true })
    await Promise.resolve()
    expect(isPending(mirror.getState(), 'setRemember')).toBe(false)
  })

  it('keep a refusal until the next order', async () => {
    actions.newCode()
    const error = { code: 'internal', remedy: 'no' } as const
    engine.question(0).answer({ ok: false, error })
    await Promise.resolve()
    expect(mirror.getState().failure).toEqual({ command: 'newCode', error })
    actions.setFocused(true)
    expect(mirror.getState().failure).toBeDefined()
    actions.retryNow()
    expect(mirror.getState().failure).toBeUndefined()
  })

  it('turn a broken port into a failure with a code', async () => {
    actions.startOver()
    engine.question(0).fail(new Error('port closed'))
    await Promise.resolve()
    await Promise.resolve()
    expect(mirror.getState()).toMatchObject({
      pending: [],
      failure: { command: 'startOver', error: { code: 'engine-lost' } },
    })
  })
})

describe('endsAtMs', () => {
  it.each([
    [60_000, 1, 0, 60_000],
    [60_000, 10, 1000, 7000],
    [20_000, 0, 5000, 25_000],
  ])('%d ms at rate %d, announced at %d, are over at %d', (left, rate, from, expectedMs) => {
    expect(endsAtMs(left, rate, from)).toBe(expectedMs)
  })
})
