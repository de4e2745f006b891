import type { ServiceRecord } from '../../../server/sandbox/record.ts'
import { answeredIds, messageIdOf } from '../../node/talkChaos/stanzas.ts'

/** How far messages had come, as the service and the page can tell, when the process was killed. */
export const KILL_WINDOWS = [
  'received',
  'answered',
  'composed',
  'committed',
  'sent',
  'acked',
] as const
export type KillWindow = (typeof KILL_WINDOWS)[number]

/** What the service knows: of messages that it has sent, and of those that it has got. */
export function windowsAtKill({ received, sent }: ServiceRecord): Set<KillWindow> {
  const windows = new Set<KillWindow>()
  const answered = new Set(received.flatMap(({ node }) => (node ? answeredIds(node) : [])))
  const acked = new Set(
    sent.flatMap(({ node }) =>
      node?.tag === 'ack' && node.attrs['class'] === 'message' ? (node.attrs['id'] ?? []) : [],
    ),
  )
  for (const { node } of sent) {
    const id = node && messageIdOf(node)
    if (id !== undefined) windows.add(answered.has(id) ? 'answered' : 'received')
  }
  for (const { node } of received) {
    const id = node && messageIdOf(node)
    if (id !== undefined) windows.add(acked.has(id) ? 'acked' : 'sent')
  }
  return windows
}
