import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { plainError } from '../plainErrors.ts'
import {
  atRest,
  type ConnectionEvent,
  type ConnectionState,
  connectionView,
  isLive,
  transition,
} from './connectionState.ts'

const after = (...events: ConnectionEvent[]) => events.reduce(transition, atRest)
const toOpen: ConnectionEvent[] = [{ type: 'dial' }, { type: 'socketOpen' }, { type: 'secured' }]
const lost: ConnectionEvent = {
  type: 'ended',
  nowMs: 1_000,
  verdict: { next: 'wait', delayMs: 2_000, failures: 3, error: plainError('stream-lost') },
}

describe('the connection', () => {
  it('goes from dial to login', () => {
    expect(after(...toOpen).phase).toEqual({ at: 'open', loggedIn: false })
    expect(after(...toOpen, { type: 'loggedIn' }).phase).toEqual({ at: 'open', loggedIn: true })
  })

  it('waits after a loss, and dials when the time is up', () => {
    const waiting = after(...toOpen, lost)
    expect(waiting).toMatchObject({ failures: 3, phase: { at: 'waiting', untilMs: 3_000 } })
    expect(transition(waiting, { type: 'dial' }).phase.at).toBe('dialling')
  })

  it('forgets failures only after it held', () => {
    const again = [lost, ...toOpen]
    expect(after(...toOpen, ...again).failures).toBe(3)
    expect(after(...toOpen, ...again, { type: 'stable' }).failures).toBe(0)
  })

  it('confirms a doubt after its pause, whoever asks for it sooner', () => {
    const doubting = after({ type: 'doubt', untilMs: 5_000 })
    expect(transition(doubting, { type: 'asked' })).toBe(doubting)
    expect(transition(doubting, { type: 'dial' }).phase.at).toBe('dialling')
  })

  it('does not leave a stop by itself, only when a person asks', () => {
    const stopped = after({ type: 'stop', error: plainError('replaced') })
    expect(transition(stopped, { type: 'dial' })).toBe(stopped)
    expect(transition(stopped, { type: 'asked' }).phase.at).toBe('dialling')
  })

  it('counts restarts until it held', () => {
    const restart: ConnectionEvent = { type: 'ended', nowMs: 0, verdict: { next: 'restart' } }
    expect(after(...toOpen, restart, { type: 'socketOpen' }, { type: 'secured' }, restart)).toEqual(
      { phase: { at: 'dialling' }, failures: 0, restarts: 2 },
    )
  })

  it('never has two sockets: nothing that dials does so while one is there', () => {
    const dials: ConnectionEvent[] = [
      { type: 'dial' },
      { type: 'asked' },
      { type: 'doubt', untilMs: 5 },
    ]
    const any = fc.constantFrom<ConnectionEvent>(
      ...dials,
      { type: 'socketOpen' },
      { type: 'secured' },
      { type: 'loggedIn' },
      { type: 'stable' },
      { type: 'rest' },
      { type: 'stop', error: plainError('internal') },
      lost,
      { type: 'ended', nowMs: 0, verdict: { next: 'restart' } },
      { type: 'ended', nowMs: 0, verdict: { next: 'confirm', delayMs: 2_000, reason: 'x' } },
      { type: 'ended', nowMs: 0, verdict: { next: 'rest' } },
    )
    fc.assert(
      fc.property(fc.array(any), (events) => {
        const state = events.reduce(transition, atRest)
        if (isLive(state.phase)) {
          for (const event of dials) expect(transition(state, event)).toBe(state)
        }
      }),
    )
  })
})

describe('what windows see of it', () => {
  const view = (state: ConnectionState, about = {}) =>
    connectionView(state, { linked: true, inDoubt: false, nowMs: 2_500, rate: 1, ...about })

  it('is online for a linked device only after the login', () => {
    const open = after(...toOpen)
    expect(view(open)).toEqual({ at: 'connecting', attempt: 1 })
    expect(view(open, { linked: false })).toEqual({ at: 'online' })
    expect(view(transition(open, { type: 'loggedIn' }))).toEqual({ at: 'online' })
  })

  it('is checking while an ending is in doubt', () => {
    expect(view(after(...toOpen), { inDoubt: true })).toEqual({ at: 'checking' })
    expect(view(after({ type: 'doubt', untilMs: 9 }))).toEqual({ at: 'checking' })
  })

  it('tells how long a wait still lasts', () => {
    expect(view(after(...toOpen, lost), { rate: 60 })).toEqual({
      at: 'waiting',
      error: { code: 'stream-lost', remedy: 'backoff' },
      attempt: 3,
      retryInMs: 500,
      rate: 60,
    })
  })
})
