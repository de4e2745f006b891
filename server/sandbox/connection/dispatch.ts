import type { WireNode } from '../../../web/wire/node/node.ts'
import { children, node } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { answerRequest } from '../iq/table.ts'
import { continueOfflineQueue } from '../login/offlineQueue.ts'
import {
  exactly,
  matching,
  one,
  oneOf,
  optional,
  passing,
  shapeDeviations,
} from '../strict/shape.ts'
import type { Connection } from './connection.ts'

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
      return presenceArrived(connection, stanza)
    case 'ack':
      return answerArrived(connection, stanza, `ack ${stanza.attrs['class'] ?? ''}`)
    case 'receipt':
      return answerArrived(connection, stanza, 'receipt')
    case 'message':
      connection.deviate('unnamed-stanza', 'message')
      connection.send(messageRefusal(stanza))
      return
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
  const owed = connection.owed.get(id)
  if (owed === undefined || owed.kind !== 'iq') {
    if (connection.spare.delete(id)) return
    connection.deviate('unasked-answer', `iq ${type}`)
    return
  }
  connection.owed.delete(id)
  await owed.answered(iq)
}

/** Own presence, with the push name the service shows to others (01 section 6). */
function presenceArrived(connection: Connection, stanza: WireNode): void {
  const deviations = shapeDeviations(stanza, {
    tag: 'presence',
    attrs: {
      type: oneOf('available', 'unavailable'),
      name: matching(/^[^@]+$/),
    },
  })
  for (const { rule, detail } of deviations) connection.deviate(rule, detail)
  if (connection.stage.at !== 'companion') connection.deviate('not-linked-yet', 'presence')
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

/** A stanza that answers one of the service's: exactly one for each, with its attributes copied. */
async function answerArrived(
  connection: Connection,
  answer: WireNode,
  what: string,
): Promise<void> {
  const id = answer.attrs['id'] ?? ''
  const owed = connection.owed.get(id)
  if (owed === undefined || owed.kind !== 'ack') {
    if (connection.spare.delete(id)) return
    connection.deviate('unasked-answer', what)
    return
  }
  connection.owed.delete(id)
  const { stanza } = owed
  const wantsReceipt = stanza.tag === 'message'
  if (wantsReceipt !== (answer.tag === 'receipt')) connection.deviate('wrong-answer', what)
  if (answer.tag === 'ack') checkAck(connection, stanza, answer)
  await owed.answered(answer)
}

/** The error numbers of a negative ack (01 section 6). */
const NACKS = ['487', '488', '489', '490', '491', '493', '495', '496', '499', '500']

function checkAck(connection: Connection, stanza: WireNode, ack: WireNode): void {
  const { from, type, participant, recipient } = stanza.attrs
  // Peers differ for these two types only, so both forms pass.
  const typeIsFree = stanza.tag === 'notification' && (type === 'encrypt' || type === 'devices')
  const deviations = shapeDeviations(ack, {
    tag: 'ack',
    attrs: {
      class: exactly(stanza.tag),
      id: exactly(stanza.attrs['id'] ?? ''),
      to: exactly(from ?? ''),
      ...(type === undefined ? {} : { type: typeIsFree ? optional(exactly(type)) : exactly(type) }),
      ...(participant === undefined ? {} : { participant: exactly(participant) }),
      ...(recipient === undefined ? {} : { recipient: exactly(recipient) }),
      error: optional(oneOf(...NACKS)),
    },
  })
  for (const { rule, detail } of deviations) connection.deviate(rule, detail)
}

/** Strictness, 01 section 10: the refusal of a message. */
function messageRefusal(message: WireNode): WireNode {
  const { id, to } = message.attrs
  return node('ack', {
    class: 'message',
    error: '479',
    ...(id === undefined ? {} : { id }),
    ...(to === undefined ? {} : { from: to }),
  })
}
