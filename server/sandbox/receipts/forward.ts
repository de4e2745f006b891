import { bareJid, isJid, type Jid } from '../../../web/wire/jid.ts'
import { child, node, type WireNode } from '../../../web/wire/node/node.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { post } from '../login/delivery.ts'
import { gather } from './gathered.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { deviceJid, devicesOf, findAccount, findDevice, modeOf } from '../state/directory.ts'

/** Whose receipt it is. */
export interface Reader {
  readonly context: ServiceContext
  readonly account: Account
  readonly device: Companion
}

/** Where a receipt leads: the chat it is about, and whose messages it names. */
interface Target {
  readonly chat: Jid
  /** Author in a group or status, with device; else undefined. */
  readonly participant: Jid | undefined
  /** The form of address that the reader is shown in. */
  readonly mode: 'pn' | 'lid'
}

function targetOf(receipt: WireNode): Target | undefined {
  const { to = '', participant } = receipt.attrs
  if (!isJid(to)) return undefined
  if (participant === undefined) return { chat: to, participant: undefined, mode: modeOf(to) }
  if (!isJid(participant)) return undefined
  return { chat: to, participant, mode: modeOf(participant) }
}

/** Who is named by a receipt that others get: a person, or a group with its member. */
function readerAttrs(
  { device }: Reader,
  { chat, participant, mode }: Target,
): Record<string, string> {
  const reader = deviceJid(device, mode)
  return participant === undefined ? { from: reader } : { from: chat, participant: reader }
}

/** A delivery, to all devices of the author; `sender` goes to the device that wrote. */
export function forwardDelivery(reader: Reader, receipt: WireNode, ids: readonly string[]): void {
  const target = targetOf(receipt)
  if (target === undefined) return
  const { context, account } = reader
  const { type, recipient } = receipt.attrs
  const author = target.participant ?? target.chat
  const stanza = node(
    'receipt',
    {
      id: ids[0] ?? '',
      ...readerAttrs(reader, target),
      ...(type === undefined ? {} : { type }),
      ...(recipient === undefined ? {} : { recipient }),
      t: nowSeconds(context.world),
    },
    moreIds(ids),
  )
  if (type === 'sender') {
    const writer = findDevice(context, author)
    if (writer?.account === account) post(context, writer.device, stanza)
    return
  }
  const owner = findAccount(context, author)
  if (owner === undefined || owner === account) return
  if (target.participant === undefined || !gather(context, owner, stanza)) {
    for (const device of devicesOf(owner)) post(context, device, stanza)
  }
}

function moreIds([, ...rest]: readonly string[]): readonly WireNode[] {
  if (rest.length === 0) return []
  return [
    node(
      'list',
      {},
      rest.map((id) => node('item', { id })),
    ),
  ]
}

/** That something was read: to the author's devices, and mirrored to the reader's own others. */
export function forwardRead(reader: Reader, receipt: WireNode, isDropped: boolean): void {
  const target = targetOf(receipt)
  if (target === undefined) return
  const { context, account, device } = reader
  const { id = '', type = '', t = '' } = receipt.attrs
  const list = child(receipt, 'list')
  const content = list === undefined ? [] : [list]
  const attrs: Record<string, string> = { id, type, t, ...readerAttrs(reader, target) }
  const owner = findAccount(context, target.participant ?? target.chat)
  const isPublic = !type.endsWith('-self') && !isDropped
  if (isPublic && owner !== undefined && owner !== account) {
    const stanza = node('receipt', attrs, content)
    if (target.participant === undefined || !gather(context, owner, stanza)) {
      for (const one of devicesOf(owner)) post(context, one, stanza)
    }
  }
  const mirrored =
    target.participant === undefined ? { ...attrs, recipient: bareJid(target.chat) } : attrs
  for (const one of devicesOf(account)) {
    if (one !== device) post(context, one, node('receipt', mirrored, content))
  }
}

/** What only the own phone is interested in. */
export function toPhone(reader: Reader, receipt: WireNode): void {
  const { context, account, device } = reader
  if (account.primary === undefined || device === account.primary) return
  const { to: _, ...rest } = receipt.attrs
  const mode = isJid(receipt.attrs['to'] ?? '') ? modeOf(receipt.attrs['to'] as Jid) : 'pn'
  const attrs = { t: nowSeconds(context.world), ...rest, from: deviceJid(device, mode) }
  post(context, account.primary, node('receipt', attrs, receipt.content))
}
