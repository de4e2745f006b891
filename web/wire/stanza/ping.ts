import { child, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'

/** The keep-alive request: no content (chapter 01 section 6, "Keep-alive"). */
export function pingRequest(id: string): WireNode {
  return iqRequest(id, 'get', 'w:p')
}

/** Whether the service asks if we are alive: `urn:xmpp:ping` or a child `ping`, type get or none. */
export function isServerPing(stanza: WireNode): boolean {
  if (stanza.tag !== 'iq') return false
  const type = stanza.attrs['type']
  if (type !== undefined && type !== 'get') return false
  return stanza.attrs['xmlns'] === 'urn:xmpp:ping' || child(stanza, 'ping') !== undefined
}
