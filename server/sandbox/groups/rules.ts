import { child, node } from '../../../web/wire/node/node.ts'
import { badRequest, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import { exactly, maybe, one } from '../strict/shape.ts'
import { createRule } from './create.ts'
import { groupNode } from './describe.ts'
import { inviteRules } from './invites.ts'
import { described, membershipRules } from './membership.ts'
import { groupRule, GROUPS, NO_GROUP } from './request.ts'
import { settingRules } from './settings.ts'

/** All groups of whoever asks. */
const participating: IqRule = {
  name: 'group',
  type: 'get',
  xmlns: GROUPS,
  asks: 'participating',
  to: NO_GROUP,
  children: [
    one({
      tag: 'participating',
      children: [maybe({ tag: 'participants' }), maybe({ tag: 'description' })],
    }),
  ],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { number } = connection.stage.account
    const asked = child(iq, 'participating') ?? iq
    const told = {
      participants: child(asked, 'participants') !== undefined,
      description: child(asked, 'description') !== undefined,
    }
    const groups = [...context.state.groups.values()]
      .filter(({ members }) => members.has(number))
      .map((group) => groupNode(context, group, told))
    return result(iq, node('groups', {}, groups))
  },
}

const query = groupRule(
  'get',
  { tag: 'query', attrs: { request: exactly('interactive') } },
  'member',
  described,
)

/** Everything of `w:g2` (06 section 1). */
export const groupRules: readonly IqRule[] = [
  participating,
  query,
  createRule,
  ...settingRules,
  ...membershipRules,
  ...inviteRules,
]
