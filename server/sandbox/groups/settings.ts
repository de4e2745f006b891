import { child, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import { nowSeconds } from '../context.ts'
import { refusal, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import { accountJid } from '../state/directory.ts'
import {
  bytesNode,
  exactly,
  matching,
  maybe,
  one,
  oneOf,
  optional,
  type Shape,
} from '../strict/shape.ts'
import { tellMembers } from './notify.ts'
import { groupRule, type GroupRequest } from './request.ts'

const MOST_SUBJECT = 100
const MOST_DESCRIPTION = 2048
/** A character has four bytes at most. */
const BYTES = 4

const subject = groupRule(
  'set',
  bytesNode('subject', 1, MOST_SUBJECT * BYTES),
  'info',
  (request) => {
    const { context, iq, asked, group, actor } = request
    const text = textOf(asked)
    if (Array.from(text).length > MOST_SUBJECT) return refusal(iq, 406, 'not-acceptable')
    const t = nowSeconds(context.world)
    group.subject = { text, t, by: actor.number }
    const by = accountJid(actor, group.addressing)
    tellMembers(request, [node('subject', { subject: text, s_t: t, s_o: by })])
    return result(iq)
  },
)

const ID = matching(/^.{1,64}$/)
const descriptionShape: Shape = {
  tag: 'description',
  attrs: { id: ID, prev: optional(ID), delete: optional(exactly('true')) },
  children: [maybe(bytesNode('body', 0, MOST_DESCRIPTION * BYTES))],
}

const description = groupRule('set', descriptionShape, 'info', (request) => {
  const { context, iq, asked, group, actor } = request
  const { id = '', prev, delete: isGone } = asked.attrs
  // Whoever did not read the present one must not write over it.
  if (prev !== group.description?.id) return refusal(iq, 409, 'conflict')
  const body = child(asked, 'body')
  const text = body === undefined ? '' : textOf(body)
  if (Array.from(text).length > MOST_DESCRIPTION) return refusal(iq, 406, 'not-acceptable')
  const t = nowSeconds(context.world)
  group.description = isGone === 'true' ? undefined : { id, text, t, by: actor.number }
  const content = isGone === 'true' ? node('delete') : node('body', {}, text)
  tellMembers(request, [node('description', { id }, [content])])
  return result(iq)
})

type Change = (group: GroupRequest['group'], asked: WireNode) => void

/** A setting that is one child, which also is the news of it. */
function setting(shape: Shape, right: 'admin' | 'info', change: Change): IqRule {
  return groupRule('set', shape, right, (request) => {
    change(request.group, request.asked)
    tellMembers(request, [request.asked])
    return result(request.iq)
  })
}

const joinShape: Shape = {
  tag: 'membership_approval_mode',
  children: [one({ tag: 'group_join', attrs: { state: oneOf('on', 'off') } })],
}

/** Subject, description and settings of a group (06 section 1). */
export const settingRules: readonly IqRule[] = [
  subject,
  description,
  setting({ tag: 'announcement' }, 'admin', (group) => {
    group.announcement = true
  }),
  setting({ tag: 'not_announcement' }, 'admin', (group) => {
    group.announcement = false
  }),
  setting({ tag: 'locked' }, 'admin', (group) => {
    group.locked = true
  }),
  setting({ tag: 'unlocked' }, 'admin', (group) => {
    group.locked = false
  }),
  setting(
    { tag: 'ephemeral', attrs: { expiration: oneOf('86400', '604800', '7776000') } },
    'info',
    (group, { attrs }) => {
      group.ephemeral = attrs['expiration']
    },
  ),
  setting({ tag: 'not_ephemeral' }, 'info', (group) => {
    group.ephemeral = undefined
  }),
  setting(bytesNode('member_add_mode', 9, 14), 'admin', (group, asked) => {
    group.memberAddMode = textOf(asked) === 'admin_add' ? 'admin_add' : 'all_member_add'
  }),
  setting(joinShape, 'admin', (group, asked) => {
    group.joinApproval = child(asked, 'group_join')?.attrs['state'] === 'on'
  }),
]
