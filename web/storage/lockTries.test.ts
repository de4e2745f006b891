import { afterEach, describe, expect, it, vi } from 'vitest'
import { openAccount } from './accountStore.ts'
import { retryInMs, settledTries, triesOf, waitAfter } from './lockTries.ts'
import type { LockSecret } from './lockFace.ts'
import type { LockedStore } from './lockedStore.ts'
import { dumpDatabase } from './rawDatabase.ts'
import { databaseName } from './schema.ts'
import { openTestStore } from './testStore.ts'

const startMs = 1_767_225_600_000
const MINUTE_MS = 60_000
const secret: LockSecret = { kind: 'passphrase', text: 'correct horse' }
const wrong: LockSecret = { kind: 'passphrase', text: 'wrong' }

afterEach(() => vi.restoreAllMocks())

/** A locked account, and a fresh look at it as after a restart. */
async function setUp() {
  const { store, options } = await openTestStore({ passphraseRounds: 1 })
  await store.changeLock({ to: { secret, idleMinutes: 0 } }, startMs)
  store.close()
  const open = async (): Promise<LockedStore> => {
    const opened = await openAccount(options)
    if (!('unlock' in opened)) throw new Error('not locked')
    return opened
  }
  const tries = async () => {
    const entries = await dumpDatabase(options.idb, databaseName('test'))
    return entries.find(({ key }) => key === 'tries')?.value
  }
  return { options, open, tries }
}

describe('the pause after wrong secrets', () => {
  it('is none for two, then five seconds, doubling up to a quarter of an hour', () => {
    const waits = Array.from({ length: 13 }, (_, wrongTries) => waitAfter(wrongTries) / 1000)
    expect(waits).toEqual([0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900])
    expect(waitAfter(10_000)).toBe(900_000)
  })

  it('runs by the clock from the last try', () => {
    const tries = { wrong: 4, lastMs: startMs }
    expect(retryInMs(tries, startMs)).toBe(10_000)
    expect(retryInMs(tries, startMs + 9_999)).toBe(1)
    expect(retryInMs(tries, startMs + 10_000)).toBe(0)
    expect(retryInMs(tries, startMs + 10 * MINUTE_MS)).toBe(0)
  })

  it('is not shorter after a clock was set back, and never longer than whole', () => {
    const tries = { wrong: 4, lastMs: startMs }
    expect(retryInMs(tries, startMs - 1)).toBe(10_000)
    expect(retryInMs(tries, startMs - 1_000_000 * MINUTE_MS)).toBe(10_000)
    expect(settledTries(tries, startMs - 5)).toEqual({ wrong: 4, lastMs: startMs - 5 })
    expect(settledTries(tries, startMs + 5)).toBe(tries)
  })

  it.each([undefined, null, 'x', {}, { wrong: '3', lastMs: 0 }, { wrong: 1.5, lastMs: 0 }])(
    'begins at nothing when %o is stored',
    (value) => {
      expect(triesOf(value)).toEqual({ wrong: 0, lastMs: 0 })
    },
  )
})

describe('wrong secrets', () => {
  it('are slowed from the third on, also after a restart, and then even the right one', async () => {
    const { open } = await setUp()
    const locked = await open()
    expect(await locked.unlock(wrong, startMs)).toEqual({ at: 'wrong', retryInMs: 0 })
    expect(await locked.unlock(wrong, startMs)).toEqual({ at: 'wrong', retryInMs: 0 })
    expect(await locked.unlock(wrong, startMs)).toEqual({ at: 'wrong', retryInMs: 5_000 })
    const again = await open()
    expect(await again.retryInMs(startMs + 1_000)).toBe(4_000)
    const tooSoon = { at: 'too-soon', retryInMs: 4_000 }
    expect(await again.unlock(secret, startMs + 1_000)).toEqual(tooSoon)
    // What was not tried is not counted.
    expect(await again.unlock(wrong, startMs + 5_000)).toEqual({ at: 'wrong', retryInMs: 10_000 })
    expect(await again.unlock(secret, startMs + 14_999)).toMatchObject({ at: 'too-soon' })
    expect(await again.unlock(secret, startMs + 15_000)).toMatchObject({ at: 'open' })
  })

  it('are forgotten once the right one came', async () => {
    const { open, tries } = await setUp()
    const locked = await open()
    for (let n = 0; n < 2; n++) await locked.unlock(wrong, startMs)
    expect(await tries()).toEqual({ wrong: 2, lastMs: startMs })
    const opened = await locked.unlock(secret, startMs)
    expect(await tries()).toBeUndefined()
    if (opened.at === 'open') opened.store.close()
    expect(await (await open()).unlock(wrong, startMs)).toEqual({ at: 'wrong', retryInMs: 0 })
  })

  it('count before they are tried: a browser that ends meanwhile wins nothing', async () => {
    const { open, tries, options } = await setUp()
    const derive = vi.spyOn(options.subtle, 'deriveKey').mockReturnValue(new Promise(() => {}))
    for (let n = 1; n <= 3; n++) {
      void (await open()).unlock(wrong, startMs)
      await vi.waitFor(async () => expect(await tries()).toEqual({ wrong: n, lastMs: startMs }))
      await vi.waitFor(() => expect(derive).toHaveBeenCalledTimes(n))
    }
    derive.mockRestore()
    expect(await (await open()).unlock(secret, startMs)).toMatchObject({ at: 'too-soon' })
  })

  it('of the other kind count too', async () => {
    const { open } = await setUp()
    const locked = await open()
    const bytes = new Uint8Array(32)
    const passkey: LockSecret = { kind: 'passkey', credentialId: bytes, salt: bytes, output: bytes }
    for (let n = 0; n < 2; n++) await locked.unlock(passkey, startMs)
    expect(await locked.unlock(passkey, startMs)).toEqual({ at: 'wrong', retryInMs: 5_000 })
  })

  it('given to change a lock count as well, and a change forgets them', async () => {
    const { open, tries } = await setUp()
    const opened = await (await open()).unlock(secret, startMs)
    if (opened.at !== 'open') throw new Error('closed')
    const { store } = opened
    for (let n = 0; n < 2; n++) await store.changeLock({ current: wrong }, startMs)
    expect(await store.changeLock({ current: wrong }, startMs)).toEqual({
      at: 'wrong',
      retryInMs: 5_000,
    })
    expect(await store.changeLock({ current: secret }, startMs + 1)).toEqual({
      at: 'too-soon',
      retryInMs: 4_999,
    })
    const to = { secret: wrong, idleMinutes: 0 }
    expect(await store.changeLock({ to, current: secret }, startMs + 5_000)).toEqual({ at: 'done' })
    expect(await tries()).toBeUndefined()
  })

  it('are not made quicker by a clock that is set back, nor slower than one wait', async () => {
    const { open } = await setUp()
    const locked = await open()
    for (let n = 0; n < 4; n++) await locked.unlock(wrong, startMs + n * MINUTE_MS)
    const backMs = startMs - 365 * 24 * 60 * MINUTE_MS
    expect(await locked.retryInMs(backMs)).toBe(10_000)
    expect(await locked.unlock(secret, backMs + 9_000)).toMatchObject({ at: 'too-soon' })
    expect(await locked.unlock(secret, backMs + 10_000)).toMatchObject({ at: 'open' })
  })

  it('that could not be counted were not tried', async () => {
    const { open } = await setUp()
    const locked = await open()
    const derive = vi.spyOn(crypto.subtle, 'deriveKey')
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(locked.unlock(secret, startMs)).rejects.toMatchObject({ code: 'quota' })
    expect(derive).not.toHaveBeenCalled()
    put.mockRestore()
    expect(await locked.unlock(secret, startMs)).toMatchObject({ at: 'open' })
  })
})
