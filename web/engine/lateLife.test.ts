import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakePlatform, until } from '../platform/fakes.ts'
import { openAccount } from '../storage/accountStore.ts'
import { createTestIdb } from '../storage/testIdb.ts'
import type { EngineOptions } from './engine.ts'

/** The life is loaded once a worker, and each of these begins without it. */
beforeEach(() => void vi.resetModules())
afterEach(() => void vi.resetModules())

/** An engine on an empty database whose life can be kept from loading. */
async function startEngine(prepareLife: () => Promise<void>) {
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
  await engine.start()
  return { engine, clock, sockets }
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
