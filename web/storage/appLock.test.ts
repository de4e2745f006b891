import { pbkdf2Sync } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { aesGcmDecrypt } from '../crypto/aesGcm.ts'
import { utf8Encode } from '../crypto/bytes.ts'
import { hkdfSha256 } from '../crypto/hash.ts'
import { type AccountStore, openAccount, openAccountStore } from './accountStore.ts'
import type { LockSecret } from './lockFace.ts'
import type { KeyFiles } from './keyFiles.ts'
import type { LockedStore } from './lockedStore.ts'
import { dumpDatabase, editDatabase, type RawEntry } from './rawDatabase.ts'
import { databaseName, type WrappedVaultKey } from './schema.ts'
import { createTestKeyFiles } from './testKeyFiles.ts'
import { openTestStore, preKeyRow } from './testStore.ts'

const name = databaseName('test')
const nowMs = 1_767_225_600_000
const HOUR_MS = 3_600_000

const secret: LockSecret = { kind: 'passphrase', text: 'correct horse' }
const other: LockSecret = { kind: 'passphrase', text: 'another horse' }
const passkey: LockSecret = {
  kind: 'passkey',
  credentialId: new Uint8Array([1, 2, 3]),
  salt: new Uint8Array(32).fill(4),
  output: new Uint8Array(32).fill(5),
}

/** A store with a row in it, cheap locks, and key files. */
async function setUp(changes: Parameters<typeof openTestStore>[0] = {}) {
  const keyFiles = createTestKeyFiles()
  const made = await openTestStore({ passphraseRounds: 1, keyFiles, ...changes })
  await made.store.commit([
    { put: 'account', key: 'profile', row: { pushName: 'Zoë' } },
    { put: 'preKeys', key: 7, row: preKeyRow(7) },
  ])
  return { ...made, keyFiles }
}

async function lockWith(store: AccountStore, to: LockSecret, current?: LockSecret) {
  const change = { to: { secret: to, idleMinutes: 5 }, ...(current ? { current } : {}) }
  expect(await store.changeLock(change, nowMs)).toEqual({ at: 'done' })
}

async function openLocked(options: Parameters<typeof openAccount>[0]): Promise<LockedStore> {
  const opened = await openAccount(options)
  if (!('unlock' in opened)) throw new Error('not locked')
  return opened
}

/** Opens with a secret and reads; what came instead, if it did not open. */
async function readWith(options: Parameters<typeof openAccount>[0], tried: LockSecret) {
  const locked = await openLocked(options)
  const answer = await locked.unlock(tried, nowMs + HOUR_MS)
  if (answer.at !== 'open') return answer.at
  const row = await answer.store.get('account', 'profile')
  answer.store.close()
  return row
}

const zoe = { pushName: 'Zoë' }

async function vaultOf(idb: IDBFactory): Promise<Map<IDBValidKey, unknown>> {
  const entries = (await dumpDatabase(idb, name)).filter(({ store }) => store === 'vault')
  return new Map(entries.map(({ key, value }) => [key, value]))
}

const rowsOf = (entries: readonly RawEntry[]) => entries.filter(({ store }) => store !== 'vault')

describe('an app lock', () => {
  it('replaces the wrapping, deletes the stored key, and touches no row', async () => {
    const { store, options } = await setUp()
    const before = await dumpDatabase(options.idb, name)
    await lockWith(store, secret)
    const after = await dumpDatabase(options.idb, name)
    expect(rowsOf(after)).toEqual(rowsOf(before))
    expect(rowsOf(after).length).toBeGreaterThan(2)
    const vault = await vaultOf(options.idb)
    expect([...vault.keys()]).toEqual(['idle', 'vaultKey'])
    expect(vault.get('vaultKey')).toMatchObject({
      wrapping: 'locked',
      lock: { kind: 'passphrase' },
    })
    await lockWith(store, passkey, secret)
    expect(rowsOf(await dumpDatabase(options.idb, name))).toEqual(rowsOf(before))
    await store.changeLock({ current: passkey }, nowMs)
    expect(rowsOf(await dumpDatabase(options.idb, name))).toEqual(rowsOf(before))
  })

  it.each([
    ['passphrase', secret, other],
    ['passkey', passkey, { ...passkey, output: new Uint8Array(32).fill(6) }],
  ])('opens with its %s only', async (_, right, wrong) => {
    const { store, options } = await setUp()
    await lockWith(store, right)
    store.close()
    await expect(openAccountStore(options)).rejects.toMatchObject({ code: 'locked' })
    expect(await readWith(options, wrong)).toBe('wrong')
    expect(await readWith(options, right === secret ? passkey : secret)).toBe('wrong')
    expect(await readWith(options, right)).toEqual(zoe)
  })

  it('shows its method and what a passkey needs, also from inside', async () => {
    const { store, options } = await setUp()
    const { credentialId, salt } = passkey
    await lockWith(store, passkey)
    const face = { method: 'passkey', passkey: { credentialId, salt } }
    expect(store.lock()).toEqual({ ...face, idleMinutes: 5 })
    store.close()
    const locked = await openLocked(options)
    expect(locked.face).toEqual(face)
    const opened = await locked.unlock(passkey, nowMs)
    if (opened.at !== 'open') throw new Error('closed')
    expect(opened.store.lock()).toEqual({ ...face, idleMinutes: 5 })
    await opened.store.setLockIdle(17)
    expect(opened.store.lock()).toMatchObject({ idleMinutes: 17 })
    opened.store.close()
    const again = await (await openLocked(options)).unlock(passkey, nowMs)
    expect(again.at === 'open' && again.store.lock()).toMatchObject({ idleMinutes: 17 })
  })

  it('of a passphrase is PBKDF2-SHA256 with 600,000 rounds and 16 bytes of salt', async () => {
    const keyFiles = createTestKeyFiles()
    const { store, options } = await openTestStore({ keyFiles })
    await lockWith(store, { kind: 'passphrase', text: 'Ångström ﬁve' })
    const wrapped = (await vaultOf(options.idb)).get('vaultKey') as WrappedVaultKey
    if (wrapped.lock?.kind !== 'passphrase') throw new Error('no passphrase')
    const { salt, rounds } = wrapped.lock
    expect([salt.length, rounds]).toEqual([16, 600_000])
    // NFKC: the ligature is two letters, and the letters with marks are one each.
    const key = pbkdf2Sync('\u00c5ngstr\u00f6m five', salt, 600_000, 32, 'sha256')
    const file = keyFiles.files.get(wrapped.keyFile ?? '') ?? new Uint8Array()
    const hexSalt = Buffer.from(salt).toString('hex')
    const label = utf8Encode(
      JSON.stringify([
        'moonlet vault',
        1,
        'locked',
        ['passphrase', hexSalt, rounds],
        wrapped.keyFile,
      ]),
    )
    const outer = aesGcmDecrypt(new Uint8Array(key), wrapped.iv, wrapped.ct, label)
    const fileKey = hkdfSha256(file, { info: utf8Encode('moonlet key file 1'), length: 32 })
    const vaultKey = aesGcmDecrypt(fileKey, outer.subarray(0, 12), outer.subarray(12), label)
    expect(vaultKey).toHaveLength(32)
  })

  it.each<[string, (wrapped: WrappedVaultKey) => object]>([
    ['rounds', ({ lock }) => ({ lock: { ...lock, rounds: 2 } })],
    ['salt', ({ lock }) => ({ lock: { ...lock, salt: new Uint8Array(16) } })],
    ['ciphertext', ({ ct }) => ({ ct: ct.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) })],
  ])('binds its %s', async (_, change) => {
    const { store, options } = await setUp()
    await lockWith(store, secret)
    store.close()
    const wrapped = (await vaultOf(options.idb)).get('vaultKey') as WrappedVaultKey
    await editDatabase(options.idb, name, 'vault', (vault) =>
      vault.put({ ...wrapped, ...change(wrapped) }, 'vaultKey'),
    )
    expect(await readWith(options, secret)).toBe('wrong')
  })

  it('binds the id of its passkey, and the name of its key file', async () => {
    const { store, options, keyFiles } = await setUp()
    await lockWith(store, passkey)
    store.close()
    const wrapped = (await vaultOf(options.idb)).get('vaultKey') as WrappedVaultKey
    const put = (changed: object) =>
      editDatabase(options.idb, name, 'vault', (vault) =>
        vault.put({ ...wrapped, ...changed }, 'vaultKey'),
      )
    await put({ lock: { ...wrapped.lock, credentialId: new Uint8Array([9]) } })
    expect(await readWith(options, passkey)).toBe('wrong')
    const file = keyFiles.files.get(wrapped.keyFile ?? '') ?? new Uint8Array()
    keyFiles.files.set('renamed', file)
    await put({ keyFile: 'renamed' })
    keyFiles.files.set('renamed', file)
    expect(await readWith(options, passkey)).toBe('wrong')
  })

  it.each([
    ['rounds that are none', { kind: 'passphrase', salt: new Uint8Array(16), rounds: -1 }],
    ['rounds for hours', { kind: 'passphrase', salt: new Uint8Array(16), rounds: 1e12 }],
    ['no parameters', { kind: 'nothing' }],
  ])('with %s is damage', async (_, lock) => {
    const { store, options } = await setUp()
    await lockWith(store, secret)
    store.close()
    const wrapped = (await vaultOf(options.idb)).get('vaultKey') as WrappedVaultKey
    await editDatabase(options.idb, name, 'vault', (vault) =>
      vault.put({ ...wrapped, lock }, 'vaultKey'),
    )
    await expect(openAccount(options)).rejects.toMatchObject({ code: 'damaged' })
  })

  it('changes only for who has the current secret', async () => {
    const { store } = await setUp()
    await lockWith(store, secret)
    const to = { secret: other, idleMinutes: 0 }
    await expect(store.changeLock({ to }, nowMs)).rejects.toMatchObject({ code: 'locked' })
    await expect(store.changeLock({}, nowMs)).rejects.toMatchObject({ code: 'locked' })
    expect(await store.changeLock({ to, current: other }, nowMs)).toMatchObject({ at: 'wrong' })
    expect(await store.changeLock({ current: other }, nowMs)).toMatchObject({ at: 'wrong' })
    expect(store.lock()).toMatchObject({ idleMinutes: 5 })
    await lockWith(store, other, secret)
  })

  it('taken away, leaves a fresh wrapping key that cannot be exported', async () => {
    const { store, options } = await setUp()
    await lockWith(store, secret)
    expect(await store.changeLock({ current: secret }, nowMs)).toEqual({ at: 'done' })
    expect(store.lock()).toBeUndefined()
    const vault = await vaultOf(options.idb)
    expect([...vault.keys()]).toEqual(['vaultKey', 'wrappingKey'])
    const wrappingKey = vault.get('wrappingKey') as CryptoKey
    expect(wrappingKey.extractable).toBe(false)
    store.close()
    const again = await openAccountStore(options)
    expect(await again.get('account', 'profile')).toEqual(zoe)
  })

  it('cannot stand before a key that is in memory only', async () => {
    const { store } = await setUp({ wrapping: 'memory' })
    const change = { to: { secret, idleMinutes: 0 } }
    await expect(store.changeLock(change, nowMs)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('leaves no byte of the vault key behind in memory', async () => {
    const seen: Uint8Array[] = []
    // Every 32 bytes that are sealed or opened while the lock changes are the vault key's.
    const subtle = new Proxy(crypto.subtle, {
      get(target, method: keyof SubtleCrypto) {
        const real = target[method] as (...given: unknown[]) => Promise<unknown>
        return async (...given: unknown[]) => {
          if (method === 'encrypt') keep(given[2])
          const result = await real.apply(target, given)
          if (method === 'decrypt') keep(result)
          return result
        }
      },
    })
    const keep = (value: unknown) => {
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value
      if (bytes instanceof Uint8Array && bytes.length === 32) seen.push(bytes)
    }
    const { store, options } = await setUp({ subtle })
    await lockWith(store, secret)
    await lockWith(store, passkey, secret)
    store.close()
    const opened = await (await openLocked(options)).unlock(passkey, nowMs)
    if (opened.at === 'open') await opened.store.changeLock({ current: passkey }, nowMs)
    expect(seen.length).toBeGreaterThanOrEqual(7)
    for (const bytes of seen) expect(bytes).toEqual(new Uint8Array(32))
  })
})

describe('key files', () => {
  it('there is one for each wrapping, and the old one goes', async () => {
    const { store, options, keyFiles } = await setUp()
    const named = async () =>
      ((await vaultOf(options.idb)).get('vaultKey') as WrappedVaultKey).keyFile
    const seen = [[...keyFiles.files.keys()]]
    expect(seen[0]).toEqual([await named()])
    await lockWith(store, secret)
    seen.push([...keyFiles.files.keys()])
    expect(seen[1]).toEqual([await named()])
    await store.changeLock({ current: secret }, nowMs)
    seen.push([...keyFiles.files.keys()])
    expect(new Set(seen.flat()).size).toBe(3)
    await store.erase()
    expect(keyFiles.files.size).toBe(0)
  })

  it('without its file an old wrapping opens nothing, whatever the disk still holds', async () => {
    const { store, options, keyFiles } = await setUp()
    const old = await vaultOf(options.idb)
    const oldFiles = new Map(keyFiles.files)
    await lockWith(store, secret)
    store.close()
    const putBack = async () => {
      await editDatabase(options.idb, name, 'vault', (vault) => {
        vault.clear()
        for (const [key, value] of old) vault.put(value, key)
      })
    }
    await putBack()
    await expect(openAccountStore(options)).rejects.toMatchObject({ code: 'damaged' })
    // With the file it would open: it is the file that is missing.
    for (const [file, bytes] of oldFiles) keyFiles.files.set(file, bytes)
    await putBack()
    const opened = await openAccountStore(options)
    expect(await opened.get('account', 'profile')).toEqual(zoe)
  })

  it('missing behind a lock is damage and not a wrong secret', async () => {
    const { store, options, keyFiles } = await setUp()
    await lockWith(store, secret)
    store.close()
    const files = new Map(keyFiles.files)
    keyFiles.files.clear()
    await expect(readWith(options, secret)).rejects.toMatchObject({ code: 'damaged' })
    for (const [file] of files) keyFiles.files.set(file, new Uint8Array(32))
    await expect(readWith(options, secret)).rejects.toMatchObject({ code: 'damaged' })
    for (const [file, bytes] of files) keyFiles.files.set(file, bytes)
    expect(await readWith(options, secret)).toEqual(zoe)
  })

  it('that cannot be read for a while is no damage', async () => {
    const { store, options, keyFiles } = await setUp()
    store.close()
    const read = vi.spyOn(keyFiles, 'read').mockRejectedValue(new Error('busy'))
    await expect(openAccountStore(options)).rejects.toMatchObject({ code: 'unavailable' })
    read.mockRestore()
    expect((await openAccountStore(options)).fresh).toBe(false)
  })

  it.each([
    ['no file can be written', 'write'],
    ['a file cannot be read back', 'read'],
  ] as const)('are done without where %s', async (_, method) => {
    const keyFiles = createTestKeyFiles()
    vi.spyOn(keyFiles, method).mockRejectedValue(new Error('private mode'))
    await expectNoKeyFile(keyFiles)
  })

  it('are done without where other bytes come back', async () => {
    const keyFiles = createTestKeyFiles()
    vi.spyOn(keyFiles, 'read').mockImplementation(async () => new Uint8Array(32))
    await expectNoKeyFile(keyFiles)
  })

  async function expectNoKeyFile(keyFiles: KeyFiles): Promise<void> {
    const { store, options } = await setUp({ keyFiles })
    expect((await vaultOf(options.idb)).get('vaultKey')).not.toHaveProperty('keyFile')
    await lockWith(store, secret)
    store.close()
    expect(await readWith(options, secret)).toEqual(zoe)
  }

  it('are written once for a new account, while its database opens', async () => {
    const keyFiles = createTestKeyFiles()
    const write = vi.spyOn(keyFiles, 'write')
    const { store, options } = await setUp({ keyFiles })
    expect(write).toHaveBeenCalledTimes(1)
    expect(keyFiles.files.size).toBe(1)
    store.close()
    ;(await openAccountStore(options)).close()
    expect(write).toHaveBeenCalledTimes(1)
    // A file that somebody left is no reason to go without.
    const other = createTestKeyFiles()
    other.files.set('leftover', new Uint8Array(32))
    await openTestStore({ keyFiles: other })
    expect([...other.files.keys()]).toHaveLength(1)
    expect(other.files.has('leftover')).toBe(false)
  })

  it('left over by a change that was cut short go at the next opening', async () => {
    const { store, options, keyFiles } = await setUp()
    store.close()
    keyFiles.files.set('leftover', new Uint8Array(32))
    const again = await openAccountStore(options)
    expect(keyFiles.files.has('leftover')).toBe(false)
    expect(await again.get('account', 'profile')).toEqual(zoe)
    await lockWith(again, secret)
    again.close()
    keyFiles.files.set('leftover', new Uint8Array(32))
    await openLocked(options)
    expect([...keyFiles.files.keys()]).toHaveLength(1)
    expect(await readWith(options, secret)).toEqual(zoe)
  })

  it('are absent in databases from before them, which open as ever', async () => {
    const { store, options } = await openTestStore()
    await store.commit([{ put: 'account', key: 'profile', row: zoe }])
    store.close()
    const keyFiles = createTestKeyFiles()
    const again = await openAccountStore({ ...options, keyFiles })
    expect(await again.get('account', 'profile')).toEqual(zoe)
    expect(keyFiles.files.size).toBe(0)
  })
})

describe('a change that fails', () => {
  it('although it reached the disk has its key file there', async () => {
    const { store, options, keyFiles } = await setUp()
    // The commit is done, and told as an abort.
    const begin = Reflect.get(IDBDatabase.prototype, 'transaction') as IDBDatabase['transaction']
    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      ...given
    ) {
      const transaction = begin.apply(this, given)
      if (given[1] !== 'readwrite') return transaction
      let tell: (event: Event) => void = () => {}
      const set = (listener: typeof tell) => {
        tell = listener
      }
      Object.defineProperty(transaction, 'onabort', { set })
      Object.defineProperty(transaction, 'oncomplete', { set() {} })
      transaction.addEventListener('complete', (event) => tell(event))
      return transaction
    })
    await expect(lockWith(store, secret)).rejects.toThrow()
    spy.mockRestore()
    store.close()
    expect(await readWith(options, secret)).toEqual(zoe)
    expect(keyFiles.files.size).toBe(1)
  })

  it('on a full disk leaves the old lock, and no key file of the new one for long', async () => {
    const { store, options, keyFiles } = await setUp()
    await lockWith(store, secret)
    const before = await dumpDatabase(options.idb, name)
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
      key?: IDBValidKey,
    ) {
      // The count of the try fits in; the new wrapping does not.
      if (key === 'vaultKey') throw new DOMException('full', 'QuotaExceededError')
      return this.add(value, key)
    })
    const change = { to: { secret: other, idleMinutes: 0 }, current: secret }
    await expect(store.changeLock(change, nowMs)).rejects.toMatchObject({ code: 'quota' })
    put.mockRestore()
    expect(await dumpDatabase(options.idb, name)).toEqual(before)
    store.close()
    expect(await readWith(options, secret)).toEqual(zoe)
    expect([...keyFiles.files.keys()]).toHaveLength(1)
  })
})
