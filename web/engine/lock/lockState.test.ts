import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueInMs, isDue, type LockState, lockView, nextLock } from './lockState.ts'

const nowMs = 1_767_225_600_000
const MINUTE_MS = 60_000
const lock = { method: 'passphrase', idleMinutes: 5 } as const
const passkey = {
  method: 'passkey',
  passkey: { credentialId: new Uint8Array([1]), salt: new Uint8Array([2]) },
} as const
const on: LockState = { at: 'on', lock, seenMs: nowMs }

describe('the state of the app lock', () => {
  it('follows what is opened, closed and refused', () => {
    expect(nextLock(on, { type: 'open', lock: undefined, nowMs })).toEqual({ at: 'off' })
    expect(nextLock({ at: 'off' }, { type: 'open', lock, nowMs })).toEqual(on)
    const closed = nextLock(on, { type: 'close', face: passkey, retryInMs: 7, nowMs })
    expect(closed).toEqual({ at: 'locked', face: passkey, retryAtMs: nowMs + 7 })
    const refused = nextLock(closed, { type: 'refused', retryInMs: 9, nowMs: nowMs + 1 })
    expect(refused).toEqual({ at: 'locked', face: passkey, retryAtMs: nowMs + 10 })
    expect(nextLock(on, { type: 'refused', retryInMs: 9, nowMs })).toBe(on)
    expect(nextLock(refused, { type: 'active', nowMs })).toBe(refused)
  })

  it('closes after as many minutes without a sign of the person as were chosen', () => {
    expect(dueInMs(on, nowMs)).toBe(5 * MINUTE_MS)
    expect(isDue(on, nowMs + 5 * MINUTE_MS - 1)).toBe(false)
    expect(isDue(on, nowMs + 5 * MINUTE_MS)).toBe(true)
    const later = nextLock(on, { type: 'active', nowMs: nowMs + 4 * MINUTE_MS })
    expect(isDue(later, nowMs + 5 * MINUTE_MS)).toBe(false)
    expect(isDue(later, nowMs + 9 * MINUTE_MS)).toBe(true)
  })

  it('is not put off by a sign that comes too late, as after a sleep', () => {
    const lateMs = nowMs + 5 * MINUTE_MS
    expect(nextLock(on, { type: 'active', nowMs: lateMs })).toBe(on)
  })

  it('closes when the clock was set back, and never with 0 minutes', () => {
    expect(isDue(on, nowMs - 1)).toBe(true)
    const never: LockState = { ...on, lock: { ...lock, idleMinutes: 0 } }
    expect(dueInMs(never, nowMs + 1e9)).toBeUndefined()
    expect(isDue(never, nowMs + 1e9)).toBe(false)
    expect(isDue(never, nowMs - 1)).toBe(false)
    expect(isDue({ at: 'off' }, nowMs)).toBe(false)
  })

  it('is shown closed as soon as it is due, with what a passkey needs', () => {
    expect(lockView({ at: 'off' }, nowMs)).toEqual({ at: 'off' })
    expect(lockView(on, nowMs)).toEqual({ at: 'on', ...lock })
    const dueMs = nowMs + 5 * MINUTE_MS
    expect(lockView(on, dueMs)).toEqual({ at: 'locked', method: 'passphrase', retryInMs: 0 })
    const locked: LockState = { at: 'locked', face: passkey, retryAtMs: nowMs + 10 }
    expect(lockView(locked, nowMs + 4)).toEqual({ at: 'locked', ...passkey, retryInMs: 6 })
    expect(lockView(locked, nowMs + 40)).toMatchObject({ retryInMs: 0 })
    const open: LockState = { at: 'on', lock: { ...passkey, idleMinutes: 0 }, seenMs: nowMs }
    expect(lockView(open, nowMs)).toEqual({ at: 'on', ...passkey, idleMinutes: 0 })
  })

  it('opens by nothing but an opening, whatever else happens', () => {
    const event = fc.oneof(
      fc.record({ type: fc.constant('active' as const), nowMs: fc.nat() }),
      fc.record({ type: fc.constant('refused' as const), retryInMs: fc.nat(), nowMs: fc.nat() }),
      fc.record({
        type: fc.constant('close' as const),
        face: fc.constant(passkey),
        retryInMs: fc.nat(),
        nowMs: fc.nat(),
      }),
    )
    fc.assert(
      fc.property(fc.array(event), fc.nat(), (events, atMs) => {
        const locked: LockState = { at: 'locked', face: passkey, retryAtMs: 0 }
        expect(lockView(events.reduce(nextLock, locked), atMs).at).toBe('locked')
      }),
    )
  })
})
