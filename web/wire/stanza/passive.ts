import { node, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'

/** Opens the offline queue: only after its result does the service deliver what waited. */
export function activeRequest(id: string): WireNode {
  return iqRequest(id, 'set', 'passive', [node('active')])
}
