import { forceCloseDatabase } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Command, LockSecret } from '../../bridge/contract.ts'
import { createTestIdb } from '../../storage/testIdb.ts'
import { createTestKeyFiles } from '../../storage/testKeyFiles.ts'
import {
  clearStages,
  linkOn,
  logIn,
  setStage,
  showCode,
  type Stage,
  type StageOptions,
} from '../../../e2e/node/scriptedService.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)
afterEach(() => vi.restoreAllMocks())

const MINUTE_MS = 60_000
const secret: LockSecret = { kind: 'passphrase', text: 'correct horse' }
const other: LockSecret = { kind: 'passphrase', text: 'another horse' }
const ok = { ok: true }

const run = (stage: Stage, command: Command) => stage.engine.run(command, 'window')
const unlock = (stage: Stage, tried: LockSecret = secret) =>
  run(stage, { type: 'unlock', secret: tried })
const refused = (code: string, details?: object) =>
  ({ ok: false, error: details === undefined ? { code } : { code, details } }) as const

async function linked(options: StageOptions = {}): Promise<Stage> {
  const stage = await setStage({ storage: { keyFiles: createTestKeyFiles() }, ...options })
  await linkOn(stage)
  await logIn(stage)
  return stage
}

async function locking(idleMinutes = 5, options: StageOptions = {}): Promise<Stage> {
  const stage = await linked(options)
  expect(await run(stage, { type: 'setLock', secret, idleMinutes })).toEqual(ok)
  expect(stage.engine.snapshot().lock).toEqual({ at: 'on', method: 'passphrase', idleMinutes })
  return stage
}

/** Linked, with a lock, and closed. */
async function locked(options: StageOptions = {}): Promise<Stage> {
  const stage = await locking(5, options)
  expect(await run(stage, { type: 'lockNow' })).toEqual(ok)
  expectClosed(stage)
  return stage
}

function expectClosed(stage: Stage): void {
  const { lock, link, connection, account, pairCode } = stage.engine.snapshot()
  expect({ lock: lock.at, link, connection, account, pairCode }).toEqual({
    lock: 'locked',
    link: { at: 'preparing' },
    connection: { at: 'idle' },
    account: undefined,
    pairCode: undefined,
  })
}

function expectHidden(stage: Stage): void {
  expect(stage.engine.snapshot()).not.toHaveProperty('account')
  expect(stage.engine.snapshot().lock.at).toBe('locked')
}

async function expectOnline(stage: Stage): Promise<void> {
  await logIn(stage)
  expect(stage.engine.snapshot()).toMatchObject({
    lock: { at: 'on' },
    link: { at: 'linked' },
    account: { number: expect.any(String) as string },
  })
}

describe('a lock', () => {
  it('closed, ends the connection and leaves nothing of the account to be seen', async () => {
    const stage = await linked()
    const { account } = stage.engine.snapshot()
    expect(account).toBeDefined()
    await run(stage, { type: 'setLock', secret, idleMinutes: 5 })
    await run(stage, { type: 'lockNow' })
    expectClosed(stage)
    await stage.clock.advance(24 * 60 * MINUTE_MS)
    expect(stage.dials()).toBe(2)
    const seen = JSON.stringify([stage.engine.snapshot(), stage.engine.recentTrace()])
    expect(account?.number.length).toBeGreaterThan(6)
    expect(seen).not.toContain(account?.number)
    expect(seen).not.toContain(secret.kind === 'passphrase' ? secret.text : '')
  })

  it('opened again, is as before', async () => {
    const stage = await locked()
    expect(await unlock(stage)).toEqual(ok)
    await expectOnline(stage)
  })

  it('is closed after a restart, and dials nobody', async () => {
    const stage = await locking()
    await stage.engine.retire()
    const again = await stage.reload()
    expectClosed(again)
    await again.clock.advance(MINUTE_MS)
    expect(again.dials()).toBe(0)
    expect(await unlock(again)).toEqual(ok)
    await expectOnline(again)
  })

  it('takes nothing but what needs no key while it is closed', async () => {
    const stage = await locked()
    const refusedCommands: readonly Command[] = [
      { type: 'newCode' },
      { type: 'retryNow' },
      { type: 'setRemember', remember: false },
      { type: 'requestCode', number: '15550001111' },
      { type: 'cancelCode' },
      { type: 'setLock', secret: other, idleMinutes: 1 },
      { type: 'removeLock', current: secret },
      { type: 'setLockIdle', idleMinutes: 1 },
    ]
    for (const command of refusedCommands) {
      expect(await run(stage, command)).toMatchObject(refused('locked'))
    }
    for (const type of ['lockNow', 'wake', 'active'] as const) {
      expect(await run(stage, { type })).toEqual(ok)
    }
    expect(await run(stage, { type: 'focus', focused: true })).toEqual(ok)
    expectClosed(stage)
  })

  it('changed, opens with the new secret only', async () => {
    const stage = await locking()
    const change = { type: 'setLock', secret: other, idleMinutes: 1 } as const
    expect(await run(stage, change)).toMatchObject(refused('locked'))
    expect(await run(stage, { ...change, current: other })).toMatchObject(
      refused('lock-wrong', { retryInMs: 0 }),
    )
    expect(await run(stage, { ...change, current: secret })).toEqual(ok)
    expect(stage.engine.snapshot().lock).toMatchObject({ idleMinutes: 1 })
    await run(stage, { type: 'lockNow' })
    expect(await unlock(stage, secret)).toMatchObject(refused('lock-wrong'))
    expect(await unlock(stage, other)).toEqual(ok)
    await expectOnline(stage)
  })

  it('taken away, is gone after a restart too', async () => {
    const stage = await locking()
    expect(await run(stage, { type: 'removeLock', current: other })).toMatchObject(
      refused('lock-wrong'),
    )
    expect(await run(stage, { type: 'removeLock', current: secret })).toEqual(ok)
    expect(await run(stage, { type: 'removeLock', current: secret })).toEqual(ok)
    expect(stage.engine.snapshot().lock).toEqual({ at: 'off' })
    expect(await run(stage, { type: 'lockNow' })).toMatchObject(refused('lock-unavailable'))
    await stage.engine.retire()
    const again = await stage.reload()
    await logIn(again)
    expect(again.engine.snapshot().lock).toEqual({ at: 'off' })
  })

  it('closed while it is being taken away, is open afterwards, and not stuck', async () => {
    const stage = await locking()
    const generate = crypto.subtle.generateKey.bind(crypto.subtle)
    const spy = vi.spyOn(crypto.subtle, 'generateKey')
    const closing = new Promise((resolve) => {
      spy.mockImplementationOnce(((...given: Parameters<typeof generate>) => {
        resolve(run(stage, { type: 'lockNow' }))
        expectHidden(stage)
        return generate(...given)
      }) as typeof generate)
    })
    expect(await run(stage, { type: 'removeLock', current: secret })).toEqual(ok)
    expect(await closing).toEqual(ok)
    expect(stage.engine.snapshot()).toMatchObject({ lock: { at: 'off' }, link: { at: 'linked' } })
  })

  it('closed while it is being changed, opens with the new secret', async () => {
    const stage = await locking()
    const { subtle } = crypto
    const encrypt = subtle.encrypt.bind(subtle)
    const closing = new Promise((resolve) => {
      vi.spyOn(subtle, 'encrypt').mockImplementationOnce((...given) => {
        resolve(run(stage, { type: 'lockNow' }))
        return encrypt(...given)
      })
    })
    const change = { type: 'setLock', secret: other, current: secret, idleMinutes: 5 } as const
    expect(await run(stage, change)).toEqual(ok)
    expect(await closing).toEqual(ok)
    expectClosed(stage)
    expect(await unlock(stage)).toMatchObject(refused('lock-wrong'))
    expect(await unlock(stage, other)).toEqual(ok)
    await expectOnline(stage)
  })

  it.each([
    ['seven characters', { kind: 'passphrase', text: '1234567' }, false],
    ['eight', { kind: 'passphrase', text: '12345678' }, true],
    ['seven beyond the first plane', { kind: 'passphrase', text: '😀'.repeat(7) }, false],
    ['eight letters, marks apart', { kind: 'passphrase', text: 'a\u0301'.repeat(8) }, true],
    ['seven letters, marks apart', { kind: 'passphrase', text: 'a\u0301'.repeat(7) }, false],
    ['31 bytes of a passkey', passkeySecret(31), false],
    ['32 bytes of a passkey', passkeySecret(32), true],
  ] as const)('with %s is strong enough: %#', async (_, tried, strong) => {
    const stage = await linked()
    const result = await run(stage, { type: 'setLock', secret: tried, idleMinutes: 0 })
    expect(result).toMatchObject(strong ? ok : refused('lock-weak'))
    expect(stage.engine.snapshot().lock.at).toBe(strong ? 'on' : 'off')
  })

  it('tells windows what its passkey needs, inside and outside', async () => {
    const stage = await linked()
    const key = passkeySecret(32)
    await run(stage, { type: 'setLock', secret: key, idleMinutes: 3 })
    const passkey = { credentialId: key.credentialId, salt: key.salt }
    expect(stage.engine.snapshot().lock).toEqual({
      at: 'on',
      method: 'passkey',
      passkey,
      idleMinutes: 3,
    })
    await run(stage, { type: 'lockNow' })
    const view = { at: 'locked', method: 'passkey', passkey, retryInMs: 0 }
    expect(stage.engine.snapshot().lock).toEqual(view)
    expect(key.output).toEqual(new Uint8Array(32))
    const again = passkeySecret(32)
    expect(await unlock(stage, again)).toEqual(ok)
    expect(again.output).toEqual(new Uint8Array(32))
    await expectOnline(stage)
    const change = { type: 'removeLock', current: passkeySecret(32) } as const
    expect(await run(stage, change)).toEqual(ok)
    expect(change.current.output).toEqual(new Uint8Array(32))
  })

  it('opened over rows that do not open, says so, and can be tried again', async () => {
    const stage = await locked()
    const get = Reflect.get(IDBObjectStore.prototype, 'get') as IDBObjectStore['get']
    const spy = vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
      this: IDBObjectStore,
      key,
    ) {
      if (this.name === 'account') throw new DOMException('busy', 'UnknownError')
      return get.call(this, key)
    })
    const failed = await unlock(stage)
    spy.mockRestore()
    expect(failed).toMatchObject(refused('storage-failed'))
    expect(stage.engine.snapshot()).toMatchObject({
      lock: { at: 'off' },
      connection: { at: 'stopped', error: { code: 'storage-failed' } },
    })
    expect(await run(stage, { type: 'retryNow' })).toEqual(ok)
    expectClosed(stage)
    expect(await unlock(stage)).toEqual(ok)
    await expectOnline(stage)
  })

  it('cannot stand before what is not linked, or not kept', async () => {
    const stage = await setStage()
    await showCode(stage)
    const set = { type: 'setLock', secret, idleMinutes: 0 } as const
    expect(await run(stage, set)).toMatchObject(refused('lock-unavailable'))
    expect(await run(stage, { type: 'setLockIdle', idleMinutes: 0 })).toMatchObject(
      refused('lock-unavailable'),
    )
    await run(stage, { type: 'setRemember', remember: false })
    await linkOn(stage)
    await logIn(stage)
    expect(await run(stage, set)).toMatchObject(refused('lock-unavailable'))
    expect(stage.engine.snapshot().link.at).toBe('linked')
  })
})

function passkeySecret(length: number) {
  return {
    kind: 'passkey',
    credentialId: new Uint8Array([1, 2]),
    salt: new Uint8Array(32).fill(3),
    output: new Uint8Array(length).fill(4),
  } as const
}

describe('the automatic lock', () => {
  it('closes after the chosen minutes without a sign, to the second', async () => {
    const stage = await locking(5)
    await stage.clock.advance(4 * MINUTE_MS)
    await run(stage, { type: 'active' })
    await stage.clock.advance(5 * MINUTE_MS - 1)
    expect(stage.engine.snapshot().lock.at).toBe('on')
    await stage.clock.advance(1)
    expectClosed(stage)
    await stage.reaches('a closed store', () =>
      stage.trace.some((event) => event.step === 'lock' && event.change === 'closed'),
    )
    const last = stage.events.findLast(({ type }) => type === 'account')
    expect(last).toEqual({ type: 'account', account: undefined })
  })

  it('counts from the change of the minutes, and never comes with 0', async () => {
    const stage = await locking(5)
    await stage.clock.advance(4 * MINUTE_MS)
    expect(await run(stage, { type: 'setLockIdle', idleMinutes: 0 })).toEqual(ok)
    await stage.clock.advance(30 * MINUTE_MS)
    expect(stage.engine.snapshot().lock).toMatchObject({ at: 'on', idleMinutes: 0 })
    await run(stage, { type: 'setLockIdle', idleMinutes: 0.2 })
    expect(stage.engine.snapshot().lock).toMatchObject({ at: 'on', idleMinutes: 1 })
    await stage.clock.advance(MINUTE_MS)
    expectClosed(stage)
  })

  it('of a device that slept is closed before anything is shown or done', async () => {
    const stage = await locking(5)
    // The clock went on, but no timer ran: that is a sleep.
    const now = stage.clock.now.bind(stage.clock)
    vi.spyOn(stage.clock, 'now').mockImplementation(() => now() + 6 * MINUTE_MS)
    expectClosed(stage)
    expect(await run(stage, { type: 'active' })).toEqual(ok)
    expectClosed(stage)
    expect(await run(stage, { type: 'retryNow' })).toMatchObject(refused('locked'))
  })
})

describe('wrong secrets', () => {
  it('are slowed, tell for how long, and tell when it is over', async () => {
    const stage = await locked()
    for (const retryInMs of [0, 0, 5_000]) {
      expect(await unlock(stage, other)).toMatchObject(refused('lock-wrong', { retryInMs }))
    }
    expect(stage.engine.snapshot().lock).toMatchObject({ retryInMs: 5_000 })
    await stage.clock.advance(2_000)
    expect(await unlock(stage)).toMatchObject(refused('lock-too-soon', { retryInMs: 3_000 }))
    stage.events.length = 0
    await stage.clock.advance(3_000)
    expect(stage.events).toContainEqual({
      type: 'lock',
      lock: { at: 'locked', method: 'passphrase', retryInMs: 0 },
    })
    expect(await unlock(stage)).toEqual(ok)
    await expectOnline(stage)
  })

  it('are remembered by the next engine', async () => {
    const stage = await locked()
    for (let n = 0; n < 4; n++) {
      await stage.clock.advance(MINUTE_MS)
      await unlock(stage, other)
    }
    const nowMs = stage.clock.now()
    await stage.engine.retire()
    const again = await stage.reload({ laterMs: nowMs - 1_767_225_600_000 + 1_000 })
    expect(again.engine.snapshot().lock).toMatchObject({ at: 'locked', retryInMs: 9_000 })
    expect(await unlock(again)).toMatchObject(refused('lock-too-soon'))
  })

  it('given at the same moment are tried one after another', async () => {
    const stage = await locked()
    const results = await Promise.all(
      [other, other, other, secret].map((one) => unlock(stage, one)),
    )
    expect(results).toMatchObject([
      refused('lock-wrong', { retryInMs: 0 }),
      refused('lock-wrong', { retryInMs: 0 }),
      refused('lock-wrong', { retryInMs: 5_000 }),
      refused('lock-too-soon', { retryInMs: 5_000 }),
    ])
    expectClosed(stage)
  })

  it('do no harm after the right one has opened', async () => {
    const stage = await locked()
    expect(await Promise.all([unlock(stage), unlock(stage, other)])).toEqual([ok, ok])
    await expectOnline(stage)
  })
})

describe('the way out of a lock whose secret is lost', () => {
  it('is to start over: everything goes, and a new code comes', async () => {
    const keyFiles = createTestKeyFiles()
    const stage = await locked({ storage: { keyFiles } })
    const before = [...keyFiles.files.keys()]
    expect(await run(stage, { type: 'startOver' })).toEqual(ok)
    expect(stage.engine.snapshot().lock).toEqual({ at: 'off' })
    await showCode(stage)
    expect(before).toHaveLength(1)
    expect([...keyFiles.files.keys()]).not.toContain(before[0])
  })

  it('is to log out: erased, and the service was not told', async () => {
    const stage = await locked()
    expect(await run(stage, { type: 'logOut' })).toEqual(ok)
    expect(stage.engine.snapshot()).toMatchObject({
      lock: { at: 'off' },
      link: { at: 'ended', error: { code: 'logged-out', details: { phoneTold: 0 } } },
    })
  })

  it('is not to discard it: that is for what was never linked', async () => {
    const stage = await locked()
    expect(await run(stage, { type: 'discard' })).toMatchObject(refused('locked'))
    expectClosed(stage)
  })
})

/** An IndexedDB whose connections can be ended as a browser does it. */
function fragileIdb() {
  const idb = createTestIdb()
  const open = idb.open.bind(idb)
  let newest: IDBDatabase | undefined
  vi.spyOn(idb, 'open').mockImplementation((...given) => {
    const request = open(...given)
    request.addEventListener('success', () => {
      newest = request.result
    })
    return request
  })
  const endConnection = () => {
    if (newest !== undefined) forceCloseDatabase(newest as never)
  }
  return { idb, endConnection }
}

describe('a connection to the database that the browser ends', () => {
  it('under an open account asks for the secret when it is opened again', async () => {
    const { idb, endConnection } = fragileIdb()
    const stage = await locking(5, { idb })
    endConnection()
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(stage.engine.snapshot()).toMatchObject({
      lock: { at: 'off' },
      link: { at: 'preparing' },
      connection: { error: { code: 'storage-failed' } },
    })
    expect(await run(stage, { type: 'retryNow' })).toEqual(ok)
    expectClosed(stage)
    expect(await unlock(stage)).toEqual(ok)
    await expectOnline(stage)
  })

  it('does not matter to a closed one', async () => {
    const { idb, endConnection } = fragileIdb()
    const stage = await locked({ idb })
    endConnection()
    expectClosed(stage)
    expect(await unlock(stage)).toEqual(ok)
    await expectOnline(stage)
    // The connection that was opened by the secret is watched too.
    endConnection()
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
  })

  it('under a link that is not kept loses nothing, as long as the worker lives', async () => {
    const { idb, endConnection } = fragileIdb()
    const stage = await setStage({ idb, storage: { memory: {} } })
    await run(stage, { type: 'setRemember', remember: false })
    await linkOn(stage)
    await logIn(stage)
    endConnection()
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    await run(stage, { type: 'retryNow' })
    await logIn(stage)
    expect(stage.engine.snapshot()).toMatchObject({ link: { at: 'linked' }, remember: false })
  })
})

describe('a newer build that takes over', () => {
  it('finds the lock closed, whether it was or not', async () => {
    const stage = await locked()
    await stage.engine.retire()
    const again = await stage.reload()
    expectClosed(again)
    await unlock(again)
    await logIn(again)
    await again.engine.retire()
    expectClosed(await stage.reload())
  })

  it('tells that a link is gone which was not to be kept, also after a restart', async () => {
    const stage = await setStage({ storage: { memory: {} } })
    await run(stage, { type: 'setRemember', remember: false })
    await linkOn(stage)
    await logIn(stage)
    await stage.engine.retire()
    const newer = await stage.reload({ storage: { memory: {} } })
    const ended = { at: 'ended', error: { code: 'not-kept', remedy: 'relink' } }
    expect(newer.engine.snapshot().link).toMatchObject(ended)
    expect(newer.dials()).toBe(0)
    await newer.engine.retire()
    const later = await stage.reload({ storage: { memory: {} } })
    expect(later.engine.snapshot().link).toMatchObject(ended)
    await run(later, { type: 'newCode' })
    await showCode(later)
  })

  it('says nothing of a code that nobody had scanned', async () => {
    const stage = await setStage({ storage: { memory: {} } })
    await run(stage, { type: 'setRemember', remember: false })
    await showCode(stage)
    await stage.engine.retire()
    const newer = await stage.reload({ storage: { memory: {} } })
    await showCode(newer)
  })
})
