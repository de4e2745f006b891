import { node, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'

/** Takes this device off its account (chapter 03 section 7). `jid`: its own device address. */
export function removeCompanionRequest(id: string, jid: string): WireNode {
  return iqRequest(id, 'set', 'md', [
    node('remove-companion-device', { jid, reason: 'user_initiated' }),
  ])
}
