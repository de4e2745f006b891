import type { Command, CommandResult, EngineEvent, Snapshot } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import type { TraceEvent } from '../bridge/trace.ts'
import type { Platform } from '../platform/platform.ts'
import type { AccountStore } from '../storage/accountStore.ts'
import { type AccountFacts, loadFacts } from './account/accountFacts.ts'
import { type AccountLife, createAccountLife } from './accountLife.ts'
import type { LinkState } from './linking/linkState.ts'
import { plainError, plainErrorOf } from './plainErrors.ts'
import { createSerialQueue } from './serialQueue.ts'
import { createSnapshotHub } from './snapshotHub.ts'
import { createTraceRing } from './traceRing.ts'

export interface EngineOptions {
  readonly platform: Platform
  /**
   * Opens the account's database, or makes it with this wrapping. `onLost` is called when the browser,
   * the person or a newer build took the database away.
   */
  readonly openStore: (wrapping: 'stored' | 'memory', onLost: () => void) => Promise<AccountStore>
  /** Deletes the database without opening it: the way out when it cannot be opened. */
  readonly eraseStore?: () => Promise<void>
  /** Order of this build; a larger number is newer. */
  readonly build: number
  readonly worker: 'shared' | 'dedicated'
  /** False where no CryptoKey can be stored: the session then lives as long as this worker. */
  readonly canStoreKeys: boolean
}

/** The companion itself. */
export interface Engine {
  /** Everything a window needs to draw, as it is now. */
  snapshot(): Snapshot
  /** Does what a window asks. Never rejects: failures are results. */
  run(command: Command, windowId: string): Promise<CommandResult>
  /** Tells what changed, once a tick. Returns the function that ends it. */
  subscribe(listener: (events: readonly EngineEvent[]) => void): () => void
  windowGone(windowId: string): void
  /** The newest trace events, at most 500, oldest first. */
  recentTrace(): readonly TraceEvent[]
  /** Opens the storage and begins. Resolves when the snapshot tells who is linked, before any dial. */
  start(): Promise<void>
  /** Ends connection and storage. What was committed stays; nothing else mattered. */
  retire(): Promise<void>
}

/** What runs: nothing yet or any more, an account, or a storage that cannot be used. */
type Running =
  | { readonly at: 'nothing' }
  | { readonly at: 'account'; readonly store: AccountStore; readonly life: AccountLife }
  | { readonly at: 'broken'; readonly error: PlainError }

type RequestCode = Extract<Command, { type: 'requestCode' }>

const done: CommandResult = { ok: true }

/** An engine that has not started. */
export function createEngine(options: EngineOptions): Engine {
  const { platform, canStoreKeys } = options
  const { service } = platform
  const hub = createSnapshotHub(
    {
      engine: {
        build: options.build,
        worker: options.worker,
        storage: canStoreKeys ? 'persistent' : 'memory',
      },
      service: {
        name: service.service,
        url: service.url,
        ...(service.clock === undefined ? {} : { clock: service.clock }),
      },
    },
    {
      link: () => (running.at === 'account' ? running.life.link() : { at: 'preparing' }),
      connection: () => {
        if (running.at === 'account') return running.life.connection()
        return running.at === 'broken' ? { at: 'stopped', error: running.error } : { at: 'idle' }
      },
      account: () => (running.at === 'account' ? running.life.account() : undefined),
      remember: () => remember,
      pairCode: () => (running.at === 'account' ? running.life.pairCode() : undefined),
      lock: () => ({ at: 'off' }),
    },
  )
  const ring = createTraceRing(platform.clock, hub.traced)
  const focusedWindows = new Set<string>()
  /** Opening, erasing and starting over happen one after another. */
  const turns = createSerialQueue()
  let running: Running = { at: 'nothing' }
  let remember = canStoreKeys

  /** Opens the storage and puts a life on it. `start` says what the link shows at first. */
  async function open(start?: LinkState): Promise<AccountLife | undefined> {
    try {
      let opened: AccountStore | undefined
      const store = await options.openStore(
        remember ? 'stored' : 'memory',
        () => void turns.add(() => storageLost(opened)),
      )
      opened = store
      ring.record({ step: 'storage-opened', fresh: store.fresh, version: store.schemaVersion })
      remember = store.wrapping === 'stored'
      const facts = await factsOf(store)
      const { session } = facts.now()
      const life = createAccountLife({
        platform,
        store,
        facts,
        trace: ring.record,
        start: start ?? linkStateOf(session),
        focused: () => focusedWindows.size > 0,
        onChange: hub.changed,
        onGone: (reason, error) => void turns.add(() => endAccount(life, reason, error)),
      })
      running = { at: 'account', store, life }
      return life
    } catch (cause) {
      ring.record({
        step: 'internal-error',
        where: 'storage',
        name: cause instanceof Error ? cause.name : typeof cause,
      })
      running = { at: 'broken', error: plainErrorOf(cause) }
      return undefined
    } finally {
      hub.changed('link', 'connection', 'account', 'remember')
    }
  }

  /** What cannot be stored must not be answered: the connection ends, and the person is told. */
  async function storageLost(lost: AccountStore | undefined): Promise<void> {
    if (running.at !== 'account' || running.store !== lost) return
    await running.life.stop()
    ring.record({ step: 'internal-error', where: 'storage', name: 'lost' })
    running = { at: 'broken', error: plainError('storage-failed') }
    hub.changed('link', 'connection', 'account', 'remember')
  }

  /** Ends what runs and deletes everything stored for it. */
  async function erase(reason: string): Promise<void> {
    const before = running
    if (before.at === 'account') {
      await before.life.stop()
      await before.store.erase()
    } else {
      await options.eraseStore?.()
    }
    running = { at: 'nothing' }
    ring.record({ step: 'erased', reason })
  }

  /** The link is gone for certain: wipe, and say why. A new code comes when the person asks. */
  async function endAccount(life: AccountLife, reason: string, error: PlainError): Promise<void> {
    if (running.at !== 'account' || running.life !== life) return
    await guarded(async () => {
      await erase(reason)
      await open({ at: 'ended', error })
    })
  }

  /** Erases and begins again with new keys. */
  async function beginAnew(reason: string, rememberNext: boolean): Promise<CommandResult> {
    return guarded(async () => {
      await erase(reason)
      remember = rememberNext
      const life = await open()
      await life?.begin()
    })
  }

  /** Nothing may leave a window waiting: what fails here ends in a state that is shown. */
  async function guarded(work: () => Promise<void>): Promise<CommandResult> {
    try {
      await work()
      return done
    } catch (cause) {
      const error = plainErrorOf(cause)
      ring.record({
        step: 'internal-error',
        where: 'engine',
        name: cause instanceof Error ? cause.name : typeof cause,
      })
      running = { at: 'broken', error }
      hub.changed('link', 'connection', 'account', 'remember')
      return { ok: false, error }
    }
  }

  function current(): AccountLife | undefined {
    return running.at === 'account' ? running.life : undefined
  }

  async function setRemember(wanted: boolean): Promise<CommandResult> {
    if (wanted === remember) return done
    // What cannot be opened may hold a link: only `startOver` may erase it.
    if (running.at === 'broken') return { ok: false, error: running.error }
    if (current()?.isLinked() === true) {
      return { ok: false, error: plainError('not-while-linked') }
    }
    if (wanted && !canStoreKeys) return { ok: false, error: plainError('storage-failed') }
    return beginAnew('remember', wanted)
  }

  async function retry(): Promise<CommandResult> {
    if (running.at === 'broken') return guarded(async () => (await open())?.begin())
    await current()?.retry()
    return done
  }

  /** Loaded before its turn comes: a slow network must not hold up what else is asked. */
  async function requestCode(command: RequestCode): Promise<CommandResult> {
    try {
      const { requestCodeOf } = await import('./linking/requestCode.ts')
      return await turns.add(() => requestCodeOf(current(), command))
    } catch {
      // Its own failures are results, so this is the script that did not come.
      return { ok: false, error: plainError('unreachable') }
    }
  }

  function focus(windowId: string, focused: boolean): void {
    if (focused) focusedWindows.add(windowId)
    else focusedWindows.delete(windowId)
    current()?.focusChanged()
  }

  return {
    snapshot: hub.snapshot,
    subscribe: hub.subscribe,
    recentTrace: ring.recent,
    async run(command, windowId) {
      switch (command.type) {
        case 'focus':
          focus(windowId, command.focused)
          return done
        case 'trace':
          ring.watch(windowId, command.on)
          return done
        case 'newCode':
          return turns.add(async () => {
            await current()?.newCode()
            return done
          })
        case 'retryNow':
          return turns.add(retry)
        case 'setRemember':
          return turns.add(() => setRemember(command.remember))
        case 'startOver':
          return turns.add(() => beginAnew('start-over', remember))
        case 'requestCode':
          return requestCode(command)
        case 'cancelCode':
          return turns.add(() => {
            current()?.cancelCode()
            return done
          })
        case 'logOut':
        case 'discard':
        case 'wake':
        case 'setLock':
        case 'removeLock':
        case 'setLockIdle':
        case 'lockNow':
        case 'unlock':
        case 'active':
          return { ok: false, error: plainError('internal') }
      }
    },
    windowGone(windowId) {
      ring.watch(windowId, false)
      focus(windowId, false)
    },
    start: () =>
      turns.add(async () => {
        const life = await open()
        void life?.begin()
      }),
    retire: () =>
      turns.add(async () => {
        const before = running
        if (before.at === 'account') {
          await before.life.stop()
          before.store.close()
        }
        running = { at: 'nothing' }
      }),
  }
}

/** The account's rows. A storage whose rows do not open is let go, so that it can be deleted. */
async function factsOf(store: AccountStore): Promise<AccountFacts> {
  try {
    return await loadFacts(store)
  } catch (cause) {
    store.close()
    throw cause
  }
}

/** A session that never logged in is still on its way: the service may not know of it. */
function linkStateOf(session: { readonly loginCounter: number } | undefined): LinkState {
  if (session === undefined) return { at: 'preparing' }
  return session.loginCounter === 0 ? { at: 'confirming' } : { at: 'linked' }
}
