import type { Jid } from '../../../web/wire/jid.ts'
import { jidParts } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { membersOf } from '../messages/toGroup.ts'
import type { Account } from '../state/accounts.ts'
import { accountJid } from '../state/directory.ts'
import type { Group, GroupRole } from '../state/groups.ts'

/** One person of a group, under the address that the group uses, with the other form beside it. */
export function participant(
  group: Pick<Group, 'addressing'>,
  account: Account,
  attrs: Readonly<Record<string, string>> = {},
): WireNode {
  const both: Record<string, string> =
    group.addressing === 'lid'
      ? { jid: account.lid, phone_number: account.jid }
      : { jid: account.jid, lid: account.lid }
  return node('participant', { ...both, ...attrs })
}

const ROLE_ATTRS: Readonly<Record<GroupRole, Readonly<Record<string, string>>>> = {
  member: {},
  admin: { type: 'admin' },
  superadmin: { type: 'superadmin' },
}

/** What of a group is told. */
export interface Told {
  readonly participants: boolean
  readonly description: boolean
}

/** A group as 06 section 1 has it. */
export function groupNode(
  context: ServiceContext,
  group: Group,
  told: Told = { participants: true, description: true },
): WireNode {
  const { accounts } = context.state
  const address = (number: string): Jid | undefined => {
    const account = accounts.get(number)
    return account === undefined ? undefined : accountJid(account, group.addressing)
  }
  const creator = accounts.get(group.creator)
  const attrs: Record<string, string> = {
    id: jidParts(group.jid).user,
    creation: group.createdAt,
    subject: group.subject.text,
    s_t: group.subject.t,
    size: String(group.members.size),
    addressing_mode: group.addressing,
    p_v_id: String(group.version),
    a_v_id: String(group.version),
  }
  if (creator !== undefined) {
    attrs['creator'] = accountJid(creator, group.addressing)
    if (group.addressing === 'lid') attrs['creator_pn'] = creator.jid
  }
  const subjectBy = address(group.subject.by)
  if (subjectBy !== undefined) attrs['s_o'] = subjectBy
  const people = membersOf(accounts, group).map((account) =>
    participant(group, account, ROLE_ATTRS[group.members.get(account.number) ?? 'member']),
  )
  return node('group', attrs, [
    ...(told.participants ? people : []),
    ...(told.description ? descriptionNodes(group, address) : []),
    ...settings(group),
  ])
}

function descriptionNodes(
  { description }: Group,
  address: (number: string) => Jid | undefined,
): readonly WireNode[] {
  if (description === undefined) return []
  const { id, text, t, by } = description
  const author = address(by)
  const attrs = { id, t, ...(author === undefined ? {} : { participant: author }) }
  return [node('description', attrs, [node('body', {}, text)])]
}

function settings(group: Group): readonly WireNode[] {
  const { announcement, locked, ephemeral, memberAddMode, joinApproval } = group
  return [
    ...(announcement ? [node('announcement')] : []),
    ...(locked ? [node('locked')] : []),
    ...(ephemeral === undefined ? [] : [node('ephemeral', { expiration: ephemeral })]),
    node('member_add_mode', {}, memberAddMode),
    ...(joinApproval
      ? [node('membership_approval_mode', {}, [node('group_join', { state: 'on' })])]
      : []),
  ]
}
