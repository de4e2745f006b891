import { node, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'

/**
 * Tells the service that a domain it called dirty is fetched again and stored (chapter 01 section 6).
 * `timestamp` as the mark carried it; left out when it had none.
 */
export function cleanRequest(id: string, type: string, timestamp: string): WireNode {
  const attrs = { type, ...(timestamp === '' ? {} : { timestamp }) }
  return iqRequest(id, 'set', 'urn:xmpp:whatsapp:dirty', [node('clean', attrs)])
}
