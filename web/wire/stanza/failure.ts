import type { WireNode } from '../node/node.ts'
import { countUnknown, optionalText, requiredCount, requireTag } from './reading.ts'

/** The service refused the login or the registration (chapter 01 section 7). */
export interface LoginFailure {
  /** 400 to 599 by the reference; any number is passed on. */
  readonly reason: number
  /** With 402: why the account is banned for a time. */
  readonly code?: number
  /** With 402: how many seconds the ban lasts. A duration, not a date. */
  readonly expireSec?: number
  /** With 403: what the service wants the person to read, as plain text. */
  readonly header?: string
  readonly subtext?: string
  /** Attributes whose value cannot be what they are named after; they are left out. */
  readonly malformed: readonly string[]
  readonly unknown: number
}

/** Longest texts of the service that are shown. */
const HEADER_LIMIT = 120
const SUBTEXT_LIMIT = 500

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

/**
 * Reads `<failure>`. Only the reason must be readable: what else it says decides how an ending is told
 * and how long it lasts, never whether it is one. Throws StanzaError 'wrong-tag', 'missing-attribute'
 * and 'bad-number' (both of the reason).
 */
export function parseFailure(stanza: WireNode): LoginFailure {
  requireTag(stanza, 'failure')
  const reason = requiredCount(stanza, 'reason')
  const malformed = ['code', 'expire'].filter((name) => isMalformed(stanza, name))
  return {
    reason,
    malformed,
    unknown: countUnknown(stanza, { attrs: known }),
    ...given('code', countOf(stanza, 'code')),
    ...given('expireSec', countOf(stanza, 'expire')),
    ...given('header', shownText(stanza, 'logout_message_header', HEADER_LIMIT)),
    ...given('subtext', shownText(stanza, 'logout_message_subtext', SUBTEXT_LIMIT)),
  }
}

function given<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  // One key only, with a value: that is what the type says.
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: V })
}

/** Below 10^9: seconds of 31 years, and more than any code has. */
function countOf(stanza: WireNode, name: string): number | undefined {
  const text = optionalText(stanza, name)
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function isMalformed(stanza: WireNode, name: string): boolean {
  return optionalText(stanza, name) !== undefined && countOf(stanza, name) === undefined
}

/** Marks that change the direction of writing beyond the text they stand in. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Without control characters and direction marks; cut at the limit, in characters. */
function shownText(stanza: WireNode, name: string, limit: number): string | undefined {
  const clean = (optionalText(stanza, name) ?? '')
    .replaceAll(DIRECTION_MARKS, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return clean === '' ? undefined : Array.from(clean).slice(0, limit).join('')
}
