import type { Command, CommandResult, TalkCommand } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import type { AccountStore } from '../storage/accountStore.ts'
import type { LockedStore } from '../storage/lockedStore.ts'
import { closeForHandover } from './account/openFacts.ts'
import { createAccountEnds } from './accountEnds.ts'
import type { AccountLife } from './accountLife.ts'
import type { Engine, EngineOptions } from './engineFace.ts'
import type { LateLife } from './lateLife.ts'
import type { LinkState } from './linking/linkState.ts'
import { type AccountWorld, createLivingAccount, type LivingAccount } from './livingAccount.ts'
import { createLazyDesk } from './lock/lazyDesk.ts'
import type { Behind } from './lock/lockDesk.ts'
import { plainError, plainErrorOf } from './plainErrors.ts'
import { createSerialQueue } from './serialQueue.ts'
import { createEngineHub } from './engineHub.ts'
import { createLazyMove } from './move/lazyMove.ts'
import type { LateTalk } from './talk/lateTalk.ts'
import { createTraceRing } from './traceRing.ts'

/** What runs: nothing yet or any more, an account, or a storage that cannot be used. */
type Running =
  | { readonly at: 'nothing' }
  | { readonly at: 'account'; readonly account: LivingAccount }
  /** Behind the app lock: no key, no connection. */
  | { readonly at: 'locked'; readonly store: LockedStore; readonly place: Place }
  | { readonly at: 'broken'; readonly error: PlainError }

/** Which store an opened database belongs to; known once its vault is open. */
interface Place {
  store?: AccountStore
}

type RequestCode = Extract<Command, { type: 'requestCode' }>

const done: CommandResult = { ok: true }

/** An engine that has not started. */
export function createEngine(options: EngineOptions): Engine {
  const { platform, canStoreKeys } = options
  const hub = createEngineHub(options, {
    life: shown,
    talk: shownTalk,
    broken: () => (running.at === 'broken' ? running.error : undefined),
    remember: () => remember,
    lock: () => lock.view(),
    move: () => move.view(),
  })
  const ring = createTraceRing(platform.clock, hub.traced)
  /** Oldest first. Every window tells at once whether it has focus. */
  const windows = new Set<string>()
  const focusedWindows = new Set<string>()
  /** Opening, erasing and starting over happen one after another. */
  const turns = createSerialQueue()
  let running: Running = { at: 'nothing' }
  let remember = canStoreKeys
  const lock = createLazyDesk({
    clock: platform.clock,
    trace: ring.record,
    turns,
    behind,
    adopt: (store) => guarded(async () => (await adopt(store))?.begin()),
    forget: () => guarded(forgetKeys),
    onChange: (what) => (what === 'all' ? hub.changedAll() : hub.changed('lock')),
  })

  const move = createLazyMove({
    ...platform,
    now: () => platform.clock.now(),
    trace: ring.record,
    turns,
    moving: canStoreKeys ? options.moving : undefined,
    account: () => (running.at === 'account' && !lock.hides() ? running.account : undefined),
    revive: () => guarded(revive),
    erase,
    open,
    guarded,
    onChange: () => hub.changed('move'),
  })

  const world: AccountWorld = {
    ...options,
    trace: ring.record,
    windows: () => windows,
    focusedWindows: () => focusedWindows,
    tell: hub.tell,
    onChange: hub.changed,
    onGone: (life, reason, error) =>
      void turns.add(() => (current() === life ? ends.gone(reason, error) : done)),
  }

  const ends = createAccountEnds({
    life: current,
    isNothing: () => running.at === 'nothing',
    erase,
    open,
    guarded,
    changedAll: hub.changedAll,
  })

  /** Opens the storage and puts a life on it. `start` says what the link shows at first. */
  async function open(start?: LinkState): Promise<LateLife | undefined> {
    try {
      const place: Place = {}
      const store = await options.openStore(
        remember ? 'stored' : 'memory',
        () => void turns.add(() => storageLost(place)),
      )
      if (!('unlock' in store)) return await putLife(store, place, start)
      await lock.found(store)
      running = { at: 'locked', store, place }
      return undefined
    } catch (cause) {
      ring.record({
        step: 'internal-error',
        where: 'storage',
        name: cause instanceof Error ? cause.name : typeof cause,
      })
      running = { at: 'broken', error: plainErrorOf(cause) }
      lock.opened()
      return undefined
    } finally {
      hub.changedAll()
    }
  }

  /** Puts a life on an open storage. */
  async function putLife(store: AccountStore, place: Place, start?: LinkState): Promise<LateLife> {
    place.store = store
    ring.record({ step: 'storage-opened', fresh: store.fresh, version: store.schemaVersion })
    remember = store.wrapping === 'stored'
    const account = await createLivingAccount(store, world, start)
    running = { at: 'account', account }
    lock.opened(store.lock())
    return account.life
  }

  /** The lock was opened: the account comes out from behind it. */
  async function adopt(store: AccountStore): Promise<LateLife | undefined> {
    if (running.at !== 'locked') return undefined
    const life = await putLife(store, running.place)
    hub.changedAll()
    return life
  }

  /** Nothing in memory opens the account any more. What is stored asks for its secret. */
  async function forgetKeys(): Promise<void> {
    if (running.at !== 'account') return
    const { account } = running
    await account.stop()
    account.store.close()
    running = { at: 'nothing' }
    await open()
  }

  /** A new life on the storage that is open, as what is stored there now says. */
  async function revive(): Promise<void> {
    if (running.at !== 'account') return
    const { account: before } = running
    await before.stop()
    const account = await createLivingAccount(before.store, world)
    running = { at: 'account', account }
    hub.changedAll()
    account.life.begin()
  }

  /** What a command about the lock finds. */
  function behind(): Behind {
    if (running.at === 'locked') return running
    if (running.at === 'account') {
      return {
        at: 'account',
        store: running.account.store,
        linked: running.account.life.isLinked(),
      }
    }
    const error = running.at === 'broken' ? running.error : plainError('lock-unavailable')
    return { at: 'neither', answer: { ok: false, error } }
  }

  /** The life that windows may see. */
  function shown(): AccountLife | undefined {
    return running.at === 'account' && !lock.hides() ? running.account.life : undefined
  }

  function shownTalk(): LateTalk | undefined {
    return running.at === 'account' && !lock.hides() ? running.account.talk : undefined
  }

  /** What cannot be stored must not be answered: the connection ends, and the person is told. */
  async function storageLost(lost: Place): Promise<void> {
    if (running.at !== 'account' || running.account.store !== lost.store) return
    await running.account.stop()
    ring.record({ step: 'internal-error', where: 'storage', name: 'lost' })
    running = { at: 'broken', error: plainError('storage-failed') }
    lock.opened()
    hub.changedAll()
  }

  /** Ends what runs and deletes everything stored for it. */
  async function erase(reason: string): Promise<void> {
    const before = running
    if (before.at === 'account') {
      await before.account.stop()
      await before.account.store.erase()
    } else {
      await options.eraseStore?.()
    }
    running = { at: 'nothing' }
    lock.opened()
    ring.record({ step: 'erased', reason })
  }

  /** Erases and begins again with new keys. */
  async function beginAnew(reason: string, rememberNext: boolean): Promise<CommandResult> {
    return guarded(async () => {
      await erase(reason)
      remember = rememberNext
      const life = await open()
      life?.begin()
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
      // Nothing of the account can be seen, and behind a lock nobody could try again.
      lock.opened()
      hub.changedAll()
      return { ok: false, error }
    }
  }

  function current(): LateLife | undefined {
    return running.at === 'account' ? running.account.life : undefined
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
    current()?.retry()
    return done
  }

  /** Loaded before its turn comes: a slow network must not hold up what else is asked. */
  async function requestCode(command: RequestCode): Promise<CommandResult> {
    try {
      const [{ requestCodeOf }] = await Promise.all([
        import('./linking/requestCode.ts'),
        // What was asked for before comes first: the storage may still be opening.
        turns.idle().then(() => current()?.ready()),
      ])
      return await turns.add(() => requestCodeOf(current(), command))
    } catch {
      // Its own failures are results, so this is the script that did not come.
      return { ok: false, error: plainError('unreachable') }
    }
  }

  /** What was asked for before comes first: the storage may still be opening. */
  async function talkNow(command: TalkCommand, windowId: string): Promise<CommandResult> {
    await turns.idle()
    const talk = shownTalk()
    return talk?.run(command, windowId) ?? { ok: false, error: plainError('unreachable') }
  }

  function focus(windowId: string, focused: boolean): void {
    if (focused) focusedWindows.add(windowId)
    else focusedWindows.delete(windowId)
    current()?.focusChanged()
    shownTalk()?.focusChanged()
  }

  return {
    snapshot() {
      lock.check()
      return hub.snapshot()
    },
    subscribe: hub.subscribe,
    recentTrace: ring.recent,
    async run(command, windowId) {
      lock.check()
      const refused = lock.refusal(command) ?? move.refusal(command)
      if (refused !== undefined) return refused
      windows.add(windowId)
      switch (command.type) {
        case 'focus':
          focus(windowId, command.focused)
          return done
        case 'trace':
          ring.watch(windowId, command.on)
          return done
        case 'newCode':
          return turns.add(() => {
            current()?.newCode()
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
        case 'setLock':
        case 'removeLock':
        case 'setLockIdle':
        case 'lockNow':
        case 'unlock':
        case 'active':
          return lock.run(command)
        case 'moveOut':
        case 'release':
        case 'cancelMove':
        case 'moveIn':
          return move.run(command, windowId)
        case 'logOut':
          return turns.add(ends.logOut)
        case 'discard':
          return turns.add(ends.discard)
        case 'wake':
          current()?.wake()
          return done
        default:
          return talkNow(command, windowId)
      }
    },
    async answer(query) {
      await turns.idle()
      lock.check()
      if (query.ask === 'movePiece') return move.answer(query)
      const talk = shownTalk()
      return talk?.answer(query) ?? { ok: false, error: plainError('locked') }
    },
    windowGone(windowId) {
      ring.watch(windowId, false)
      windows.delete(windowId)
      focus(windowId, false)
      move.windowGone(windowId)
      shownTalk()?.windowGone(windowId)
    },
    start: () =>
      turns.add(async () => {
        const life = await open()
        life?.begin()
      }),
    retire: () =>
      turns.add(async () => {
        const before = running
        lock.stop()
        if (before.at === 'account') {
          const { account } = before
          await account.stop()
          await closeForHandover(account.store, account.life.isLinked())
        }
        running = { at: 'nothing' }
      }),
  }
}
