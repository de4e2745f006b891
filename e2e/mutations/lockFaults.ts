import type { Fault } from './faults.ts'

const lock = 'web/storage/appLock.ts'
const lockKey = 'web/storage/lockKey.ts'
const tries = 'web/storage/lockTries.ts'
const vault = 'web/storage/vault.ts'
const vaultKey = 'web/storage/vaultKey.ts'
const state = 'web/engine/lock/lockState.ts'
const desk = 'web/engine/lock/lockDesk.ts'
const lockTests = ['web/storage/appLock.test.ts']
const triesTests = ['web/storage/lockTries.test.ts']
const orderTests = ['web/storage/appLock.property.test.ts']
const erasureTests = ['web/storage/erasure.test.ts']
const engineTests = ['web/engine/lock/lock.test.ts']
const stateTests = ['web/engine/lock/lockState.test.ts']

/** Faults in what decides who gets at the vault key, and what is left of it. */
export const LOCK_FAULTS: readonly Fault[] = [
  {
    name: 'the parameters of a lock are not bound to it',
    file: vaultKey,
    line: 'if (lock !== undefined || keyFile !== undefined) label.push(lockLabel(lock), keyFile ?? null)',
    instead: 'if (keyFile !== undefined) label.push(keyFile)',
    tests: lockTests,
  },
  {
    name: 'the name of the key file is not bound to the wrapping',
    file: vaultKey,
    line: 'if (lock !== undefined || keyFile !== undefined) label.push(lockLabel(lock), keyFile ?? null)',
    instead: 'if (lock !== undefined) label.push(lockLabel(lock))',
    tests: lockTests,
  },
  {
    name: 'the key file is written and not used',
    file: vaultKey,
    line: 'if (keyFile === undefined) return { ...described, ...(await seal(under.wrappingKey, vaultKey)) }',
    instead: 'return { ...described, ...(await seal(under.wrappingKey, vaultKey)) }',
    tests: lockTests,
  },
  {
    name: 'a lock that does not open is called damage',
    file: vaultKey,
    line: "const code = wrapped.wrapping === 'locked' ? 'wrong-secret' : 'damaged'",
    instead: "const code = 'damaged'",
    tests: lockTests,
  },
  {
    name: 'fewer rounds than promised',
    file: lockKey,
    line: 'export const PASSPHRASE_ROUNDS = 600_000',
    instead: 'export const PASSPHRASE_ROUNDS = 60_000',
    tests: lockTests,
  },
  {
    name: 'a passphrase depends on how it was typed',
    file: lockKey,
    line: "return text.normalize('NFKC')",
    instead: 'return text',
    tests: lockTests,
  },
  {
    name: 'the wrapping key stays stored behind a lock',
    file: lock,
    line: "if (next.wrappingKey === undefined) vault.delete('wrappingKey')",
    instead: 'if (next.wrappingKey === undefined) vault.count()',
    tests: lockTests,
  },
  {
    name: 'a lock is changed without its secret',
    file: lock,
    line: "if (current === undefined) throw new StorageError('locked', 'vault: its secret is needed')",
    instead: "if (current === undefined) throw new StorageError('conflict', 'vault')",
    tests: lockTests,
  },
  {
    name: 'the old key file stays after a change',
    file: lock,
    line: 'await forgetOtherFiles(next.wrapped, tools)',
    instead: '',
    tests: [...lockTests, ...orderTests],
  },
  {
    name: 'the bytes of the vault key stay in memory after a change',
    file: lock,
    line: 'vaultKey.fill(0)',
    instead: '',
    tests: lockTests,
  },
  {
    name: 'the bytes of the vault key stay in memory after an opening',
    file: vault,
    line: 'vaultKey.fill(0)',
    instead: '',
    tests: lockTests,
  },
  {
    name: 'a try is counted after it was made',
    file: lock,
    line: 'await writeTries(db, { wrong, lastMs: nowMs })',
    instead: '',
    tests: triesTests,
  },
  {
    name: 'a try is made during the pause',
    file: lock,
    line: "if (waitMs > 0) return { at: 'too-soon', retryInMs: waitMs }",
    instead: '',
    tests: triesTests,
  },
  {
    name: 'a clock that was set back ends the pause',
    file: tries,
    line: 'return Math.min(waitMs, Math.max(0, tries.lastMs + waitMs - nowMs))',
    instead: 'return nowMs < tries.lastMs ? 0 : Math.max(0, tries.lastMs + waitMs - nowMs)',
    tests: triesTests,
  },
  {
    name: 'a clock that ran ahead locks out for as long',
    file: tries,
    line: 'return tries.lastMs > nowMs ? { ...tries, lastMs: nowMs } : tries',
    instead: 'return tries',
    tests: triesTests,
  },
  {
    name: 'the pause has no end',
    file: tries,
    line: 'return Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1), LONGEST_WAIT_MS)',
    instead: 'return FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES - 1)',
    tests: triesTests,
  },
  {
    name: 'a memory opens another database than its own',
    file: vault,
    line: "if (kept === undefined || !sameWrapped(kept.wrapped, wrapped)) return { at: 'lost', inHandover }",
    instead: "if (kept === undefined) return { at: 'lost', inHandover }",
    tests: erasureTests,
  },
  {
    name: 'an erasure leaves the key files',
    file: 'web/storage/erasure.ts',
    line: 'if (!unused) await attempt(async () => account.keyFiles?.keepOnly(undefined))',
    instead: '',
    tests: erasureTests,
  },
  {
    name: 'a sign of the person after a sleep puts the lock off',
    file: state,
    line: "if (state.at !== 'on' || isDue(state, event.nowMs)) return state",
    instead: "if (state.at !== 'on') return state",
    tests: stateTests,
  },
  {
    name: 'a device that slept shows the account until a timer runs',
    file: state,
    line: 'if (isDue(state, nowMs)) return closedView(state.lock, 0)',
    instead: '',
    tests: stateTests,
  },
  {
    name: 'a closed lock keeps the account open behind it',
    file: desk,
    line: 'await world.forget()',
    instead: '',
    tests: engineTests,
    only: 'closed, ends the connection',
  },
  {
    name: 'a closed lock takes every command',
    file: desk,
    line: 'if (!keeper.hides() || takenLocked.has(command.type)) return undefined',
    instead: 'if (!keeper.hides() || command.type.length > 0) return undefined',
    tests: engineTests,
    only: 'takes nothing but what needs no key',
  },
  {
    name: 'a weak passphrase is taken',
    file: 'web/engine/lock/lockCommands.ts',
    line: "if (!isStrong(secret)) return { ok: false, error: plainError('lock-weak') }",
    instead: '',
    tests: engineTests,
    only: 'is strong enough',
  },
]
