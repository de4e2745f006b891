import type { Account, Companion } from './accounts.ts'

type AccountParts = Pick<
  Account,
  | 'primary'
  | 'keyIndexList'
  | 'about'
  | 'pushName'
  | 'lastSeenMs'
  | 'contacts'
  | 'knownBy'
  | 'privacy'
  | 'blocked'
  | 'disappearing'
>

/** What every account begins with. */
export function newAccountParts(): AccountParts {
  return {
    primary: undefined,
    keyIndexList: undefined,
    about: undefined,
    pushName: undefined,
    lastSeenMs: undefined,
    contacts: undefined,
    knownBy: new Map(),
    privacy: new Map(),
    blocked: new Map(),
    disappearing: undefined,
  }
}

type DeviceParts = Pick<
  Companion,
  | 'preKeys'
  | 'highestPreKeyId'
  | 'successes'
  | 'queue'
  | 'dirty'
  | 'taken'
  | 'delivered'
  | 'answered'
>

/** What every device begins with. */
export function newDeviceParts(): DeviceParts {
  return {
    preKeys: new Map(),
    highestPreKeyId: 0,
    successes: 0,
    queue: [],
    dirty: new Map(),
    taken: new Map(),
    delivered: 0,
    answered: 0,
  }
}
