import type { PlainError } from '../../bridge/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { atMost } from '../patience.ts'
import { plainError } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import type { Ending } from './ending.ts'
import { type Circumstances, judge, type Verdict, wait } from './verdict.ts'

/** What the service says at an end, and what follows, are not part of the way to the code. */
const loadAnswers = () => Promise.all([import('./answerVerdict.ts'), import('./carryOut.ts')])

/** How long an ending waits for what reads it: a script may also never come. */
const LOAD_LIMIT_MS = 10_000

/** From the end of a connection to what follows it. */
export interface Endings {
  /** Never rejects: what cannot be judged is tried again, ever more patiently. */
  readonly judge: (ending: Ending, about: Circumstances) => Promise<Verdict>
  /** Stores what must be stored, and gives what follows. Throws StorageError when it cannot be. */
  readonly carryOut: (verdict: Verdict, about: { readonly routed: boolean }) => Promise<Verdict>
  /** Loads what an end may need while there is a connection: then it may be too late. */
  preload(): void
  /** A person asked, or a login succeeded: a refused version may be replaced again. */
  beginAnew(): void
}

/** The endings of one account's connections. `onGone`: the link is gone for certain. */
export function createEndings(parts: {
  readonly platform: Platform
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly onGone: (reason: string, error: PlainError) => void
  /** Another way to the two scripts, for tests. */
  readonly load?: typeof loadAnswers
}): Endings {
  const { facts, trace, load = loadAnswers } = parts
  let versionReplaced = false

  return {
    async judge(ending, about) {
      if (about.unwanted) return { next: 'rest' }
      if (ending.why !== 'answer') return judge(ending, about)
      const loading = load().catch(() => undefined)
      const loaded = await atMost(parts.platform.clock, LOAD_LIMIT_MS, loading)
      if (loaded !== undefined) return loaded[0].judgeAnswer(ending.stanza, about, trace)
      trace({ step: 'internal-error', where: 'scripts', name: 'unreachable' })
      return wait(about, plainError('service-error'))
    },
    async carryOut(verdict, { routed }) {
      if (verdict.next === 'redial' && routed) {
        await facts.change(() => ({ routing: null }))
        trace({ step: 'routing', change: 'forgotten' })
      }
      const isPlain = ['restart', 'redial', 'stop', 'rest'].includes(verdict.next)
      if (isPlain || (verdict.next === 'wait' && verdict.ban === undefined)) return verdict
      const [, { carryOut }] = await load()
      const follows = await carryOut(verdict, { ...parts, versionReplaced })
      if (follows.next === 'redial') versionReplaced = true
      if (follows.next === 'erase') parts.onGone(follows.reason, follows.error)
      return follows
    },
    preload() {
      load().catch(() => {
        // An ending without them is waited out.
      })
    },
    beginAnew() {
      versionReplaced = false
    },
  }
}
