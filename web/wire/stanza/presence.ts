import { node, type WireNode } from '../node/node.ts'

/** Whether this person is in front of a window of ours; the name goes along. Not answered. */
export function ownPresence(type: 'available' | 'unavailable', pushName: string): WireNode {
  // The reference leaves the @ out of names here (chapter 06 section 2).
  return node('presence', { type, name: pushName.replaceAll('@', '') })
}
