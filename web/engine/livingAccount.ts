import type { EngineEvent } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import type { AccountStore } from '../storage/accountStore.ts'
import { factsOf, isLinked, linkStateOf } from './account/openFacts.ts'
import { createLateLife, type LateLife } from './lateLife.ts'
import type { LinkState } from './linking/linkState.ts'
import type { LivePart } from './snapshotHub.ts'
import { chatsHead } from './talk/chatsHead.ts'
import { createLateTalk, type LateTalk } from './talk/lateTalk.ts'
import type { Trace } from './traceRing.ts'
import type { Platform } from '../platform/platform.ts'

/** What an open account is given by its engine. */
export interface AccountWorld {
  readonly platform: Platform
  readonly prepareLife?: () => Promise<void>
  readonly trace: Trace
  readonly windows: () => ReadonlySet<string>
  readonly focusedWindows: () => ReadonlySet<string>
  readonly tell: (...events: readonly EngineEvent[]) => void
  readonly onChange: (...parts: readonly LivePart[]) => void
  /** The link of this account is gone for certain. */
  readonly onGone: (life: LateLife, reason: string, error: PlainError) => void
}

/** An account whose storage is open: its life with the service and its conversations. */
export interface LivingAccount {
  readonly store: AccountStore
  readonly life: LateLife
  readonly talk: LateTalk
  /** Ends both. Resolves when nothing is running any more; the storage stays open. */
  stop(): Promise<void>
}

/** Puts life and conversations on an open storage. `start` says what the link shows at first. */
export async function createLivingAccount(
  store: AccountStore,
  world: AccountWorld,
  start?: LinkState,
): Promise<LivingAccount> {
  const { platform, focusedWindows } = world
  const [facts, head] = await Promise.all([
    factsOf(store, platform.clock.now()),
    chatsHead(store, world.trace),
  ])
  const talk = createLateTalk({
    ...world,
    store,
    facts,
    head,
    linked: () => isLinked(facts.now()),
    available: () => life.available(),
    ownName: (name) => life.nameTold(name),
    onBroken: (cause) => life.broken('talk', cause),
  })
  const life: LateLife = createLateLife({
    ...world,
    store,
    facts,
    talk,
    start: start ?? linkStateOf(facts.now()),
    focused: () => focusedWindows().size > 0,
    onGone: (reason, error) => world.onGone(life, reason, error),
  })
  let stopping: Promise<unknown> | undefined
  return {
    store,
    life,
    talk,
    async stop() {
      stopping ??= Promise.all([life.stop(), talk.stop()])
      await stopping
    },
  }
}
