import type { Platform } from '../../platform/platform.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { appVersionOf } from '../account/loginPayloads.ts'
import { atMost } from '../patience.ts'
import { plainError } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import { hasWords } from './answerVerdict.ts'
import type { Verdict } from './verdict.ts'

/** How long the current version may take to come. */
const VERSION_LIMIT_MS = 10_000

export interface CarryOutParts {
  readonly platform: Pick<Platform, 'clock' | 'fetchVersion'>
  readonly facts: AccountFacts
  readonly trace: Trace
  /** Whether a refused version was already replaced since the rule began. */
  readonly versionReplaced: boolean
}

/**
 * Stores what must outlive this engine before what follows a verdict: a doubt, the end of a ban, a
 * newer version. Gives what follows.
 *
 * @throws StorageError when it cannot be stored: then it did not happen, and the service says it again.
 */
export async function carryOut(verdict: Verdict, parts: CarryOutParts): Promise<Verdict> {
  const { facts, trace, platform } = parts
  switch (verdict.next) {
    case 'confirm': {
      const { reason, told } = verdict
      await facts.change(() => ({ doubt: { reason, ...(told && { told }) } }))
      trace({ step: 'doubt', reason })
      return verdict
    }
    case 'wait': {
      const { ban: code, delayMs } = verdict
      if (code === undefined) return verdict
      const sinceMs = platform.clock.now()
      const untilMs = sinceMs + delayMs
      await facts.change(() => ({ ban: { sinceMs, untilMs, code } }))
      trace({ step: 'banned', code, forMs: delayMs })
      return verdict
    }
    case 'erase': {
      const { code, details } = verdict.error
      const { session, doubt } = facts.now()
      if (code !== 'unlinked') return verdict
      // "Removed" is true and says little: the account's new registration is why it happened.
      if (session?.phoneChanged === true) {
        return { ...verdict, error: plainError('phone-changed', details) }
      }
      // The words of the first answer are the better explanation where the second one has none.
      return doubt?.told === undefined || hasWords(details)
        ? verdict
        : { ...verdict, error: plainError('unlinked', doubt.told) }
    }
    case 'outdated': {
      const isNewer = !parts.versionReplaced && (await learnVersion(parts))
      return isNewer ? { next: 'redial' } : { next: 'stop', error: verdict.error }
    }
    default:
      return verdict
  }
}

/** Asks for the current version. True when it makes the next dial differ from the refused one. */
async function learnVersion({ platform, facts, trace }: CarryOutParts): Promise<boolean> {
  const refused = appVersionOf(facts.now())
  const version = await currentVersion(platform)
  if (version === undefined) {
    trace({ step: 'version', outcome: 'unknown' })
    return false
  }
  if (String(appVersionOf({ version: { version } })) === String(refused)) {
    trace({ step: 'version', outcome: 'same' })
    return false
  }
  await facts.change(() => ({ version: { version } }))
  trace({ step: 'version', outcome: 'newer' })
  return true
}

function currentVersion({ clock, fetchVersion }: CarryOutParts['platform']) {
  if (fetchVersion === undefined) return undefined
  // Out of reach, or not a version: the person is told that this build is too old either way.
  const told = fetchVersion().catch(() => undefined)
  return atMost(clock, VERSION_LIMIT_MS, told)
}
