import type { Command, CommandResult, LockView } from '../../bridge/contract.ts'
import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { OpenLock } from '../../storage/appLock.ts'
import type { LockedStore } from '../../storage/lockedStore.ts'
import { plainError } from '../plainErrors.ts'
import type { SerialQueue } from '../serialQueue.ts'
import type { Trace } from '../traceRing.ts'
import type * as LockCommands from './lockCommands.ts'
import { createLockKeeper } from './lockKeeper.ts'

/** What opens, changes or closes the app lock. */
export type LockCommand = Extract<
  Command,
  { type: 'setLock' | 'removeLock' | 'setLockIdle' | 'lockNow' | 'unlock' | 'active' }
>

/** What the lock finds when the turn of a command comes. */
export type Behind =
  | { readonly at: 'account'; readonly store: AccountStore; readonly linked: boolean }
  | { readonly at: 'locked'; readonly store: LockedStore }
  /** Nothing that could be locked, and what a command is told. */
  | { readonly at: 'neither'; readonly answer: CommandResult }

export interface LockWorld {
  readonly clock: Clock
  readonly trace: Trace
  /** Of the engine: opening, erasing and locking happen one after another. */
  readonly turns: SerialQueue
  readonly behind: () => Behind
  /** Puts a life on the account that was opened. */
  readonly adopt: (store: AccountStore) => Promise<CommandResult>
  /** Ends the life on the account, forgets its keys, and stands behind the lock again. */
  readonly forget: () => Promise<CommandResult>
  /** The lock's view changed; `all`: with it everything of the account came or went. */
  readonly onChange: (what: 'lock' | 'all') => void
}

/** The app lock as the engine works with it. */
export interface LockDesk {
  view(): LockView
  /** Whether nothing of the account may be seen. */
  hides(): boolean
  /** Closes the lock if it should be closed by now. Call it before anything is shown or done. */
  check(): void
  /** What is answered instead of a command while the lock is closed. */
  refusal(command: Command): CommandResult | undefined
  /** An account is open, with this lock; or there is none any more. */
  opened(lock?: OpenLock): void
  /** An account was found behind its lock. */
  found(store: LockedStore): Promise<void>
  run(command: LockCommand): Promise<CommandResult>
  stop(): void
}

/** All that is taken while the lock is closed. */
const takenLocked: ReadonlySet<Command['type']> = new Set<Command['type']>([
  ...(['unlock', 'lockNow', 'startOver', 'logOut'] as const),
  ...(['focus', 'trace', 'wake', 'active'] as const),
])

const done: CommandResult = { ok: true }

/** A lock that is off until somebody says otherwise. */
export function createLockDesk(world: LockWorld): LockDesk {
  const { clock, trace, turns } = world
  const keeper = createLockKeeper({ clock, onDue: close, onChange: () => world.onChange('lock') })

  function opened(lock?: OpenLock): void {
    keeper.take({ type: 'open', lock, nowMs: clock.now() })
  }

  /** Hides the account at once, and forgets its keys as soon as what was begun before is over. */
  function close(): void {
    const open = keeper.open()
    if (open === undefined) return
    keeper.take({ type: 'close', face: open.lock, retryInMs: 0, nowMs: clock.now() })
    world.onChange('all')
    void turns.add(async () => {
      const behind = world.behind()
      if (behind.at !== 'account') return
      if (behind.store.lock() === undefined) {
        // It was taken away by a command that was on its way already.
        opened()
        world.onChange('all')
        return
      }
      trace({ step: 'lock', change: 'closed' })
      await world.forget()
    })
  }

  async function unlock(
    { unlock }: typeof LockCommands,
    { secret }: Extract<LockCommand, { type: 'unlock' }>,
  ): Promise<CommandResult> {
    const behind = world.behind()
    // Resent after it had worked: there is nothing to open any more.
    if (behind.at !== 'locked') return done
    const nowMs = clock.now()
    const answer = await unlock(behind.store, secret, nowMs)
    trace({ step: 'lock', change: answer.at === 'open' ? 'opened' : 'refused' })
    if (answer.at === 'open') return await world.adopt(answer.store)
    const { retryInMs } = answer
    if (retryInMs !== undefined) keeper.take({ type: 'refused', retryInMs, nowMs })
    return answer.result
  }

  async function change(
    { changeLock }: typeof LockCommands,
    command: Extract<LockCommand, { type: 'setLock' | 'removeLock' | 'setLockIdle' }>,
  ): Promise<CommandResult> {
    const behind = world.behind()
    if (behind.at === 'neither') return behind.answer
    // It closed while this command waited for its turn.
    if (behind.at === 'locked') return { ok: false, error: plainError('locked') }
    const before = behind.store.lock()
    const result = await changeLock({ ...behind, nowMs: clock.now() }, command)
    const after = behind.store.lock()
    if (after === before) return result
    trace({ step: 'lock', change: after === undefined ? 'removed' : 'set' })
    if (!keeper.hides()) opened(after)
    return result
  }

  return {
    view: () => keeper.view(),
    hides: () => keeper.hides(),
    check: () => keeper.check(),
    stop: () => keeper.stop(),
    opened,
    refusal(command) {
      if (!keeper.hides() || takenLocked.has(command.type)) return undefined
      return { ok: false, error: plainError('locked') }
    },
    async found(store) {
      const nowMs = clock.now()
      // When it cannot tell, it will refuse what comes too soon all the same.
      const retryInMs = await store.retryInMs(nowMs).catch(() => 0)
      keeper.take({ type: 'close', face: store.face, retryInMs, nowMs })
    },
    async run(command) {
      switch (command.type) {
        case 'active':
          keeper.take({ type: 'active', nowMs: clock.now() })
          return done
        case 'lockNow':
          if (keeper.open() !== undefined) close()
          else if (!keeper.hides()) return { ok: false, error: plainError('lock-unavailable') }
          return turns.add(() => done)
        default: {
          // Loaded before its turn comes: a slow network must not hold up what else is asked.
          const commands = await import('./lockCommands.ts').catch(() => undefined)
          try {
            if (commands === undefined) return { ok: false, error: plainError('unreachable') }
            return await turns.add(() =>
              command.type === 'unlock' ? unlock(commands, command) : change(commands, command),
            )
          } finally {
            forgetOutputs(command)
          }
        }
      }
    },
  }
}

/** The bytes that passkeys gave are this engine's copy: they opened what they were to open, or not. */
function forgetOutputs(command: LockCommand): void {
  const secrets = [
    'secret' in command ? command.secret : undefined,
    'current' in command ? command.current : undefined,
  ]
  for (const secret of secrets) if (secret?.kind === 'passkey') secret.output.fill(0)
}
