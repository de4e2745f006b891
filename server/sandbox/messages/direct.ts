import { isJid, type Jid, jidParts } from '../../../web/wire/jid.ts'
import { child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Account } from '../state/accounts.ts'
import { deviceOf, findAccount, modeOf } from '../state/directory.ts'
import { forOthers, forOwn } from './incoming.ts'
import { devicesHash } from './phash.ts'
import { type Copy, refused, type Routing, type Sent, unnamed } from './routing.ts'

/** One `<to>`: whose device, and what is for it. */
interface Addressed {
  readonly jid: Jid
  readonly account: Account
  readonly device: number
  readonly enc: WireNode
}

/** A message to a person: each enc to its device, own devices included (05 sections 3 and 5). */
export function routeDirect(sent: Sent): Routing {
  const { context, account, message } = sent
  const to = (message.attrs['to'] ?? '') as Jid
  const { server, device } = jidParts(to)
  if ((server !== 's.whatsapp.net' && server !== 'lid') || device !== 0) {
    return unnamed('bad-recipient', 'message@to')
  }
  const recipient = findAccount(context, to)
  if (recipient === undefined) return refused(404)
  const addressed = readAddressed(sent, to, recipient)
  if (!Array.isArray(addressed)) return addressed as Routing
  const fault = recipientFault(sent, to, recipient)
  if (fault !== undefined) return fault

  recipient.knownBy.set(account.number, true)
  account.knownBy.set(recipient.number, true)
  const copies = addressed.flatMap((one) => copyFor(sent, to, recipient, one))
  const isHeard =
    recipient === account || addressed.some((one: Addressed) => one.account === recipient)
  return {
    ok: true,
    copies,
    phash: devicesHash([recipient, account], modeOf(to)),
    ...(isHeard ? {} : { noted: { rule: 'no-recipient-device', detail: 'message/participants' } }),
  }
}

function recipientFault({ account, message }: Sent, to: Jid, recipient: Account) {
  const number = message.attrs['peer_recipient_pn']
  if (number !== undefined && (modeOf(to) !== 'lid' || number !== recipient.jid)) {
    return unnamed('other-recipient-number', 'message@peer_recipient_pn')
  }
  const hasToken =
    child(message, 'tctoken') !== undefined || child(message, 'cstoken') !== undefined
  if (recipient === account && hasToken) return unnamed('token-for-self', 'message/tctoken')
  return message.attrs['edit'] === '8' ? unnamed('admin-revoke', 'message@edit') : undefined
}

/** Every `<to>` in order; a routing when one of them is wrong. */
function readAddressed(sent: Sent, to: Jid, recipient: Account): readonly Addressed[] | Routing {
  const { context, account, device, message } = sent
  const found: Addressed[] = []
  const seen = new Set<string>()
  for (const entry of children(child(message, 'participants') ?? message)) {
    const jid = entry.attrs['jid'] ?? ''
    const enc = child(entry, 'enc')
    if (!isJid(jid) || enc === undefined) continue
    if (modeOf(jid) !== modeOf(to)) return unnamed('mixed-addressing', 'message/to@jid', 400)
    const owner = findAccount(context, jid)
    if (owner === undefined || (owner !== recipient && owner !== account)) {
      return unnamed('foreign-recipient', 'message/to@jid')
    }
    const number = jidParts(jid).device
    if (owner === account && number === device.device) {
      return unnamed('sent-to-itself', 'message/to@jid')
    }
    if (seen.has(jid)) return unnamed('recipient-twice', 'message/to@jid')
    seen.add(jid)
    found.push({ jid, account: owner, device: number, enc })
  }
  return found
}

/** A device that is no longer there gets nothing, and nobody is told (its hash tells). */
function copyFor(
  sent: Sent,
  to: Jid,
  recipient: Account,
  { account, device: number, enc }: Addressed,
): readonly Copy[] {
  const device = deviceOf(account, number)
  if (device === undefined) return []
  if (account === sent.account) {
    return [{ account, device, stanza: forOwn(sent, to, recipient, [enc]) }]
  }
  if (account.blocked.has(sent.account.lid)) return []
  return [{ account, device, stanza: forOthers(sent, modeOf(to), [enc]) }]
}

/** The enc of one member device in a group stanza, by the device's address. */
export function encsByDevice(message: WireNode): ReadonlyMap<string, WireNode> {
  const participants = child(message, 'participants') ?? node('participants')
  const found = new Map<string, WireNode>()
  for (const entry of children(participants)) {
    const enc = child(entry, 'enc')
    if (enc !== undefined) found.set(entry.attrs['jid'] ?? '', enc)
  }
  return found
}
