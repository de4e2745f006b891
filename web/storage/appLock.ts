import type { AccountDatabase } from './database.ts'
import { StorageError, toStorageError } from './errors.ts'
import { createKeyFile } from './keyFiles.ts'
import { areParameters, faceOf, type LockFace, type LockSecret } from './lockFace.ts'
import { lockWrappingKey, parametersFor } from './lockKey.ts'
import { retryInMs, settledTries, triesOf, waitAfter, writeTries } from './lockTries.ts'
import { decodeRow, encodeRow } from './rowCodec.ts'
import type { SealedRecord, WrappedVaultKey } from './schema.ts'
import { createSealer, type Sealer } from './sealer.ts'
import { strictTransaction } from './strictTransaction.ts'
import {
  deriveAndForget,
  forgetOtherFiles,
  readVault,
  sameWrapped,
  unwrapStored,
  unwrapWith,
  type VaultTools,
} from './vault.ts'
import { createWrappingKey, type VaultKeys, wrapVaultKey } from './vaultKey.ts'

/** A lock as seen from inside. */
export interface OpenLock extends LockFace {
  /** Minutes without a sign of the person after which it locks by itself; 0: never. */
  readonly idleMinutes: number
}

/** Why a secret did not open: it is wrong, or it comes too soon after a wrong one and was not tried. */
export interface Refused {
  readonly at: 'wrong' | 'too-soon'
  /** Milliseconds until the next try is taken. */
  readonly retryInMs: number
}

/** What shall stand before the vault from now on; without `to` nothing. */
export interface LockChange {
  readonly to?: { readonly secret: LockSecret; readonly idleMinutes: number }
  /** Needed when a lock stands there now. */
  readonly current?: LockSecret
}

/** How locks are made; tests take fewer rounds. */
export interface LockTools extends VaultTools {
  readonly passphraseRounds?: number
}

/**
 * Milliseconds until the next secret is tried. Sees to it that a clock which was set back costs at
 * most one more wait. Throws StorageError.
 */
export async function waitBeforeUnlock(db: AccountDatabase, nowMs: number): Promise<number> {
  const tries = triesOf((await readVault(db)).tries)
  const settled = settledTries(tries, nowMs)
  if (settled !== tries) await writeTries(db, settled)
  return retryInMs(settled, nowMs)
}

/**
 * Opens a locked vault. The try is counted, durably, before it is made: ending the browser at the right
 * moment wins nothing.
 * Throws StorageError 'damaged' (also when the key file is missing), 'unavailable', 'quota'.
 */
export async function unlockVault(
  db: AccountDatabase,
  tools: LockTools,
  secret: LockSecret,
  nowMs: number,
): Promise<{ readonly at: 'open'; readonly keys: VaultKeys; readonly lock: OpenLock } | Refused> {
  const opened = await trySecret(db, tools, secret, nowMs)
  if (opened.at !== 'open') return opened
  const keys = await deriveAndForget(opened.vaultKey, tools.subtle)
  await writeTries(db, undefined)
  await forgetOtherFiles(opened.wrapped, tools)
  const idleMinutes = await openIdle(sealerOf(keys, tools), opened.idle)
  return { at: 'open', keys, lock: { ...faceOf(opened.wrapped), idleMinutes } }
}

/**
 * Puts a lock before the vault, another one in its place, or none: replaces the wrapped vault key in
 * one strict transaction and touches no row. The bytes of the vault key exist in here only. The key
 * file of the old wrapping is deleted afterwards, so that old files of the database open nothing.
 *
 * Throws StorageError 'locked' (a secret is needed), 'conflict', 'damaged', 'unavailable' (made with
 * wrapping `memory`, too), 'quota'; nothing has changed then.
 */
export async function changeLock(
  db: AccountDatabase,
  keys: VaultKeys,
  tools: LockTools,
  change: LockChange,
  nowMs: number,
): Promise<{ readonly at: 'done'; readonly lock: OpenLock | undefined } | Refused> {
  const opened = await openForChange(db, tools, change.current, nowMs)
  if (opened.at !== 'open') return opened
  const { vaultKey, wrapped: before } = opened
  const keyFile = await createKeyFile(tools.keyFiles, tools.randomBytes)
  try {
    const next = await wrapNext(vaultKey, change.to?.secret, keyFile, tools)
    const idle = await sealIdle(sealerOf(keys, tools), change.to?.idleMinutes)
    await replaceWrapping(db, before, { ...next, idle })
    await forgetOtherFiles(next.wrapped, tools)
    const { to } = change
    const lock = to && { ...faceOf(next.wrapped), idleMinutes: to.idleMinutes }
    return { at: 'done', lock }
  } catch (cause) {
    // A transaction that is told to have failed may stand on the disk all the same, and then its
    // wrapping needs the new key file: which of the two is left over shows at the next opening.
    // What failed was not the secret. That, too, is mended at the next opening, if it fails here.
    if (before.wrapping === 'locked') await writeTries(db, undefined).catch(() => undefined)
    throw toStorageError(cause, 'vault')
  } finally {
    vaultKey.fill(0)
    keyFile?.bytes.fill(0)
  }
}

/** Stores after how many minutes the lock closes by itself. Throws StorageError. */
export async function storeIdle(
  db: AccountDatabase,
  keys: VaultKeys,
  tools: VaultTools,
  idleMinutes: number,
): Promise<void> {
  const idle = await sealIdle(sealerOf(keys, tools), idleMinutes)
  await strictTransaction(db, ['vault'], (transaction) => {
    transaction.objectStore('vault').put(idle, 'idle')
  }).catch((cause: unknown) => {
    throw toStorageError(cause, 'vault')
  })
}

type Opened = {
  readonly at: 'open'
  readonly vaultKey: Uint8Array<ArrayBuffer>
  readonly wrapped: WrappedVaultKey
  readonly idle: unknown
}

/**
 * The bytes of the vault key, for a change of its wrapping or for a move: fill them with zeros after use.
 * Behind a lock its secret is needed, and a try is counted until the caller clears it (`writeTries`).
 * Throws StorageError as `changeLock` does.
 */
export async function openForChange(
  db: AccountDatabase,
  tools: LockTools,
  current: LockSecret | undefined,
  nowMs: number,
): Promise<Opened | Refused> {
  const stored = await readVault(db)
  const { wrapped, idle } = stored
  if (wrapped === undefined) throw new StorageError('closed', 'vault: erased meanwhile')
  switch (wrapped.wrapping) {
    case 'memory':
      throw new StorageError('unavailable', 'vault: its wrapping key is not stored')
    case 'stored':
      return { at: 'open', vaultKey: await unwrapStored(stored, tools), wrapped, idle }
    case 'locked':
      if (current === undefined) throw new StorageError('locked', 'vault: its secret is needed')
      return await trySecret(db, tools, current, nowMs)
  }
}

/** Counts a try and makes it. The count stays until the caller has used what it opened. */
async function trySecret(
  db: AccountDatabase,
  tools: LockTools,
  secret: LockSecret,
  nowMs: number,
): Promise<Opened | Refused> {
  const { wrapped, idle, tries: stored } = await readVault(db)
  if (wrapped?.wrapping !== 'locked' || !areParameters(wrapped.lock)) {
    throw new StorageError('damaged', 'vault: not the parameters of a lock')
  }
  const tries = settledTries(triesOf(stored), nowMs)
  const waitMs = retryInMs(tries, nowMs)
  if (waitMs > 0) return { at: 'too-soon', retryInMs: waitMs }
  const wrong = tries.wrong + 1
  await writeTries(db, { wrong, lastMs: nowMs })
  try {
    const wrappingKey = await lockWrappingKey(secret, wrapped.lock, tools.subtle)
    if (wrappingKey === undefined) return { at: 'wrong', retryInMs: waitAfter(wrong) }
    const vaultKey = await unwrapWith(wrapped, wrappingKey, tools)
    return { at: 'open', vaultKey, wrapped, idle }
  } catch (cause) {
    if (cause instanceof StorageError && cause.code === 'wrong-secret') {
      return { at: 'wrong', retryInMs: waitAfter(wrong) }
    }
    // Nothing was learned about the secret: the try does not count.
    await writeTries(db, tries)
    throw cause
  }
}

interface NextWrapping {
  readonly wrapped: WrappedVaultKey
  /** Only without a lock. */
  readonly wrappingKey: CryptoKey | undefined
}

async function wrapNext(
  vaultKey: Uint8Array<ArrayBuffer>,
  secret: LockSecret | undefined,
  keyFile: Awaited<ReturnType<typeof createKeyFile>>,
  tools: LockTools,
): Promise<NextWrapping> {
  const { subtle } = tools
  if (secret === undefined) {
    const wrappingKey = await createWrappingKey(subtle)
    const under = { wrappingKey, wrapping: 'stored', keyFile } as const
    return { wrapped: await wrapVaultKey(vaultKey, under, tools), wrappingKey }
  }
  const rounds = tools.passphraseRounds
  const lock = parametersFor(secret, {
    ...tools,
    ...(rounds === undefined ? {} : { rounds }),
  })
  const wrappingKey = await lockWrappingKey(secret, lock, subtle)
  if (wrappingKey === undefined) throw new StorageError('bad-write', 'vault: not a secret')
  const under = { wrappingKey, wrapping: 'locked', lock, keyFile } as const
  return { wrapped: await wrapVaultKey(vaultKey, under, tools), wrappingKey: undefined }
}

async function replaceWrapping(
  db: AccountDatabase,
  before: WrappedVaultKey,
  next: NextWrapping & { readonly idle: SealedRecord | undefined },
): Promise<void> {
  await strictTransaction(db, ['vault'], (transaction, orAbort) => {
    const vault = transaction.objectStore('vault')
    const existing: IDBRequest<unknown> = vault.get('vaultKey')
    existing.onsuccess = orAbort(() => {
      if (!sameWrapped(before, existing.result)) {
        throw new StorageError('conflict', 'vault: its wrapping changed meanwhile')
      }
      vault.put(next.wrapped, 'vaultKey')
      if (next.wrappingKey === undefined) vault.delete('wrappingKey')
      else vault.put(next.wrappingKey, 'wrappingKey')
      if (next.idle === undefined) vault.delete('idle')
      else vault.put(next.idle, 'idle')
      vault.delete('tries')
    })
  })
}

function sealerOf({ sealKey }: VaultKeys, { subtle, randomBytes }: VaultTools): Sealer {
  return createSealer({ sealKey, subtle, randomBytes })
}

async function sealIdle(sealer: Sealer, idleMinutes: number): Promise<SealedRecord>
async function sealIdle(
  sealer: Sealer,
  idleMinutes: number | undefined,
): Promise<SealedRecord | undefined>
async function sealIdle(
  sealer: Sealer,
  idleMinutes: number | undefined,
): Promise<SealedRecord | undefined> {
  if (idleMinutes === undefined) return undefined
  return { ...(await sealer.seal('vault', 'idle', encodeRow({ idleMinutes }))), rev: 0 }
}

async function openIdle(sealer: Sealer, record: unknown): Promise<number> {
  const row = decodeRow(await sealer.open('vault', 'idle', record))
  const minutes =
    typeof row === 'object' && row !== null && 'idleMinutes' in row ? row.idleMinutes : undefined
  if (typeof minutes !== 'number') throw new StorageError('damaged', 'vault: not the idle minutes')
  return minutes
}
