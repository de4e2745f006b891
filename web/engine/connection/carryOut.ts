import type { Platform } from '../../platform/platform.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { appVersionOf } from '../account/loginPayloads.ts'
import { atMost } from '../patience.ts'
import { plainError } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
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
    case 'confirm':
      await facts.change(() => ({ doubt: { reason: verdict.reason } }))
      trace({ step: 'doubt', reason: verdict.reason })
      return verdict
    case 'wait': {
      const { ban: code, delayMs } = verdict
      if (code === undefined) return verdict
      const untilMs = platform.clock.now() + delayMs
      await facts.change(() => ({ ban: { untilMs, code } }))
      trace({ step: 'banned', code, forMs: delayMs })
      return verdict
    }
    case 'erase': {
      // "Removed" is true and says little: the account's new registration is why it happened.
      const isNewPhone =
        verdict.error.code === 'unlinked' && facts.now().session?.phoneChanged === true
      return isNewPhone
        ? { ...verdict, error: plainError('phone-changed', verdict.error.details) }
        : verdict
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
