import { describe, expect, it } from 'vitest'
import type { EngineEvent, LinkView } from '../bridge/contract.ts'
import { manualClock } from '../platform/fakes.ts'
import { createSnapshotHub } from './snapshotHub.ts'
import { createTraceRing } from './traceRing.ts'

function setUp() {
  const live = { link: { at: 'preparing' } as LinkView, remember: true }
  const hub = createSnapshotHub(
    {
      engine: { build: 1, worker: 'shared', storage: 'persistent' },
      service: { name: 'sandbox', url: 'ws://x' },
    },
    {
      link: () => live.link,
      connection: () => ({ at: 'idle' }),
      account: () => undefined,
      remember: () => live.remember,
      pairCode: () => undefined,
      lock: () => ({ at: 'off' }),
      chats: () => undefined,
      history: () => undefined,
      settings: () => undefined,
      care: () => undefined,
      move: () => undefined,
    },
  )
  const batches: Array<readonly EngineEvent[]> = []
  const unsubscribe = hub.subscribe((events) => batches.push(events))
  return { live, hub, batches, unsubscribe }
}

describe('the snapshot', () => {
  it('is what is true when it is asked for', () => {
    const { live, hub } = setUp()
    live.link = { at: 'expired' }
    expect(hub.snapshot()).toEqual({
      engine: { build: 1, worker: 'shared', storage: 'persistent' },
      service: { name: 'sandbox', url: 'ws://x' },
      remember: true,
      lock: { at: 'off' },
      link: { at: 'expired' },
      connection: { at: 'idle' },
    })
  })

  it('tells changes once a tick, each part once, with its last value', async () => {
    const { live, hub, batches } = setUp()
    hub.changed('link')
    hub.changed('connection', 'link')
    live.link = { at: 'expired' }
    expect(batches).toEqual([])
    await Promise.resolve()
    expect(batches).toEqual([
      [
        { type: 'link', link: { at: 'expired' } },
        { type: 'connection', connection: { at: 'idle' } },
      ],
    ])
    hub.changed('account', 'remember')
    await Promise.resolve()
    expect(batches[1]).toEqual([
      { type: 'account', account: undefined },
      { type: 'remember', remember: true },
    ])
  })

  it('is silent after unsubscribing', async () => {
    const { hub, batches, unsubscribe } = setUp()
    unsubscribe()
    hub.changed('link')
    await Promise.resolve()
    expect(batches).toEqual([])
  })
})

describe('the trace', () => {
  it('keeps the newest 500 and flows only while a window watches', () => {
    const flowed: unknown[] = []
    const clock = manualClock(1_000)
    const ring = createTraceRing(clock, (event) => flowed.push(event))
    for (let at = 1; at <= 510; at++) ring.record({ step: 'dial', attempt: at })
    expect(ring.recent()).toHaveLength(500)
    expect(ring.recent()[0]).toEqual({ atMs: 1_000, step: 'dial', attempt: 11 })
    expect(flowed).toEqual([])
    ring.watch('one', true)
    ring.watch('two', true)
    ring.watch('one', false)
    ring.record({ step: 'socket-open' })
    expect(flowed).toEqual([{ atMs: 1_000, step: 'socket-open' }])
    ring.watch('two', false)
    ring.record({ step: 'socket-open' })
    expect(flowed).toHaveLength(1)
  })
})
