import { child, children, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection, OwedAnswer } from '../connection/connection.ts'
import { findOwed, owedKey, settleOwed } from '../connection/owed.ts'
import type { ServiceContext } from '../context.ts'
import type { Companion } from '../state/accounts.ts'
import { shapeDeviations } from '../strict/shape.ts'
import { expectedReceipt } from './expected.ts'
import { forwardDelivery, forwardRead, type Reader, toPhone } from './forward.ts'
import { retryArrived } from './retry.ts'
import { offerReceiptShape, receiptShape } from './shapes.ts'

/** Types that answer a message, and thereby take it out of the queue. */
const ANSWERS = ['', 'inactive', 'sender', 'peer_msg']

/** A receipt of a device: an answer, a request to send again, or news for the author. */
export async function receiptArrived(
  context: ServiceContext,
  connection: Connection,
  receipt: WireNode,
): Promise<void> {
  const { stage } = connection
  const type = receipt.attrs['type'] ?? ''
  const shape = child(receipt, 'offer') === undefined ? receiptShape(type) : offerReceiptShape
  if (stage.at !== 'companion' || shape === undefined) {
    connection.deviate(shape === undefined ? 'unnamed-receipt' : 'not-linked-yet', 'receipt')
    return
  }
  const deviations = shapeDeviations(receipt, shape)
  for (const { rule, detail } of deviations) connection.deviate(rule, detail)
  if (shape === offerReceiptShape) return
  if (deviations.some(({ rule }) => connection.mode === 'strict' || rule === 'missing-attribute')) {
    return
  }
  const reader: Reader = { context, account: stage.account, device: stage.companion }
  if (ANSWERS.includes(type)) {
    await answered(reader, connection, receipt)
    return
  }
  const isDropped = context.armory.strike('drop-receipt', connection, isMeant(type)) !== undefined
  if (type === 'retry') {
    retryArrived(reader, connection, receipt, isDropped)
  } else if (type === 'hist_sync' || type === 'server-error') {
    if (!isDropped) toPhone(reader, receipt)
  } else {
    forwardRead(reader, receipt, isDropped)
  }
}

const isMeant =
  (type: string) =>
  (fault: { readonly type?: string }): boolean =>
    fault.type === undefined || fault.type === type

/** The ids that a receipt names, each once. */
function idsOf(receipt: WireNode): readonly string[] {
  const list = child(receipt, 'list')
  const more = list === undefined ? [] : children(list).map(({ attrs }) => attrs['id'] ?? '')
  return [...new Set([receipt.attrs['id'] ?? '', ...more])]
}

async function answered(reader: Reader, connection: Connection, receipt: WireNode): Promise<void> {
  const { to: from = '', participant, type = '' } = receipt.attrs
  const confirmed: string[] = []
  for (const id of idsOf(receipt)) {
    const owed = findOwed(connection, { tag: 'message', id, from, participant })
    if (owed !== undefined) {
      checkAnswer(connection, owed.stanza, receipt)
      settleOwed(connection, owed)
      await owed.answered(receipt)
    } else if (!takeUnsent(reader.device, { tag: 'message', id, from, participant })) {
      if (!connection.spare.delete(id)) connection.deviate('unasked-answer', 'receipt')
      continue
    }
    confirmed.push(id)
  }
  const { armory } = reader.context
  if (confirmed.length === 0) return
  if (armory.strike('drop-receipt', connection, isMeant(type)) !== undefined) return
  if (type === 'peer_msg') toPhone(reader, receipt)
  else forwardDelivery(reader, receipt, confirmed)
}

/** A receipt can overtake the redelivery of its message: then that is not needed any more. */
function takeUnsent(device: Companion, answeredBy: Parameters<typeof owedKey>[0]): boolean {
  const key = owedKey(answeredBy)
  const at = device.queue.findIndex(({ stanza: { tag, attrs } }) => {
    const { id = '', from = '', participant } = attrs
    return owedKey({ tag, id, from, participant }) === key
  })
  if (at < 0) return false
  device.queue.splice(at, 1)
  device.answered += 1
  return true
}

function checkAnswer(
  connection: Connection,
  message: OwedAnswer['stanza'],
  receipt: WireNode,
): void {
  const wanted = expectedReceipt(connection, message)
  const { attrs } = receipt
  const { type } = attrs
  const isPresenceOnly = connection.simulated && isPlain(type) && isPlain(wanted.type)
  if (type !== wanted.type && !isPresenceOnly) {
    const detail = `receipt ${type ?? 'plain'} for ${wanted.type ?? 'plain'}`
    connection.deviate('wrong-receipt', detail)
  }
  if (attrs['to'] !== message.attrs['from']) connection.deviate('bad-attribute', 'receipt@to')
  for (const name of ['participant', 'recipient', 'context'] as const) {
    if (attrs[name] !== wanted[name]) connection.deviate('bad-attribute', `receipt@${name}`)
  }
}

const isPlain = (type: string | undefined): boolean => type === undefined || type === 'inactive'
