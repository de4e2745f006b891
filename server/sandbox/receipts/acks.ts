import { child, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { findOwed, settleOwed } from '../connection/owed.ts'
import type { ServiceContext } from '../context.ts'
import { exactly, oneOf, optional, shapeDeviations } from '../strict/shape.ts'
import { isOldStatus, isOwnDirect } from './expected.ts'

/** The error numbers of a negative ack (05 section 6). */
const NACKS = '487 488 489 490 491 493 495 496 499 500 550 551 552'.split(' ')

/** Stanzas that an ack can be for. */
const CLASSES = ['message', 'receipt', 'notification', 'call']

/** An ack of one of the service's stanzas: exactly one for each, with its attributes copied. */
export async function ackArrived(
  { world }: ServiceContext,
  connection: Connection,
  ack: WireNode,
): Promise<void> {
  const { id = '', to = '', class: tag = '', participant } = ack.attrs
  const what = `ack ${CLASSES.includes(tag) ? tag : ''}`.trim()
  const owed = findOwed(connection, { tag, id, from: to, participant })
  if (owed === undefined) {
    if (!connection.spare.delete(id)) connection.deviate('unasked-answer', what)
    return
  }
  const { stanza } = owed
  checkAck(connection, stanza, ack)
  const mayAck =
    stanza.tag !== 'message' ||
    isOldStatus(stanza, world.clock.now()) ||
    mayAckMessage(connection, stanza, ack, owed.retried === true)
  if (!mayAck) {
    connection.deviate('wrong-answer', what)
    // A plain ack does not clear such a message (05 section 6).
    if (isOwnDirect(connection, stanza)) return
  }
  settleOwed(connection, owed)
  await owed.answered(ack)
}

/** Messages are answered by a receipt, but for what is refused, dropped or asked for again. */
function mayAckMessage(
  connection: Connection,
  message: WireNode,
  ack: WireNode,
  retried: boolean,
): boolean {
  if (ack.attrs['error'] !== undefined) return true
  if (child(message, 'unavailable') !== undefined) return true
  if (message.attrs['from']?.endsWith('@newsletter') === true) return true
  return retried && !isOwnDirect(connection, message)
}

function checkAck(connection: Connection, stanza: WireNode, ack: WireNode): void {
  const { from, type, participant, recipient } = stanza.attrs
  const { stage, simulated } = connection
  // Peers differ for these two types only, so both forms pass.
  const typeIsFree = stanza.tag === 'notification' && (type === 'encrypt' || type === 'devices')
  const own = stage.at === 'companion' ? stage.companion.jid : ''
  const isMessage = stanza.tag === 'message'
  const isCall = stanza.tag === 'call'
  const deviations = shapeDeviations(ack, {
    tag: 'ack',
    attrs: {
      class: exactly(stanza.tag),
      id: exactly(stanza.attrs['id'] ?? ''),
      to: exactly(from ?? ''),
      ...(type === undefined ? {} : { type: typeIsFree ? optional(exactly(type)) : exactly(type) }),
      ...(isCall ? { type: optional(oneOf(...callTypes(stanza))) } : {}),
      ...(participant === undefined ? {} : { participant: exactly(participant) }),
      ...(recipient === undefined ? {} : { recipient: exactly(recipient) }),
      ...(isMessage ? { from: optional(exactly(own)) } : {}),
      error: optional(oneOf(...NACKS)),
    },
    ...(isMessage ? { children: [FAILURE_REASON] } : {}),
  })
  for (const { rule, detail } of deviations) {
    // Who is no socket need not name itself as one.
    if (!(simulated && detail === 'ack@from')) connection.deviate(rule, detail)
  }
}

const FAILURE_REASON = {
  shape: { tag: 'meta', attrs: { failure_reason: optional({ allows: () => true }) } },
  min: 0,
  max: 1,
}

const callTypes = (call: WireNode): readonly string[] =>
  call.content === undefined || call.content instanceof Uint8Array
    ? []
    : call.content.map(({ tag }) => tag)
