import { describe, expect, it } from 'vitest'
import type { ConnectionView, LinkView, Snapshot } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import { emptyWindow, type WindowState } from '../../state/mirror.ts'
import { stageOf } from './stage.ts'

const error: PlainError = { code: 'unreachable', remedy: 'backoff' }
const showing: LinkView = {
  at: 'showingQr',
  qr: 'text',
  number: 1,
  of: 6,
  remainingMs: 60_000,
  lifeMs: 60_000,
  rate: 1,
}
const waiting: ConnectionView = { at: 'waiting', error, attempt: 1, retryInMs: 8000, rate: 2 }

function live(
  link: LinkView,
  connection: ConnectionView = { at: 'online' },
  window: Partial<WindowState> = {},
): WindowState {
  const snapshot: Snapshot = {
    engine: { build: 1, worker: 'shared', storage: 'persistent' },
    service: { name: 'sandbox', url: 'ws://localhost:4173/ws/chat' },
    remember: true,
    lock: { at: 'off' },
    link,
    connection,
  }
  return { ...emptyWindow(0), engine: { at: 'live' }, snapshot, ...window }
}

describe('stageOf', () => {
  it('waits for the engine, then for the service, then for a code', () => {
    expect(stageOf(emptyWindow(0))).toEqual({ kind: 'preparing', phase: 'engine' })
    const phase = (connection: ConnectionView) => stageOf(live({ at: 'preparing' }, connection))
    expect(phase({ at: 'idle' })).toEqual({ kind: 'preparing', phase: 'engine' })
    expect(phase({ at: 'connecting', attempt: 1 })).toEqual({ kind: 'preparing', phase: 'dial' })
    expect(phase({ at: 'online' })).toEqual({ kind: 'preparing', phase: 'code' })
  })

  it('shows the code while its connection stands', () => {
    expect(stageOf(live(showing))).toEqual({ kind: 'code', view: showing })
  })

  it('covers a code whose connection is gone, and counts down on the window’s clock', () => {
    expect(stageOf(live(showing, waiting, { connectionAtMs: 1000 }))).toEqual({
      kind: 'problem',
      place: 'waiting',
      error,
      nextTryAtMs: 5000,
    })
  })

  it('keeps the words of a trouble while the next attempt runs', () => {
    const trying = live({ at: 'preparing' }, { at: 'connecting', attempt: 2 }, { trouble: error })
    expect(stageOf(trying)).toEqual({ kind: 'problem', place: 'waiting', error })
  })

  it('shows no code of an engine that died', () => {
    const engine = { at: 'lost', error: { code: 'engine-lost', remedy: 'now' } } as const
    expect(stageOf(live(showing, { at: 'online' }, { engine })).kind).toBe('preparing')
  })

  it('tells why an engine could not start', () => {
    const why: PlainError = { code: 'storage-failed', remedy: 'no' }
    const state: WindowState = { ...emptyWindow(0), engine: { at: 'lost', error: why } }
    expect(stageOf(state)).toEqual({ kind: 'problem', place: 'lost', error: why })
  })

  it('lets the link speak before the connection', () => {
    expect(stageOf(live({ at: 'expired' }, { at: 'stopped', error })).kind).toBe('expired')
    const refusal: PlainError = { code: 'pair-hmac', remedy: 'relink' }
    expect(stageOf(live({ at: 'refused', error: refusal }, waiting))).toMatchObject({
      place: 'refused',
      error: refusal,
    })
    expect(stageOf(live({ at: 'ended', error: refusal }))).toMatchObject({ place: 'ended' })
  })

  it('finishes a link through the restart of the connection', () => {
    const at = (connection: ConnectionView) => stageOf(live({ at: 'confirming' }, connection))
    expect(at({ at: 'online' })).toEqual({ kind: 'confirming', signingIn: false })
    expect(at({ at: 'connecting', attempt: 1 })).toEqual({ kind: 'confirming', signingIn: true })
    expect(at(waiting)).toEqual({ kind: 'confirming', signingIn: true })
    expect(at({ at: 'stopped', error })).toMatchObject({ kind: 'problem', place: 'stopped' })
  })
})
