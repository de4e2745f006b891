import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakePlatform, until } from '../platform/fakes.ts'
import { openAccount } from '../storage/accountStore.ts'
import { createTestIdb } from '../storage/testIdb.ts'
import type { Engine, EngineOptions } from './engineFace.ts'

/** The life is loaded once a worker, and each of these begins without it. */
beforeEach(() => void vi.resetModules())
afterEach(() => void vi.resetModules())

/** An engine on an empty database whose life can be kept from loading. */
async function startEngine<T>(prepareLife: () => Promise<void>, during?: (engine: Engine) => T) {
  const { platform, clock, sockets } = fakePlatform()
  const options: EngineOptions = {
    platform,
    openStore: (wrapping, onLost) =>
      openAccount({
        accountId: 'late',
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        wrapping,
        onLost,
        idb,
        subtle: crypto.subtle,
      }),
    prepareLife,
    build: 1,
    worker: 'shared',
    canStoreKeys: true,
  }
  const idb = createTestIdb()
  const { createEngine } = await import('./engine.ts')
  const engine = createEngine(options)
  const started = engine.start()
  const early = during?.(engine)
  await started
  return { engine, clock, sockets, early }
}

describe('an account whose life is not loaded yet', () => {
  it('is shown, and dials once that has come', async () => {
    let come = () => {}
    const loading = new Promise<void>((resolve) => {
      come = resolve
    })
    const { engine, sockets } = await startEngine(() => loading)
    expect(engine.snapshot()).toMatchObject({
      link: { at: 'preparing' },
      connection: { at: 'connecting', attempt: 1 },
      lock: { at: 'off' },
    })
    expect(sockets.dialled).toHaveLength(0)
    come()
    await until(() => sockets.dialled.length === 1, 'a dial')
    await engine.retire()
  })

  it('says that the service is out of reach where it cannot be loaded, and tries again', async () => {
    const answers = [new Error('offline'), new Error('offline'), undefined]
    const { engine, clock, sockets } = await startEngine(async () => {
      const answer = answers.shift()
      if (answer !== undefined) throw answer
    })
    const waits = () => engine.snapshot().connection.at === 'waiting'
    await until(waits, 'a failure')
    expect(engine.snapshot().connection).toMatchObject({
      error: { code: 'unreachable' },
      attempt: 1,
      retryInMs: 1_000,
    })
    await clock.advance(1_000)
    await until(waits, 'another failure')
    expect(engine.snapshot().connection).toMatchObject({ attempt: 2, retryInMs: 2_000 })
    expect(sockets.dialled).toHaveLength(0)
    await engine.run({ type: 'retryNow' }, 'window')
    await until(() => sockets.dialled.length === 1, 'a dial')
    await engine.retire()
  })

  it('says so where it does not come in 10 s, and takes it when it comes', async () => {
    let come = () => {}
    const loading = new Promise<void>((resolve) => {
      come = resolve
    })
    const { engine, clock, sockets } = await startEngine(() => loading)
    await clock.advance(9_999)
    expect(engine.snapshot().connection.at).toBe('connecting')
    await clock.advance(1)
    await until(() => engine.snapshot().connection.at === 'waiting', 'word of it')
    expect(engine.snapshot().connection).toMatchObject({ error: { code: 'unreachable' } })
    come()
    await clock.advance(1_000)
    await until(() => sockets.dialled.length === 1, 'a dial')
    await engine.retire()
  })

  it('takes a wish for a pair code before its storage is open', async () => {
    const wish = { type: 'requestCode', number: '15550001111' } as const
    const { engine, early } = await startEngine(
      async () => {},
      (starting) => starting.run(wish, 'window'),
    )
    expect(await early).toEqual({ ok: true })
    await engine.retire()
  })

  it('does nothing more once the engine has been retired', async () => {
    let come = () => {}
    const loading = new Promise<void>((resolve) => {
      come = resolve
    })
    const { engine, clock, sockets } = await startEngine(() => loading)
    await engine.retire()
    come()
    await clock.advance(5_000)
    expect(sockets.dialled).toHaveLength(0)
  })
})
