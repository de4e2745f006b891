import type { CareView } from '../../bridge/archive.ts'
import type { ChatsView, CommandResult, TalkCommand } from '../../bridge/contract.ts'
import type { HistoryView, SettingsView } from '../../bridge/chatViews.ts'
import type { QueryResult, TalkQuery } from '../../bridge/queries.ts'
import { atMost } from '../patience.ts'
import { plainError } from '../plainErrors.ts'
import { settingsView } from './settings.ts'
import type { Talk, TalkWorld } from './talk.ts'

const loadTalk = () => import('./createTalk.ts')

const firstRetryMs = 1_000
const longestRetryMs = 60_000
/** How long the end waits for a commit that may never come to its own. */
const STOP_LIMIT_MS = 1_000

/** Conversations that can be shown before the program that keeps them is there. */
export interface LateTalk {
  /** Nothing of an account that is not linked. */
  chats(): ChatsView | undefined
  history(): HistoryView | undefined
  settings(): SettingsView | undefined
  care(): CareView | undefined
  run(command: TalkCommand, windowId: string): Promise<CommandResult>
  answer(query: TalkQuery): Promise<QueryResult>
  /** Loads the program, again and again until it comes. Call it once the account is linked. */
  begin(): void
  /** The program, once it is there; undefined when it could not be loaded this time. */
  ready(): Promise<Talk | undefined>
  /** The connection is gone. Loads nothing: who never talked has nothing to lose. */
  lost(): void
  focusChanged(): void
  windowGone(windowId: string): void
  stop(): Promise<void>
}

export interface LateTalkWorld extends TalkWorld {
  /** What the list began with when it was last kept. */
  readonly head: ChatsView | undefined
  readonly linked: () => boolean
  /** Another way to the program, for tests. */
  readonly load?: typeof loadTalk
}

/** The conversations of one open account. */
export function createLateTalk(world: LateTalkWorld): LateTalk {
  const { platform, facts, head, linked, load = loadTalk } = world
  let talk: Talk | undefined
  let loading: Promise<Talk | undefined> | undefined
  let failures = 0
  let cancelRetry = () => {}
  let stopped = false

  async function fetch(): Promise<Talk | undefined> {
    cancelRetry()
    try {
      const { createTalk } = await load()
      if (stopped) return undefined
      talk ??= await createTalk(world)
      world.onChange('chats', 'history', 'settings', 'care')
      return talk
    } catch (cause) {
      const name = cause instanceof Error ? cause.name : typeof cause
      world.trace({ step: 'internal-error', where: 'talk', name })
      const delayMs = Math.min(firstRetryMs * 2 ** failures, longestRetryMs)
      failures += 1
      if (!stopped) cancelRetry = platform.clock.after(delayMs, () => void ready())
      return undefined
    } finally {
      loading = undefined
    }
  }

  function ready(): Promise<Talk | undefined> {
    if (talk !== undefined || stopped) return Promise.resolve(talk)
    loading ??= fetch()
    return loading
  }

  async function end(): Promise<void> {
    await loading
    await talk?.stop()
  }

  const missing = { ok: false, error: plainError('unreachable') } as const

  return {
    chats: () =>
      linked() ? (talk?.chats() ?? head ?? { rows: [], total: 0, unread: 0 }) : undefined,
    history: () => (linked() ? talk?.history() : undefined),
    settings: () => (linked() ? settingsView(facts.now().settings) : undefined),
    care: () => (linked() ? talk?.care() : undefined),
    run: async (command, windowId) =>
      linked() ? ((await (await ready())?.run(command, windowId)) ?? missing) : missing,
    answer: async (query) =>
      linked() ? ((await (await ready())?.answer(query)) ?? missing) : missing,
    begin: () => void ready(),
    ready,
    lost: () => talk?.lost(),
    focusChanged: () => talk?.focusChanged(),
    windowGone: (windowId) => talk?.windowGone(windowId),
    async stop() {
      stopped = true
      cancelRetry()
      await atMost(platform.clock, STOP_LIMIT_MS, end())
    },
  }
}
