import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  AccountView,
  ConnectionView,
  EngineEvent,
  LinkView,
  LockView,
  PairCodeView,
  Snapshot,
} from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { applyEvent, applyEvents } from './applyEvent.ts'

const plainError: fc.Arbitrary<PlainError> = fc.record({
  code: fc.constantFrom('offline', 'outdated', 'pair-hmac', 'unlinked'),
  remedy: fc.constantFrom('no', 'now', 'backoff', 'relink'),
})

const link: fc.Arbitrary<LinkView> = fc.oneof(
  fc.record({ at: fc.constantFrom('preparing', 'expired', 'confirming', 'linked') }),
  fc.record({
    at: fc.constant('showingQr'),
    qr: fc.string(),
    number: fc.integer({ min: 1, max: 6 }),
    of: fc.constant(6),
    remainingMs: fc.nat(60_000),
    lifeMs: fc.constantFrom(60_000, 20_000),
    rate: fc.constantFrom(1, 10),
  }),
  fc.record({ at: fc.constantFrom('refused', 'ended'), error: plainError }),
)

const connection: fc.Arbitrary<ConnectionView> = fc.oneof(
  fc.record({ at: fc.constantFrom('idle', 'online', 'checking') }),
  fc.record({ at: fc.constant('connecting'), attempt: fc.nat(9) }),
  fc.record({
    at: fc.constant('waiting'),
    error: plainError,
    attempt: fc.nat(9),
    retryInMs: fc.nat(60_000),
    rate: fc.constant(1),
  }),
  fc.record({ at: fc.constant('stopped'), error: plainError }),
)

const account: fc.Arbitrary<AccountView> = fc.record({
  number: fc.stringMatching(/^1555[0-9]{7}$/),
  deviceName: fc.constant('Chrome (Linux)'),
  deviceNumber: fc.integer({ min: 1, max: 99 }),
  linkedAtMs: fc.nat(),
})

const pairCode: fc.Arbitrary<PairCodeView> = fc.record({
  at: fc.constantFrom('requesting', 'finishing'),
  number: fc.stringMatching(/^1555[0-9]{7}$/),
})

const lock: fc.Arbitrary<LockView> = fc.oneof(
  fc.record({ at: fc.constant('off') }),
  fc.record({
    at: fc.constant('locked'),
    method: fc.constantFrom('passphrase', 'passkey'),
    retryInMs: fc.nat(),
  }),
)

const event: fc.Arbitrary<EngineEvent> = fc.oneof(
  fc.record({ type: fc.constant('link'), link }),
  fc.record({ type: fc.constant('connection'), connection }),
  fc.record({ type: fc.constant('account'), account: fc.option(account, { nil: undefined }) }),
  fc.record({ type: fc.constant('remember'), remember: fc.boolean() }),
  fc.record({ type: fc.constant('pairCode'), pairCode: fc.option(pairCode, { nil: undefined }) }),
  fc.record({ type: fc.constant('lock'), lock }),
  fc.record({
    type: fc.constant('trace'),
    events: fc.constant([{ atMs: 1, step: 'keys-created' as const }]),
  }),
)

const snapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    link,
    connection,
    lock,
    remember: fc.boolean(),
    who: fc.option(account, { nil: undefined }),
    code: fc.option(pairCode, { nil: undefined }),
  })
  .map(({ who, code, ...rest }) => ({
    engine: { build: 1, worker: 'shared', storage: 'persistent' },
    service: { name: 'sandbox', url: 'ws://localhost:4173/ws/chat' },
    ...rest,
    ...(who === undefined ? {} : { account: who }),
    ...(code === undefined ? {} : { pairCode: code }),
  }))

/** The last event of a kind decides; a kind without events leaves the field alone. */
function expected(start: Snapshot, events: readonly EngineEvent[]): Snapshot {
  const last = <T extends EngineEvent['type']>(type: T) =>
    events.findLast((one): one is Extract<EngineEvent, { type: T }> => one.type === type)
  const lastAccount = last('account')
  const who = lastAccount === undefined ? start.account : lastAccount.account
  const lastCode = last('pairCode')
  const code = lastCode === undefined ? start.pairCode : lastCode.pairCode
  const { account: _before, pairCode: _codeBefore, ...rest } = start
  return {
    ...rest,
    link: last('link')?.link ?? start.link,
    connection: last('connection')?.connection ?? start.connection,
    remember: last('remember')?.remember ?? start.remember,
    lock: last('lock')?.lock ?? start.lock,
    ...(code === undefined ? {} : { pairCode: code }),
    ...(who === undefined ? {} : { account: who }),
  }
}

describe('applyEvents', () => {
  it('leaves the last word of every kind, for any batch', () => {
    fc.assert(
      fc.property(snapshot, fc.array(event), (start, events) => {
        expect(applyEvents(start, events)).toStrictEqual(expected(start, events))
      }),
    )
  })

  it('does not care how a stream of events was cut into batches', () => {
    fc.assert(
      fc.property(snapshot, fc.array(event), fc.nat(20), (start, events, cut) => {
        const inTwo = applyEvents(applyEvents(start, events.slice(0, cut)), events.slice(cut))
        expect(inTwo).toStrictEqual(applyEvents(start, events))
      }),
    )
  })

  it('never changes its input, and keeps the identity of what an event does not touch', () => {
    fc.assert(
      fc.property(snapshot, event, (start, one) => {
        const before = structuredClone(start)
        const after = applyEvent(start, one)
        expect(start).toEqual(before)
        for (const field of ['engine', 'service', 'link', 'connection'] as const) {
          if (field !== one.type) expect(after[field]).toBe(start[field])
        }
        if (one.type === 'trace') expect(after).toBe(start)
      }),
    )
  })
})
