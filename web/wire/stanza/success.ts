import type { WireNode } from '../node/node.ts'
import { type Jid, jidParts } from '../jid.ts'
import { countUnknown, optionalCount, optionalJid, optionalText, requireTag } from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** The service took the login (chapter 01 section 6). */
export interface LoginSuccess {
  /** The service's clock in seconds. */
  readonly serverSec?: number
  /** The own LID. */
  readonly lid?: Jid
  /** The account's name as the service knows it; a fallback for the push name. */
  readonly displayName?: string
  /** Rules that `t` or `lid` broke; what breaks one is left out. */
  readonly malformed: readonly string[]
  readonly unknown: number
}

const known = [
  't',
  'lid',
  'props',
  'abprops',
  'group_abprops',
  'companion_enc_static',
  'display_name',
  'location',
  'creation',
]

/**
 * Reads `<success>`. It is one whatever its attributes look like: to end the connection over a
 * malformed one would end the next one too. Throws StanzaError 'wrong-tag'.
 */
export function parseSuccess(stanza: WireNode): LoginSuccess {
  requireTag(stanza, 'success')
  const malformed: string[] = []
  const serverSec = lenient(() => optionalCount(stanza, 't'), malformed)
  const lid = lenient(() => lidOf(stanza), malformed)
  const displayName = optionalText(stanza, 'display_name')
  return {
    malformed,
    unknown: countUnknown(stanza, { attrs: known }),
    ...(serverSec === undefined ? {} : { serverSec }),
    ...(lid === undefined ? {} : { lid }),
    ...(displayName === undefined ? {} : { displayName }),
  }
}

function lidOf(stanza: WireNode): Jid | undefined {
  const lid = optionalJid(stanza, 'lid')
  if (lid === undefined || jidParts(lid).server === 'lid') return lid
  throw new StanzaError('bad-address', 'success@lid')
}

function lenient<T>(read: () => T, malformed: string[]): T | undefined {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof StanzaError)) throw cause
    malformed.push(cause.message)
    return undefined
  }
}
