/** What the panel's buttons send to the control API. */
const FAULTS = {
  expireRef: { kind: 'expire-ref' },
  drop: { kind: 'drop' },
  freeze: { kind: 'freeze', ms: 10_000 },
  delay: { kind: 'delay', ms: 2_000 },
  streamError: { kind: 'stream-error', code: '515' },
  restart: { kind: 'restart', ms: 10_000 },
  replaced: { kind: 'stream-error', conflict: 'replaced' },
  ban: { kind: 'failure', reason: 402, attrs: { code: '101', expire: '120' } },
  tooManyCodes: { kind: 'link-code-error', stage: 'hello', code: 429, backoff: 60 },
  passkey: { kind: 'demand-passkey' },
  badHmac: { kind: 'bad-hmac' },
  badSignature: { kind: 'bad-signature' },
  badCertificate: { kind: 'bad-certificate' },
  clear: { kind: 'clear' },
} as const

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[]

export type FaultOutcome = 'done' | 'no-connection' | 'failed' | 'unreachable'

/** Asks the sandbox to do it now, or the next time it applies. */
export async function injectFault(name: FaultName): Promise<FaultOutcome> {
  try {
    const response = await fetch('/sandbox/fault', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(FAULTS[name]),
    })
    if (response.ok) return 'done'
    return response.status === 409 ? 'no-connection' : 'failed'
  } catch (error) {
    if (error instanceof TypeError) return 'unreachable'
    throw error
  }
}
