import { child, type WireNode } from '../../web/wire/node/node.ts'
import type { CodeFault } from './companionCode.ts'

/** Why a scan did not link a device. */
export type ScanRefusal =
  | CodeFault
  | 'unknown-ref'
  | 'not-authorized'
  | 'too-many-companions'
  | 'companion-refused'
  | 'companion-timeout'
  | 'passkey-required'
  | 'unknown-token'
  | 'expired-token'
  | 'foreign-token'
  | 'service-error'
  | 'unknown-phone'

/** What each refusal means, for people who use the control API. The phone's page has its own words. */
export const REFUSAL_WORDS: Readonly<Record<ScanRefusal, string>> = {
  'not-a-code': 'This text is not the code of a device that wants to be linked.',
  'old-code': 'This code has the old form without a client type.',
  'unknown-ref': 'The service does not know this code: it has expired, was used, or never existed.',
  'not-authorized': 'The service refused the upload of this phone.',
  'too-many-companions': 'This account already has as many linked devices as the service allows.',
  'companion-refused': 'The device refused the link.',
  'companion-timeout': 'The device did not answer in time.',
  'passkey-required': 'The account asks the device for a passkey before it can be linked.',
  'unknown-token': 'The service does not know the access token.',
  'expired-token': 'The access token has expired.',
  'foreign-token': 'The access token belongs to another account.',
  'service-error': 'The service answered with an error this phone does not know.',
  'unknown-phone': 'There is no such phone.',
}

/** The `text` of the service's errors, where it differs from our name for the refusal. */
const BY_TEXT: ReadonlyMap<string, ScanRefusal> = new Map<string, ScanRefusal>([
  ['unknown-pairing-ref', 'unknown-ref'],
  ['not-authorized', 'not-authorized'],
  ['too-many-companions', 'too-many-companions'],
  ['companion-refused', 'companion-refused'],
  ['companion-timeout', 'companion-timeout'],
  ['passkey-required', 'passkey-required'],
  ['unknown-token', 'unknown-token'],
  ['expired-token', 'expired-token'],
  ['foreign-token', 'foreign-token'],
])

const BY_CODE: ReadonlyMap<string, ScanRefusal> = new Map<string, ScanRefusal>([
  ['403', 'not-authorized'],
  ['404', 'unknown-ref'],
])

/** The refusal inside an IQ answer; undefined when the answer is a result. The text goes first. */
export function refusalIn(answer: WireNode): ScanRefusal | undefined {
  if (answer.attrs['type'] === 'result') return undefined
  const error = child(answer, 'error')
  return (
    BY_TEXT.get(error?.attrs['text'] ?? '') ??
    BY_CODE.get(error?.attrs['code'] ?? '') ??
    'service-error'
  )
}

export type TokenRefusal = 'unknown-token' | 'expired-token' | 'foreign-token'

/** Whether a new sign-in can help. */
export function isTokenRefusal(refusal: string | undefined): refusal is TokenRefusal {
  return refusal === 'unknown-token' || refusal === 'expired-token' || refusal === 'foreign-token'
}
