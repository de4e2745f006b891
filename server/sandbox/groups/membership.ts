import { children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { printable } from '../linking/refBook.ts'
import { mayKnow } from '../people/privacy.ts'
import { nowSeconds } from '../context.ts'
import { refusal, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import type { Account } from '../state/accounts.ts'
import { findAccount } from '../state/directory.ts'
import type { Group } from '../state/groups.ts'
import { many, matching, one, type Shape } from '../strict/shape.ts'
import { groupNode, participant } from './describe.ts'
import { tellMembers } from './notify.ts'
import { groupRule, GROUPS, type GroupRequest, NO_GROUP, peopleIn, somePeople } from './request.ts'
import { releaseNews } from './notify.ts'

/** How long an invitation to one person holds. */
const INVITATION_SECONDS = 3 * 86_400

const people = (tag: string): Shape => ({ tag, children: [somePeople] })

/** What became of one person of a request: in the answer, and whether it happened. */
interface Outcome {
  readonly shown: WireNode
  readonly account?: Account
}

/** Lets somebody in, or says why not; a refusal of the person's own comes with an invitation. */
export function letIn(
  { context, actor }: Pick<GroupRequest, 'context' | 'actor'>,
  group: Group,
  entry: WireNode,
  account: Account | undefined,
): Outcome {
  const error = (code: string, content: WireNode[] = []): Outcome => ({
    shown: node('participant', { jid: entry.attrs['jid'] ?? '', error: code }, content),
  })
  if (account === undefined) return error('404')
  if (group.members.has(account.number)) return error('409')
  if (!mayKnow(account, actor, 'groupadd')) {
    const code = printable(context.world.randomBytes(12))
    const untilSec = Number(nowSeconds(context.world)) + INVITATION_SECONDS
    group.invitations.set(code, { number: account.number, untilSec })
    return error('403', [node('add_request', { code, expiration: String(untilSec) })])
  }
  group.members.set(account.number, 'member')
  group.requests.delete(account.number)
  introduce(context, group)
  return { shown: participant(group, account), account }
}

/** Members of one group hear of each other's devices from now on. */
export function introduce({ state }: GroupRequest['context'], group: Group): void {
  for (const number of group.members.keys()) {
    for (const other of group.members.keys()) {
      if (other !== number) state.accounts.get(number)?.knownBy.set(other, true)
    }
  }
}

/** An action on people: the answer names each with its outcome, the news those who were changed. */
function peopleRule(
  tag: 'add' | 'remove' | 'promote' | 'demote',
  act: (request: GroupRequest, entry: WireNode, account: Account | undefined) => Outcome,
): IqRule {
  return groupRule('set', people(tag), tag === 'add' ? 'member' : 'admin', (request) => {
    const { context, iq, asked, group, role } = request
    if (tag === 'add' && role === 'member' && group.memberAddMode === 'admin_add') {
      return refusal(iq, 403, 'forbidden')
    }
    const outcomes = peopleIn(context, asked).map(({ entry, account }) =>
      act(request, entry, account),
    )
    tellChange(
      request,
      tag,
      outcomes.flatMap(({ account }) => account ?? []),
    )
    return result(
      iq,
      node(
        tag,
        {},
        outcomes.map(({ shown }) => shown),
      ),
    )
  })
}

function tellChange(request: GroupRequest, tag: string, changed: readonly Account[]): void {
  if (changed.length === 0) return
  const { group } = request
  const before = String(group.version)
  group.version += 1
  const content = changed.map((account) => participant(group, account))
  const attrs = { prev_v_id: before, v_id: String(group.version) }
  tellMembers(request, [node(tag, attrs, content)], changed)
}

const add = peopleRule('add', (request, entry, account) =>
  letIn(request, request.group, entry, account),
)

const roleChange = (tag: 'remove' | 'promote' | 'demote'): IqRule =>
  peopleRule(tag, ({ group }, entry, account) => {
    const failed = (error: string): Outcome => ({
      shown: node('participant', { jid: entry.attrs['jid'] ?? '', error }),
    })
    const role = account === undefined ? undefined : group.members.get(account.number)
    if (account === undefined || role === undefined) return failed('404')
    // Whoever made the group stays what they are.
    if (role === 'superadmin') return failed('403')
    if (tag === 'remove') group.members.delete(account.number)
    else group.members.set(account.number, tag === 'promote' ? 'admin' : 'member')
    return { shown: participant(group, account), account }
  })

/** `leave` names the group in its content. */
const leave: IqRule = {
  name: 'group-change',
  type: 'set',
  xmlns: GROUPS,
  asks: 'leave',
  to: NO_GROUP,
  children: [
    one({
      tag: 'leave',
      children: [many({ tag: 'group', attrs: { id: matching(/^[\d-]+@g\.us$/) } }, 1, 100)],
    }),
  ],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return refusal(iq, 403, 'forbidden')
    const actor = connection.stage.account
    const left: WireNode[] = []
    for (const { attrs } of children(children(iq)[0] ?? iq)) {
      const group = context.state.groups.get(attrs['id'] ?? '')
      if (group?.members.has(actor.number) !== true) return refusal(iq, 403, 'forbidden')
      group.members.delete(actor.number)
      passOn(group)
      left.push(node('group', { id: group.jid }))
      const request = { context, connection, iq, group, actor, asked: iq, role: 'member' } as const
      const before = String(group.version)
      group.version += 1
      const versions = { prev_v_id: before, v_id: String(group.version) }
      tellMembers(request, [node('remove', versions, [participant(group, actor)])], [actor])
    }
    return result(iq, node('leave', {}, left))
  },
  after(context, _, iq) {
    context.saveSoon()
    releaseNews(iq)
  },
}

/** A group whose last admin left gets its eldest member as one. */
function passOn({ members }: Group): void {
  const [eldest] = members.keys()
  if (eldest === undefined) return
  if (![...members.values()].some((role) => role !== 'member')) members.set(eldest, 'admin')
}

const requestsShape: Shape = {
  tag: 'membership_requests_action',
  children: [
    { shape: people('approve'), min: 0, max: 1 },
    { shape: people('reject'), min: 0, max: 1 },
  ],
}

const decide = groupRule('set', requestsShape, 'admin', (request) => {
  const { context, iq, asked, group } = request
  const shown: WireNode[] = []
  const joined: Account[] = []
  for (const decision of children(asked)) {
    const outcomes = peopleIn(context, decision).map(({ entry, account }): WireNode => {
      const isAsking = account !== undefined && group.requests.delete(account.number)
      if (!isAsking) return node('participant', { jid: entry.attrs['jid'] ?? '', error: '404' })
      if (decision.tag === 'approve') {
        group.members.set(account.number, 'member')
        joined.push(account)
      }
      return participant(group, account)
    })
    shown.push(node(decision.tag, {}, outcomes))
  }
  introduce(context, group)
  tellChange(request, 'add', joined)
  return result(iq, node('membership_requests_action', {}, shown))
})

const pending = groupRule('get', { tag: 'membership_approval_requests' }, 'admin', (request) => {
  const { context, iq, group } = request
  const asking = [...group.requests].flatMap(([number, t]) => {
    const account = findAccount(context, `${number}@s.whatsapp.net`)
    if (account === undefined) return []
    const jid = group.addressing === 'lid' ? account.lid : account.jid
    return [node('membership_approval_request', { jid, request_time: t })]
  })
  return result(iq, node('membership_approval_requests', {}, asking))
})

/** Who is in a group, and as what (06 section 1). */
export const membershipRules: readonly IqRule[] = [
  add,
  roleChange('remove'),
  roleChange('promote'),
  roleChange('demote'),
  leave,
  decide,
  pending,
]

/** The group as everybody sees it who may. */
export const described = (request: GroupRequest): WireNode =>
  result(request.iq, groupNode(request.context, request.group))
