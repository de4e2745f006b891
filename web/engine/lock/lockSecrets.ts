import type { CommandResult, LockSecret } from '../../bridge/contract.ts'
import type { Refused } from '../../storage/appLock.ts'
import { normalPassphrase } from '../../storage/lockKey.ts'
import { plainError } from '../plainErrors.ts'

/** Counted as a person would: code points after normalisation. */
const SHORTEST_PASSPHRASE = 8
const OUTPUT_LENGTH = 32

/** What a person is told whose secret did not open. */
export function refusal({ at, retryInMs }: Refused): CommandResult {
  const code = at === 'wrong' ? 'lock-wrong' : 'lock-too-soon'
  return { ok: false, error: plainError(code, { retryInMs }) }
}

/** Whether a secret is hard enough to guess for what it guards. */
export function isStrong(secret: LockSecret): boolean {
  if (secret.kind === 'passkey') {
    return secret.output.length === OUTPUT_LENGTH && secret.credentialId.length > 0
  }
  return Array.from(normalPassphrase(secret.text)).length >= SHORTEST_PASSPHRASE
}
