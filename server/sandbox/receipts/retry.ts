import { equalBytes } from '../../../web/crypto/bytes.ts'
import { isJid } from '../../../web/wire/jid.ts'
import { bytesOf, child, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { findOwed } from '../connection/owed.ts'
import { nowSeconds } from '../context.ts'
import { idNumber } from '../iq/keyIds.ts'
import { post } from '../login/delivery.ts'
import type { Companion } from '../state/accounts.ts'
import { deviceJid, findDevice, modeOf } from '../state/directory.ts'
import { isOwnDirect } from './expected.ts'
import type { Reader } from './forward.ts'

/** A device asks for a message again: the request goes to the device that sent it (05 section 7). */
export function retryArrived(
  reader: Reader,
  connection: Connection,
  receipt: WireNode,
  isDropped: boolean,
): void {
  const { context, device } = reader
  const { id = '', to = '', participant, recipient, category } = receipt.attrs
  const owed = findOwed(connection, { tag: 'message', id, from: to, participant })
  if (owed !== undefined) {
    owed.retried = true
    checkAgainst(connection, owed.stanza, receipt)
  }
  if (!connection.simulated) checkKeys(connection, device, receipt)
  const target = findDevice(context, participant ?? to)
  const author = participant ?? to
  if (target === undefined || !isJid(author) || isDropped) return
  const asker = deviceJid(device, modeOf(author))
  const attrs = {
    id,
    type: 'retry',
    t: nowSeconds(context.world),
    ...(participant === undefined ? { from: asker } : { from: to, participant: asker }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(category === undefined ? {} : { category }),
  }
  post(context, target.device, node('receipt', attrs, receipt.content))
}

function checkAgainst(connection: Connection, message: WireNode, receipt: WireNode): void {
  const { attrs } = message
  const wanted = {
    to: attrs['from'],
    participant: attrs['participant'],
    category: attrs['category'],
    recipient: isOwnDirect(connection, message) ? attrs['recipient'] : undefined,
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (receipt.attrs[name] !== value) connection.deviate('bad-attribute', `receipt retry@${name}`)
  }
  const inner = child(receipt, 'retry')?.attrs
  if (inner?.['t'] !== attrs['t']) connection.deviate('bad-attribute', 'receipt/retry@t')
}

function checkKeys(connection: Connection, device: Companion, receipt: WireNode): void {
  const retry = child(receipt, 'retry')?.attrs
  if (retry?.['id'] !== receipt.attrs['id']) {
    connection.deviate('bad-attribute', 'receipt/retry@id')
  }
  const registration = child(receipt, 'registration')
  if (registration !== undefined && !equalBytes(bytesOf(registration), device.registrationId)) {
    connection.deviate('registration-id-changed', 'receipt/registration')
  }
  const keys = child(receipt, 'keys')
  if (keys === undefined) {
    if (Number(retry?.['count']) > 1) connection.deviate('missing-child', 'receipt/keys')
    return
  }
  if (bytesOf(child(keys, 'type') ?? keys)[0] !== 5) {
    connection.deviate('key-type', 'receipt/keys/type')
  }
  if (!equalBytes(bytesOf(child(keys, 'identity') ?? keys), device.identityKey)) {
    connection.deviate('identity-changed', 'receipt/keys/identity')
  }
  if (device.device !== 0 && child(keys, 'device-identity') === undefined) {
    connection.deviate('missing-device-identity', 'receipt/keys')
  }
  const oneTime = child(keys, 'key')
  const id = oneTime === undefined ? undefined : child(oneTime, 'id')
  // A key that goes out this way is never offered to everybody.
  if (id !== undefined && device.preKeys.has(idNumber(bytesOf(id)))) {
    connection.deviate('uploaded-retry-key', 'receipt/keys/key')
  }
}
