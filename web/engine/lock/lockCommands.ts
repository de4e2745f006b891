import type { Command, CommandResult, LockSecret } from '../../bridge/contract.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { LockChange } from '../../storage/appLock.ts'
import type { LockedStore } from '../../storage/lockedStore.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import { isStrong, refusal } from './lockSecrets.ts'

const LONGEST_IDLE_MINUTES = 24 * 60

const done: CommandResult = { ok: true }

type Of<T extends Command['type']> = Extract<Command, { type: T }>

/** An account that a lock can stand before. */
export interface Lockable {
  readonly store: AccountStore
  readonly linked: boolean
  readonly nowMs: number
}

/** Does what was asked about the lock of an open account. Never throws. */
export async function changeLock(
  account: Lockable,
  command: Of<'setLock'> | Of<'removeLock'> | Of<'setLockIdle'>,
): Promise<CommandResult> {
  switch (command.type) {
    case 'setLock':
      return await setLock(account, command)
    case 'removeLock':
      return await removeLock(account, command)
    case 'setLockIdle':
      return await setLockIdle(account, command)
  }
}

/** Puts a lock before the account, or another in its place. */
async function setLock(account: Lockable, command: Of<'setLock'>): Promise<CommandResult> {
  const { secret, current } = command
  if (!isStrong(secret)) return { ok: false, error: plainError('lock-weak') }
  const idleMinutes = minutesOf(command.idleMinutes)
  return await change(account, {
    to: { secret, idleMinutes },
    ...(current === undefined ? {} : { current }),
  })
}

/** Takes the lock away. Without one there is nothing to do. */
async function removeLock(
  account: Lockable,
  { current }: Of<'removeLock'>,
): Promise<CommandResult> {
  if (account.store.lock() === undefined) return done
  return await change(account, { current })
}

async function setLockIdle(
  { store }: Lockable,
  { idleMinutes }: Of<'setLockIdle'>,
): Promise<CommandResult> {
  if (store.lock() === undefined) return { ok: false, error: plainError('lock-unavailable') }
  try {
    await store.setLockIdle(minutesOf(idleMinutes))
    return done
  } catch (cause) {
    return { ok: false, error: plainErrorOf(cause) }
  }
}

/** What became of an attempt to open. */
export type Unlocked =
  | { readonly at: 'open'; readonly store: AccountStore }
  | { readonly at: 'closed'; readonly result: CommandResult; readonly retryInMs?: number }

/** Tries a secret. Never throws. */
export async function unlock(
  locked: LockedStore,
  secret: LockSecret,
  nowMs: number,
): Promise<Unlocked> {
  try {
    const answer = await locked.unlock(secret, nowMs)
    if (answer.at === 'open') return answer
    return { at: 'closed', result: refusal(answer), retryInMs: answer.retryInMs }
  } catch (cause) {
    return { at: 'closed', result: { ok: false, error: plainErrorOf(cause) } }
  }
}

async function change(
  { store, linked, nowMs }: Lockable,
  wanted: LockChange,
): Promise<CommandResult> {
  // A key in memory goes with the last tab, and before a link there is nothing to protect.
  if (store.wrapping === 'memory' || !linked) {
    return { ok: false, error: plainError('lock-unavailable') }
  }
  try {
    const answer = await store.changeLock(wanted, nowMs)
    return answer.at === 'done' ? done : refusal(answer)
  } catch (cause) {
    return { ok: false, error: plainErrorOf(cause) }
  }
}

/** Whole minutes from never (0) to a day. */
function minutesOf(wanted: number): number {
  if (!(wanted > 0)) return 0
  return Math.min(LONGEST_IDLE_MINUTES, Math.ceil(wanted))
}
