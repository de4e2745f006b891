import { child, node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { contentText } from './content.ts'
import { iqRequest } from './iq.ts'
import { optionalCount, optionalText, present, requiredJid, requireTag } from './reading.ts'

/** Sets what one says about oneself (chapter 06 section 3). That of others is asked for by usync. */
export function aboutRequest(id: string, text: string): WireNode {
  return iqRequest(id, 'set', 'status', [node('status', {}, text)])
}

/** Somebody says something else about themselves. */
export interface AboutChange {
  readonly from: Jid
  /** Absent: it is to be asked for. */
  readonly text?: string
  readonly timeSec?: number
}

/**
 * Reads `<notification type="status">`; nothing when it does not say that a text was set.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'bad-address', 'bad-number', 'bad-word'
 */
export function parseAboutChange(stanza: WireNode): AboutChange | undefined {
  requireTag(stanza, 'notification')
  const set = child(stanza, 'set')
  if (set === undefined) return undefined
  const hashOnly = optionalText(set, 'hash') !== undefined
  return {
    from: requiredJid(stanza, 'from'),
    ...(hashOnly ? {} : { text: contentText(set) }),
    ...present('timeSec', optionalCount(stanza, 't')),
  }
}
