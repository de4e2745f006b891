import { makeJid, parseJid } from '../../../web/wire/jid.ts'
import { child, children, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { badRequest, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import { printable } from '../linking/refBook.ts'
import type { Account } from '../state/accounts.ts'
import type { AddressingMode, Group } from '../state/groups.ts'
import {
  bytesNode,
  many,
  matching,
  maybe,
  one,
  oneOf,
  optional,
  type Shape,
} from '../strict/shape.ts'
import { groupNode } from './describe.ts'
import { introduce, letIn } from './membership.ts'
import { releaseNews, tellMembers } from './notify.ts'
import { GROUPS, NO_GROUP, participantShape, peopleIn } from './request.ts'

const createShape: Shape = {
  tag: 'create',
  attrs: { subject: matching(/^[^]{1,100}$/u), key: optional(matching(/^.{1,64}$/)) },
  children: [
    many(participantShape, 0, 1023),
    maybe(bytesNode('member_add_mode', 9, 14)),
    maybe({
      tag: 'ephemeral',
      attrs: {
        expiration: oneOf('0', '86400', '604800', '7776000'),
        trigger: optional(matching(/^\d$/)),
      },
    }),
    maybe({
      tag: 'membership_approval_mode',
      children: [one({ tag: 'group_join', attrs: { state: oneOf('on', 'off') } })],
    }),
    maybe({ tag: 'announcement' }),
    maybe({ tag: 'locked' }),
  ],
}

/** A new group. Its stanzas will carry the form of address that its first people are named by. */
export const createRule: IqRule = {
  name: 'group-change',
  type: 'set',
  xmlns: GROUPS,
  asks: 'create',
  to: NO_GROUP,
  children: [one(createShape)],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const asked = child(iq, 'create') ?? iq
    const actor = connection.stage.account
    const people = children(asked).filter(({ tag }) => tag === 'participant')
    const isByNumber = people.some(({ attrs }) => attrs['jid']?.endsWith('@lid') === false)
    const group = newGroup(context, actor, asked, isByNumber ? 'pn' : 'lid')
    context.state.groups.set(group.jid, group)
    const refused: WireNode[] = []
    for (const { entry, account } of peopleIn(context, asked)) {
      if (account === actor) continue
      const outcome = letIn({ context, actor }, group, entry, account)
      if (outcome.account === undefined) refused.push(outcome.shown)
    }
    introduce(context, group)
    const { key } = asked.attrs
    const attrs = { type: 'new', reason: 'invite', ...(key === undefined ? {} : { key }) }
    tellMembers({ context, connection, iq, group, actor }, [
      node('create', attrs, [groupNode(context, group)]),
    ])
    const described = groupNode(context, group)
    return result(iq, { ...described, content: [...children(described), ...refused] })
  },
  after(context, _, iq) {
    context.saveSoon()
    releaseNews(iq)
    context.changed()
  },
}

function newGroup(
  context: ServiceContext,
  actor: Account,
  asked: WireNode,
  addressing: AddressingMode,
): Group {
  const t = nowSeconds(context.world)
  const expiration = child(asked, 'ephemeral')?.attrs['expiration'] ?? '0'
  const addMode = child(asked, 'member_add_mode')
  const join = child(asked, 'membership_approval_mode')
  return {
    jid: freshGroupJid(context),
    members: new Map([[actor.number, 'superadmin']]),
    addressing,
    creator: actor.number,
    createdAt: t,
    subject: { text: asked.attrs['subject'] ?? '', t, by: actor.number },
    description: undefined,
    announcement: child(asked, 'announcement') !== undefined,
    locked: child(asked, 'locked') !== undefined,
    ephemeral: expiration === '0' ? undefined : expiration,
    memberAddMode:
      addMode !== undefined && textOf(addMode) === 'admin_add' ? 'admin_add' : 'all_member_add',
    joinApproval: join !== undefined && child(join, 'group_join')?.attrs['state'] === 'on',
    requests: new Map(),
    inviteCode: printable(context.world.randomBytes(16)),
    invitations: new Map(),
    version: 1,
    picture: undefined,
  }
}

/** As the real service makes them: 120363 and twelve digits. */
function freshGroupJid({ world, state }: ServiceContext): Group['jid'] {
  for (;;) {
    const digits = Array.from(world.randomBytes(12), (byte) => String(byte % 10)).join('')
    const jid = parseJid(makeJid(`120363${digits}`, 'g.us'))
    if (!state.groups.has(jid)) return jid
  }
}
