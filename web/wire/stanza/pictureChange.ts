import { child, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import {
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredJid,
  requireTag,
} from './reading.ts'

/** The picture of a person or a group is another one. */
export interface PictureChange {
  readonly of: Jid
  /** Who changed it, in a group. */
  readonly author?: Jid
  /** Whether there is none any more. */
  readonly removed: boolean
  /** Of the new one, where the service tells it. */
  readonly id?: string
  readonly timeSec?: number
}

/**
 * Reads `<notification type="picture">` (chapter 06 section 4): without a child it was removed.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'bad-address', 'bad-number'
 */
export function parsePictureChange(stanza: WireNode): PictureChange {
  requireTag(stanza, 'notification')
  const from = requiredJid(stanza, 'from')
  const set = child(stanza, 'set')
  const change = set ?? child(stanza, 'delete')
  return {
    of: (change && optionalJid(change, 'jid')) ?? from,
    removed: set === undefined,
    ...present('author', change && optionalJid(change, 'author')),
    ...present('id', set && optionalText(set, 'id')),
    ...present('timeSec', optionalCount(stanza, 't')),
  }
}
