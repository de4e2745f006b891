import { REFUSAL_WORDS, type ScanRefusal } from './refusals.ts'

/** Why a typed code did not link a device: reasons of its own, and all those of an upload. */
export type TypeRefusal =
  | 'malformed-code'
  | 'no-request'
  | 'wrong-code'
  | 'too-many-tries'
  | 'expired-code'
  | 'used-code'
  | 'companion-silent'
  | 'wrong-device'
  | ScanRefusal

const WORDS: Readonly<Record<Exclude<TypeRefusal, ScanRefusal>, string>> = {
  'malformed-code': 'A code has eight characters: digits from 1 and letters without I, O and U.',
  'no-request': 'No device has asked to be linked with this number.',
  'wrong-code': 'This is not the code that the device shows.',
  'too-many-tries': 'A wrong code was typed three times: the device has to ask for a new one.',
  'expired-code': 'The code has expired: the device has to ask for a new one.',
  'used-code': 'A device was already linked with this code.',
  'companion-silent': 'The device did not answer in time.',
  'wrong-device': 'The device proved other keys than it named.',
}

/** A refusal in the control API's words. */
export function typeRefused(code: TypeRefusal): {
  readonly ok: false
  readonly code: TypeRefusal
  readonly message: string
} {
  return { ok: false, code, message: { ...REFUSAL_WORDS, ...WORDS }[code] }
}
