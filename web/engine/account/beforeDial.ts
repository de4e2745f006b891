import type { PlainError } from '../../bridge/errors.ts'
import type { Clock, RandomBytes } from '../../platform/platform.ts'
import { StorageError } from '../../storage/errors.ts'
import { createDeviceKeys } from '../keys/deviceKeys.ts'
import { plainError } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import type { AccountFacts } from './accountFacts.ts'

/** What stands between the wish to dial and the dial. */
export interface BeforeDial {
  /** Nobody dials before a ban is over. */
  readonly hold: () => { readonly untilMs: number; readonly error: PlainError } | undefined
  /**
   * Stores keys if there are none, and forgets what a dial makes untrue: how the last link ended, and a
   * ban that is over. Nothing when there is nothing to do. Rejects with StorageError.
   */
  readonly prepare: () => Promise<void> | undefined
}

/** For one account. */
export function createBeforeDial(parts: {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly facts: AccountFacts
  readonly trace: Trace
}): BeforeDial {
  const { clock, facts } = parts

  async function store(): Promise<void> {
    const { device: own, session } = facts.now()
    if (own === undefined && session !== undefined) {
      throw new StorageError('damaged', 'a session without its keys')
    }
    const made = own ?? (await createDeviceKeys(parts.randomBytes, clock.now()))
    // Two dials at once may both have made some: the first ones stored are the device's.
    await facts.change(({ device, ended, ban }) => ({
      ...(device === undefined ? { device: made } : {}),
      ...(ended === undefined ? {} : { ended: null }),
      ...(ban === undefined ? {} : { ban: null }),
    }))
    if (own === undefined) parts.trace({ step: 'keys-created' })
  }

  return {
    hold() {
      const { ban } = facts.now()
      if (ban === undefined) return undefined
      const nowMs = clock.now()
      const leftMs = ban.untilMs - nowMs
      // Made by a clock that ran ahead, its end means nothing: the service says it again.
      const isMisdated = nowMs < (ban.sinceMs ?? 0)
      if (leftMs <= 0 || isMisdated) return undefined
      const details = { reason: 402, code: ban.code, expireSec: Math.ceil(leftMs / 1000) }
      return { untilMs: ban.untilMs, error: plainError('banned', details) }
    },
    prepare() {
      const { device, ended, ban } = facts.now()
      return device !== undefined && ended === undefined && ban === undefined ? undefined : store()
    },
  }
}
