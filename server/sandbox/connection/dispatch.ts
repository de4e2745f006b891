import { children, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { answerRequest } from '../iq/table.ts'
import { continueOfflineQueue } from '../login/offlineQueue.ts'
import { messageArrived } from '../messages/arrival.ts'
import { callArrived } from '../people/calls.ts'
import { chatstateArrived } from '../people/chatstate.ts'
import { presenceArrived } from '../people/presence.ts'
import { ackArrived } from '../receipts/acks.ts'
import { receiptArrived } from '../receipts/arrival.ts'
import { matching, one, passing, shapeDeviations } from '../strict/shape.ts'
import type { Connection } from './connection.ts'
import { takeOwedResult } from './owed.ts'

/** Hands one stanza of a client to whoever answers it. What nobody names is a deviation. */
export async function dispatch(
  context: ServiceContext,
  connection: Connection,
  stanza: WireNode,
): Promise<void> {
  switch (stanza.tag) {
    case 'iq':
      return iqArrived(context, connection, stanza)
    case 'ib':
      return ibArrived(context, connection, stanza)
    case 'presence':
      return presenceArrived(context, connection, stanza)
    case 'chatstate':
      return chatstateArrived(context, connection, stanza)
    case 'ack':
      return ackArrived(context, connection, stanza)
    case 'receipt':
      return receiptArrived(context, connection, stanza)
    case 'message':
      return messageArrived(context, connection, stanza)
    case 'call':
      return callArrived(context, connection, stanza)
    default:
      connection.deviate('unnamed-stanza', stanza.tag)
  }
}

async function iqArrived(
  context: ServiceContext,
  connection: Connection,
  iq: WireNode,
): Promise<void> {
  const { type } = iq.attrs
  if (type === 'get' || type === 'set') return answerRequest(context, connection, iq)
  if (type !== 'result' && type !== 'error') {
    connection.deviate('bad-iq-type', 'iq@type')
    return
  }
  const id = iq.attrs['id'] ?? ''
  const owed = takeOwedResult(connection, id)
  if (owed === undefined) {
    if (connection.spare.delete(id)) return
    connection.deviate('unasked-answer', `iq ${type}`)
    return
  }
  await owed.answered(iq)
}

const WEEK_MS = 604_800_000

const sessionShape = one({
  tag: 'unified_session',
  attrs: { id: passing((id) => /^\d{1,9}$/.test(id) && Number(id) < WEEK_MS) },
})
const batchShape = one({ tag: 'offline_batch', attrs: { count: matching(/^[1-9]\d{0,3}$/) } })

/** `<ib>`: the two that clients send (01 section 6). */
function ibArrived(context: ServiceContext, connection: Connection, stanza: WireNode): void {
  const inner = children(stanza)[0]
  const rule = inner?.tag === 'offline_batch' ? batchShape : sessionShape
  const deviations = shapeDeviations(stanza, { tag: 'ib', children: [rule] })
  for (const { rule: broken, detail } of deviations) connection.deviate(broken, detail)
  if (deviations.length > 0 || inner?.tag !== 'offline_batch') return
  if (connection.stage.at !== 'companion') {
    connection.deviate('not-linked-yet', 'ib/offline_batch')
    return
  }
  continueOfflineQueue(context, connection, Number(inner.attrs['count']))
}
