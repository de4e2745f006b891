import { bareJid, type Jid } from '../../../web/wire/jid.ts'
import { children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { type Account, nameOf } from '../state/accounts.ts'
import { accountJid, deviceJid, modeOf } from '../state/directory.ts'
import type { AddressingMode } from '../state/groups.ts'
import type { Sent } from './routing.ts'

/** Parts of a message that go on to the receiver beside its encs. */
const PASSED_ON = ['meta', 'reporting', 'plaintext']

/** A message as a device of somebody else gets it (05 section 3). */
export function forOthers(sent: Sent, mode: AddressingMode, encs: readonly WireNode[]): WireNode {
  const { account, device } = sent
  return copyOf(sent, encs, {
    from: deviceJid(device, mode),
    ...(mode === 'lid' ? { sender_pn: account.jid } : { sender_lid: account.lid }),
  })
}

/** A message as another device of the sender gets it; `chat` is where it was written. */
export function forOwn(sent: Sent, to: Jid, chat: Account, encs: readonly WireNode[]): WireNode {
  const { account, device } = sent
  const mode = modeOf(to)
  // A note to oneself names no recipient (05 section 7).
  const named: Record<string, string> =
    chat === account
      ? {}
      : mode === 'lid'
        ? { recipient: bareJid(to), peer_recipient_pn: chat.jid }
        : { recipient: bareJid(to), peer_recipient_lid: chat.lid }
  return copyOf(sent, encs, { from: deviceJid(device, mode), ...named })
}

/** A message in a group or a status, as every device gets it. */
export function forMembers(
  sent: Sent,
  chat: Jid,
  mode: AddressingMode,
  encs: readonly WireNode[],
): WireNode {
  const { account, device } = sent
  return copyOf(sent, encs, {
    from: chat,
    participant: deviceJid(device, mode),
    addressing_mode: mode,
    ...(mode === 'lid' ? { participant_pn: account.jid } : { participant_lid: account.lid }),
  })
}

/** A message between devices of one account: the phone appears without device. */
export function forPeer(sent: Sent, mode: AddressingMode, encs: readonly WireNode[]): WireNode {
  const { account, device } = sent
  return copyOf(sent, encs, {
    from: device.device === 0 ? accountJid(account, mode) : deviceJid(device, mode),
    category: 'peer',
  })
}

function copyOf(
  { account, message, t }: Sent,
  encs: readonly WireNode[],
  addresses: Readonly<Record<string, string>>,
): WireNode {
  const { id = '', type = '', edit } = message.attrs
  const isFirstContact = encs.some((enc) => enc.attrs['type'] === 'pkmsg')
  const rest = children(message).filter(
    ({ tag }) => PASSED_ON.includes(tag) || (tag === 'device-identity' && isFirstContact),
  )
  const attrs = { id, t, type, notify: nameOf(account), ...addresses }
  return node('message', edit === undefined ? attrs : { ...attrs, edit }, [...encs, ...rest])
}
