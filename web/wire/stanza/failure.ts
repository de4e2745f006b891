import type { WireNode } from '../node/node.ts'
import { countUnknown, optionalCount, requiredCount, requireTag } from './reading.ts'

/** The service refused the login or the registration (chapter 01 section 7). */
export interface LoginFailure {
  /** 400 to 599 by the reference; any number is passed on. */
  readonly reason: number
  /** With 402: why the account is banned for a time. */
  readonly code?: number
  /** With 402: how many seconds the ban lasts. A duration, not a date. */
  readonly expireSec?: number
  readonly unknown: number
}

const known = [
  'reason',
  'location',
  'code',
  'expire',
  'message',
  'url',
  'logout_message_header',
  'logout_message_subtext',
  'logout_message_locale',
]

/** Reads `<failure>`. Throws StanzaError 'wrong-tag', 'missing-attribute' (reason), 'bad-number'. */
export function parseFailure(stanza: WireNode): LoginFailure {
  requireTag(stanza, 'failure')
  const code = optionalCount(stanza, 'code')
  const expireSec = optionalCount(stanza, 'expire')
  return {
    reason: requiredCount(stanza, 'reason'),
    unknown: countUnknown(stanza, { attrs: known }),
    ...(code === undefined ? {} : { code }),
    ...(expireSec === undefined ? {} : { expireSec }),
  }
}
