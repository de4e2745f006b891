import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { markDirty } from '../login/dirty.ts'
import { edgeRouting } from '../login/login.ts'
import type { FaultAction, Push } from './fault.ts'

const BROADCASTS = [
  'downgrade',
  'dirty',
  'edge-routing',
  'offline-preview',
  'client-expiration',
  'tos',
  'thread-metadata',
  'recovery-nonce',
  'priority-offline-complete',
  'several',
  'unknown-ib',
] as const satisfies readonly Push[]
type Broadcast = (typeof BROADCASTS)[number]

/** Whether a push is one that nobody answers. */
export function isBroadcast(stanza: Push): stanza is Broadcast {
  return BROADCASTS.some((name) => name === stanza)
}

/** Sends an `<ib>` (01 section 6). */
export function broadcast(
  context: ServiceContext,
  connection: Connection,
  push: Extract<FaultAction, { kind: 'push' }> & { readonly stanza: Broadcast },
): void {
  // Whoever asks for a batch of what was announced gets the end mark.
  if (push.stanza === 'offline-preview') connection.backlog = 0
  connection.send(node('ib', { from: SERVICE }, childrenOf(context, connection, push)))
}

function childrenOf(
  context: ServiceContext,
  connection: Connection,
  push: Extract<FaultAction, { kind: 'push' }> & { readonly stanza: Broadcast },
): WireNode[] {
  switch (push.stanza) {
    case 'downgrade':
      return [node('downgrade_webclient')]
    case 'dirty':
      return dirty(context, connection, push.type ?? 'account_sync')
    case 'edge-routing':
      return [edgeRouting(context.routing.issue())]
    case 'offline-preview':
      return [preview(push.count ?? 1)]
    case 'client-expiration':
      return [node('client_expiration', push.t === undefined ? {} : { t: String(push.t) })]
    case 'tos':
      return [node('tos', {}, [node('notice', { id: '20601218' })])]
    case 'thread-metadata':
      return [node('thread_metadata', {}, [node('item')])]
    case 'recovery-nonce':
      return [node('recovery_nonce', {}, context.world.randomBytes(16))]
    case 'priority-offline-complete':
      return [node('priority_offline_complete')]
    case 'several':
      return [
        edgeRouting(context.routing.issue()),
        ...dirty(context, connection, push.type ?? 'account_sync'),
        node('tos'),
      ]
    case 'unknown-ib':
      return [node('unheard-of', { why: 'nobody knows' })]
  }
}

function dirty(context: ServiceContext, { stage }: Connection, domain: string): WireNode[] {
  return stage.at === 'companion' ? [markDirty(context, stage.companion, domain)] : []
}

function preview(count: number): WireNode {
  const nothing = { receipt: '0', notification: '0', appdata: '0', call: '0', status: '0' }
  return node('offline_preview', { count: String(count), message: String(count), ...nothing })
}
