import { isJid } from '../../../web/wire/jid.ts'
import { child, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { badRequest, refusal, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import { printable } from '../linking/refBook.ts'
import type { Account } from '../state/accounts.ts'
import type { Group } from '../state/groups.ts'
import { matching, one, optional, passing, type Shape } from '../strict/shape.ts'
import { groupNode, participant } from './describe.ts'
import { introduce } from './membership.ts'
import { releaseNews, tellMembers } from './notify.ts'
import { groupRule, GROUPS } from './request.ts'

const CODE = matching(/^[\w-]{1,64}$/)
const inviteShape: Shape = { tag: 'invite', attrs: { code: optional(CODE) } }

/** `invite` with a code is about any group (to g.us), without one about the group it is sent to. */
function inviteRule(type: 'get' | 'set'): IqRule {
  return {
    name: type === 'get' ? 'group' : 'group-change',
    type,
    xmlns: GROUPS,
    asks: 'invite',
    to: matching(/^([\d-]+@)?g\.us$/),
    children: [one(inviteShape)],
    answer(context, connection, iq) {
      if (connection.stage.at !== 'companion') return badRequest(iq)
      const code = child(iq, 'invite')?.attrs['code']
      const actor = connection.stage.account
      const { to = '' } = iq.attrs
      if ((code === undefined) === (to === 'g.us')) {
        connection.deviate('bad-attribute', 'iq/invite@code')
        return badRequest(iq)
      }
      if (code === undefined) return ownCode(context, connection, iq, actor)
      const group = [...context.state.groups.values()].find(({ inviteCode }) => inviteCode === code)
      if (group === undefined) return refusal(iq, 406, 'not-acceptable')
      if (type === 'get') return result(iq, groupNode(context, group))
      return join({ context, connection, iq, group, actor })
    },
    after(context, _, iq) {
      context.saveSoon()
      releaseNews(iq)
    },
  }
}

/** The group's own code: read, or made anew. */
function ownCode(
  context: ServiceContext,
  connection: Connection,
  iq: WireNode,
  actor: Account,
): WireNode {
  const group = context.state.groups.get(iq.attrs['to'] ?? '')
  if (group === undefined) return refusal(iq, 404, 'item-not-found')
  const role = group.members.get(actor.number)
  if (role === undefined || role === 'member') return refusal(iq, 403, 'forbidden')
  if (iq.attrs['type'] === 'set') {
    group.inviteCode = printable(context.world.randomBytes(16))
    const news = node('invite', { code: group.inviteCode })
    tellMembers({ context, connection, iq, group, actor }, [news])
  }
  return result(iq, node('invite', { code: group.inviteCode }))
}

interface Joining {
  readonly context: ServiceContext
  readonly connection: Connection
  readonly iq: WireNode
  readonly group: Group
  readonly actor: Account
}

function join(joining: Joining): WireNode {
  const { context, iq, group, actor } = joining
  if (group.members.has(actor.number)) return refusal(iq, 409, 'conflict')
  if (group.joinApproval) {
    group.requests.set(actor.number, nowSeconds(context.world))
    const jid = group.addressing === 'lid' ? actor.lid : actor.jid
    const news = node('created_membership_requests', { request_method: 'invite_link' })
    tellMembers(joining, [news])
    return result(iq, node('membership_approval_request', { jid }))
  }
  enter(joining, 'invite')
  return result(iq, node('group', { jid: group.jid }))
}

function enter(joining: Joining, reason: string): void {
  const { context, group, actor } = joining
  group.members.set(actor.number, 'member')
  introduce(context, group)
  const before = String(group.version)
  group.version += 1
  const attrs = { reason, prev_v_id: before, v_id: String(group.version) }
  tellMembers(joining, [node('add', attrs, [participant(group, actor)])])
}

const acceptShape: Shape = {
  tag: 'accept',
  attrs: { code: CODE, expiration: matching(/^\d{1,12}$/), admin: passing(isJid) },
}

/** The invitation that an admin sent because the person could not be added. */
const accept = groupRule('set', acceptShape, 'anybody', (request) => {
  const { context, iq, asked, group, actor } = request
  const code = asked.attrs['code'] ?? ''
  const invitation = group.invitations.get(code)
  if (invitation?.number !== actor.number) return refusal(iq, 406, 'not-acceptable')
  if (invitation.untilSec < Number(nowSeconds(context.world))) return refusal(iq, 410, 'gone')
  group.invitations.delete(code)
  enter(request, 'invite')
  return result(iq, node('group', { jid: group.jid }))
})

/** Links and messages that let people in (06 section 1). */
export const inviteRules: readonly IqRule[] = [inviteRule('get'), inviteRule('set'), accept]
