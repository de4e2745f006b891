import type { WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { countUnknown, optionalCount, optionalJid, optionalText, requireTag } from './reading.ts'

/** The service took the login (chapter 01 section 6). */
export interface LoginSuccess {
  /** The service's clock in seconds. */
  readonly serverSec?: number
  /** The own LID. */
  readonly lid?: Jid
  /** The account's name as the service knows it; a fallback for the push name. */
  readonly displayName?: string
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

/** Reads `<success>`. Throws StanzaError 'wrong-tag', 'bad-number' (t), 'bad-address' (lid). */
export function parseSuccess(stanza: WireNode): LoginSuccess {
  requireTag(stanza, 'success')
  const serverSec = optionalCount(stanza, 't')
  const lid = optionalJid(stanza, 'lid')
  const displayName = optionalText(stanza, 'display_name')
  return {
    unknown: countUnknown(stanza, { attrs: known }),
    ...(serverSec === undefined ? {} : { serverSec }),
    ...(lid === undefined ? {} : { lid }),
    ...(displayName === undefined ? {} : { displayName }),
  }
}
