import { isJid, type Jid } from '../../../web/wire/jid.ts'
import { child, type WireNode } from '../../../web/wire/node/node.ts'
import type { Account } from '../state/accounts.ts'
import { deviceJid, modeOf, publishedDevices } from '../state/directory.ts'
import type { AddressingMode, Group } from '../state/groups.ts'
import { encsByDevice } from './direct.ts'
import { forMembers } from './incoming.ts'
import { devicesHash } from './phash.ts'
import { type Copy, refused, type Routing, type Sent, unnamed } from './routing.ts'

export const STATUS = 'status@broadcast'

/** A message to a group: the skmsg to every member device, with that device's own enc before it. */
export function routeToGroup(sent: Sent): Routing {
  const { context, account, message } = sent
  const group = context.state.groups.get(message.attrs['to'] ?? '')
  if (group === undefined) return refused(404)
  const fault = groupFault(group, account, message)
  if (fault !== undefined) return fault
  const members = membersOf(context.state.accounts, group)
  for (const member of members) member.knownBy.set(account.number, true)
  return routeToAll(sent, group.jid, group.addressing, members)
}

/** A status post: its audience is the address book, or everybody where there is none. */
export function routeStatus(sent: Sent): Routing {
  const { context, account, message } = sent
  const [first = account.lid] = encsByDevice(message).keys()
  const named = message.attrs['addressing_mode']
  const mode: AddressingMode =
    named === 'pn' || named === 'lid' ? named : isJid(first) ? modeOf(first) : 'lid'
  const audience = [...context.state.accounts.values()].filter(
    (other) => other === account || account.contacts?.includes(other.number) !== false,
  )
  return routeToAll(sent, STATUS as Jid, mode, audience)
}

/** The accounts of a group's members. */
export function membersOf(
  accounts: ReadonlyMap<string, Account>,
  { members }: Group,
): readonly Account[] {
  return [...members.keys()].flatMap((number) => accounts.get(number) ?? [])
}

function groupFault(group: Group, account: Account, { attrs }: WireNode): Routing | undefined {
  const role = group.members.get(account.number)
  if (role === undefined) return refused(403)
  if (attrs['addressing_mode'] !== group.addressing) {
    return refused(421, { addressing_mode: group.addressing })
  }
  const isAdmin = role !== 'member'
  if ((group.announcement || attrs['edit'] === '8') && !isAdmin) return refused(403)
  return undefined
}

function routeToAll(
  sent: Sent,
  chat: Jid,
  mode: AddressingMode,
  audience: readonly Account[],
): Routing {
  const { account, device, message } = sent
  const own = encsByDevice(message)
  for (const jid of own.keys()) {
    if (isJid(jid) && modeOf(jid) !== mode) {
      return unnamed('mixed-addressing', 'message/to@jid', 400)
    }
  }
  if (own.has(deviceJid(device, mode))) return unnamed('sent-to-itself', 'message/to@jid')
  const shared = child(message, 'enc')
  if (shared === undefined) return unnamed('missing-skmsg', 'message/enc')
  const copies: Copy[] = []
  for (const member of audience) {
    if (member.blocked.has(account.lid) && chat === STATUS) continue
    for (const one of publishedDevices(member)) {
      if (one === device) continue
      const pairwise = own.get(deviceJid(one, mode))
      const encs = pairwise === undefined ? [shared] : [pairwise, shared]
      copies.push({ account: member, device: one, stanza: forMembers(sent, chat, mode, encs) })
    }
  }
  return { ok: true, copies, phash: devicesHash(audience, mode) }
}
