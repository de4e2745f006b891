import type { ConnectionView, LinkView } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { accountView } from './account/accountView.ts'
import { isLinked } from './account/openFacts.ts'
import type * as AccountLifeCode from './accountLife.ts'
import type { AccountLife, LifeParts } from './accountLife.ts'
import type { LinkState } from './linking/linkState.ts'
import { atMost } from './patience.ts'
import { plainError } from './plainErrors.ts'

type LifeCode = typeof AccountLifeCode

/** An account that can be shown before the program that lives its life is there. */
export interface LateLife extends AccountLife {
  /** As the life's own; after 4 s it has taken long enough. */
  leave(limitMs?: number): Promise<boolean>
  /** Resolves once that program is there; with false when it could not be loaded, or was not in time. */
  ready(limitMs?: number): Promise<boolean>
  /** Stores how the last link ended, to be told after a reload too. Never throws: it is shown already. */
  keepEnd(error: PlainError): Promise<void>
}

const firstRetryMs = 1_000
const longestRetryMs = 60_000
/** How long leaving the account may take, loading included, before it is erased here all the same. */
const leaveLimitMs = 4_000
/** How long a script may take to come before the person is told. It may still come after that. */
const loadLimitMs = 10_000

interface LateParts extends LifeParts {
  /** Done before the life begins, once. */
  readonly prepareLife?: () => Promise<void>
}

let loaded: LifeCode | undefined
let underWay: Promise<void> | undefined

/** Loads the larger part of the engine. Rejects when the origin cannot be reached. */
export function loadLife(prepare: LateParts['prepareLife']): Promise<void> {
  underWay ??= fetchLife(prepare).catch((cause: unknown) => {
    underWay = undefined
    throw cause
  })
  return underWay
}

async function fetchLife(prepare: LateParts['prepareLife']): Promise<void> {
  const [code] = await Promise.all([import('./accountLife.ts'), prepare?.()])
  loaded = code
}

/**
 * The life of an account whose rows are read. What they tell is shown at once; the rest of the engine
 * is loaded when the life begins, and does then what has been asked meanwhile.
 */
export function createLateLife(parts: LateParts): LateLife {
  const { platform, facts, start, trace, onChange } = parts
  const { clock, device, service } = platform
  let life = loaded?.createAccountLife(parts)
  let stopped = false
  let begun = false
  let loading: Promise<void> | undefined
  let failures = 0
  let retryAtMs: number | undefined
  let cancelRetry = () => {}
  let waiting: Array<(life: AccountLife) => void> = []

  async function load(): Promise<void> {
    cancelRetry()
    retryAtMs = undefined
    const arrived = loadLife(parts.prepareLife).catch(() => undefined)
    await atMost(clock, loadLimitMs, arrived)
    loading = undefined
    if (stopped || life !== undefined) return
    if (loaded === undefined) tryLater()
    else {
      life = loaded.createAccountLife(parts)
      const asked = waiting
      waiting = []
      for (const task of asked) task(life)
    }
    onChange('link', 'connection')
  }

  function tryLater(): void {
    trace({ step: 'internal-error', where: 'scripts', name: 'unreachable' })
    const delayMs = Math.min(firstRetryMs * 2 ** failures, longestRetryMs)
    failures += 1
    retryAtMs = clock.now() + delayMs
    cancelRetry = clock.after(delayMs, () => void attempt())
    onChange('connection')
  }

  function attempt(): Promise<void> {
    loading ??= load()
    return loading
  }

  function whenThere(task: (life: AccountLife) => void): void {
    if (life !== undefined) return task(life)
    waiting.push(task)
    void attempt()
  }

  async function ready(limitMs?: number): Promise<boolean> {
    if (life !== undefined) return true
    if (stopped) return false
    let cancelLimit = () => {}
    const late = new Promise<void>((resolve) => {
      if (limitMs !== undefined) cancelLimit = clock.after(limitMs, resolve)
    })
    await Promise.race([attempt(), late])
    cancelLimit()
    return life !== undefined
  }

  function connectionBefore(): ConnectionView {
    if (retryAtMs !== undefined) {
      return {
        at: 'waiting',
        error: plainError('unreachable'),
        attempt: failures,
        retryInMs: Math.max(0, retryAtMs - clock.now()),
        rate: service.clock?.rate ?? 1,
      }
    }
    if (!begun) return { at: 'idle' }
    return facts.now().doubt === undefined ? { at: 'connecting', attempt: 1 } : { at: 'checking' }
  }

  return {
    ready,
    link: () => life?.link() ?? linkBefore(start),
    pairCode: () => life?.pairCode(),
    connection: () => life?.connection() ?? connectionBefore(),
    account() {
      if (life !== undefined) return life.account()
      return start.at === 'linked' ? accountView(facts.now(), device) : undefined
    },
    isLinked: () => isLinked(facts.now()),
    begin() {
      // Where the last link has ended, nothing is done until the person asks for a code.
      begun = start.at !== 'ended' && start.at !== 'moved'
      if (begun) whenThere((there) => there.begin())
      if (start.at === 'linked') parts.talk.begin()
    },
    newCode() {
      begun = true
      whenThere((there) => there.newCode())
    },
    requestCode: (...wanted) =>
      life === undefined ? plainError('unreachable') : life.requestCode(...wanted),
    cancelCode: () => life?.cancelCode(),
    retry() {
      begun = true
      whenThere((there) => there.retry())
    },
    wake() {
      if (life !== undefined) life.wake()
      else if (begun) void attempt()
    },
    async leave(limitMs = leaveLimitMs) {
      const fromMs = clock.now()
      const there = await ready(limitMs)
      const leftMs = limitMs - (clock.now() - fromMs)
      return there && leftMs > 0 ? (life?.leave(leftMs) ?? false) : false
    },
    async keepEnd({ code, details }) {
      const ended = { code, ...(details === undefined ? {} : { details }), atMs: clock.now() }
      try {
        await facts.change(() => ({ ended }))
      } catch (cause) {
        const name = cause instanceof Error ? cause.name : typeof cause
        trace({ step: 'internal-error', where: 'ended', name })
      }
    },
    focusChanged: () => life?.focusChanged(),
    available: () => life?.available() === true,
    broken: (where, cause) => life?.broken(where, cause),
    nameTold: (name) => life?.nameTold(name),
    async stop() {
      stopped = true
      waiting = []
      cancelRetry()
      await life?.stop()
    },
  }
}

/** Nothing is shown to be scanned before the engine that made it runs. */
function linkBefore(state: LinkState): LinkView {
  return state.at === 'showing' ? { at: 'preparing' } : state
}
