import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTestIdb } from '../storage/testIdb.ts'
import {
  clearStages,
  errorOf,
  linkOn,
  logIn,
  setStage,
  showCode,
  shownQr,
} from '../../e2e/node/scriptedService.ts'
import { readQr } from '../../e2e/node/scriptedStanzas.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

describe('commands', () => {
  it('setRemember starts over with new keys under the other wrapping, once', async () => {
    const stage = await setStage()
    await showCode(stage)
    const before = readQr(shownQr(stage))
    await stage.engine.run({ type: 'setRemember', remember: false }, 'window')
    await stage.engine.run({ type: 'setRemember', remember: false }, 'window')
    expect(stage.engine.snapshot().remember).toBe(false)
    await showCode(stage)
    expect(readQr(shownQr(stage)).identityPublic).not.toEqual(before.identityPublic)
    expect(stage.dials()).toBe(2)
    const again = await stage.reload()
    await again.reaches('fresh keys', () => again.steps().includes('keys-created'))
    expect(again.engine.snapshot().remember).toBe(true)
  })

  it('setRemember is refused while linked', async () => {
    const stage = await setStage()
    await linkOn(stage)
    await logIn(stage)
    expect(await stage.engine.run({ type: 'setRemember', remember: false }, 'window')).toEqual({
      ok: false,
      error: { code: 'not-while-linked', remedy: 'no' },
    })
    expect(stage.engine.snapshot().remember).toBe(true)
  })

  it.each([
    { service: 'another', root: undefined },
    { service: 'sandbox', root: new Uint8Array(32).fill(9) },
  ])('an account is not taken to another service: %o', async ({ service, root }) => {
    const stage = await setStage()
    await linkOn(stage)
    const peer = await logIn(stage)
    await stage.engine.retire()
    const session = await (await stage.stored()).get('account', 'session')
    const other = await stage.reload({
      platform: {
        service: {
          service,
          url: 'ws://other.test',
          root: root ?? session?.root ?? new Uint8Array(),
        },
      },
    })
    await other.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(other)).toBe('service-changed')
    await other.clock.advance(600_000)
    expect(other.dials()).toBe(0)
    expect(other.engine.snapshot().link.at).toBe('linked')
    expect(peer.connection.isOpen()).toBe(false)
  })

  it('a storage that does not open is shown, and startOver is the way out', async () => {
    let damaged = true
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const { StorageError } = await import('../storage/errors.ts')
        if (damaged) throw new StorageError('damaged', 'vault')
        return open(wrapping)
      },
    })
    expect(errorOf(stage)).toBe('storage-damaged')
    damaged = false
    expect(await stage.engine.run({ type: 'startOver' }, 'window')).toEqual({ ok: true })
    await showCode(stage)
  })

  it('a damaged key is shown instead of a blank page, and startOver leads to a new code', async () => {
    let damaged = false
    let closed = 0
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        const { StorageError } = await import('../storage/errors.ts')
        return {
          ...store,
          get: (name, key) =>
            damaged && key === 'device'
              ? Promise.reject(new StorageError('damaged', 'account: does not open'))
              : store.get(name, key),
          close() {
            closed++
            store.close()
          },
        }
      },
    })
    await linkOn(stage)
    await logIn(stage)
    await stage.engine.retire()
    damaged = true
    const again = await stage.reload()
    expect(errorOf(again)).toBe('storage-damaged')
    expect(closed).toBe(2)
    damaged = false
    expect(await again.engine.run({ type: 'startOver' }, 'window')).toEqual({ ok: true })
    await showCode(again)
  })

  it('a session without its keys is damage, not a new registration', async () => {
    const stage = await setStage()
    await linkOn(stage)
    await logIn(stage)
    await stage.engine.retire()
    const store = await stage.stored()
    await store.commit([{ del: 'account', key: 'device' }])
    store.close()
    const again = await stage.reload()
    await again.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(again)).toBe('storage-damaged')
    expect(again.dials()).toBe(0)
  })

  it('a storage that is taken away is shown, and trying again opens a new one', async () => {
    const idb = createTestIdb()
    const stage = await setStage({ idb })
    await showCode(stage)
    const gone = new Promise((resolve, reject) => {
      const request = idb.deleteDatabase('moonlet-stage')
      request.onsuccess = resolve
      request.onerror = reject
    })
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    await gone
    expect(errorOf(stage)).toBe('storage-failed')
    expect(stage.engine.snapshot().link.at).toBe('preparing')
    await stage.engine.run({ type: 'retryNow' }, 'window')
    await showCode(stage)
  })

  it('a storage that hides for a moment is not erased by a change of mind', async () => {
    const first = await setStage()
    await linkOn(first)
    await first.engine.retire()
    let hidden = true
    const stage = await first.reload({
      openStore: async (open, wrapping) => {
        const { StorageError } = await import('../storage/errors.ts')
        if (hidden) throw new StorageError('unavailable', 'open')
        return open(wrapping)
      },
    })
    expect(
      await stage.engine.run({ type: 'setRemember', remember: false }, 'window'),
    ).toMatchObject({ ok: false, error: { code: 'storage-failed' } })
    hidden = false
    await stage.engine.run({ type: 'retryNow' }, 'window')
    await logIn(stage)
    expect(stage.engine.snapshot().link.at).toBe('linked')
  })

  it('a full disk before the first dial is told, and tried again by itself', async () => {
    let full = true
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        const { StorageError } = await import('../storage/errors.ts')
        return {
          ...store,
          commit: (writes, expected) =>
            full
              ? Promise.reject(new StorageError('quota', 'no room'))
              : store.commit(writes, expected),
        }
      },
    })
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(errorOf(stage)).toBe('disk-full')
    await stage.clock.advance(5_000)
    expect(stage.dials()).toBe(0)
    full = false
    await stage.clock.advance(4_000)
    await showCode(stage)
  })
})
