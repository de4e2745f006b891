import { isJid } from '../../../web/wire/jid.ts'
import { child, children, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { badRequest, refusal } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import type { Account } from '../state/accounts.ts'
import { findAccount } from '../state/directory.ts'
import type { Group, GroupRole } from '../state/groups.ts'
import {
  type AttrRule,
  bytesNode,
  many,
  matching,
  maybe,
  one,
  optional,
  passing,
  type Shape,
} from '../strict/shape.ts'
import { releaseNews } from './notify.ts'

/** A request about one group, from one of its members unless said otherwise. */
export interface GroupRequest {
  readonly context: ServiceContext
  readonly connection: Connection
  readonly iq: WireNode
  /** The child that says what is wanted. */
  readonly asked: WireNode
  readonly group: Group
  readonly actor: Account
  readonly role: GroupRole
}

/** Whom an action is for. */
export type Right = 'member' | 'info' | 'admin' | 'anybody'

export const GROUPS = 'w:g2'
/** The bare server, for what is about no single group. */
export const NO_GROUP: AttrRule = { allows: (to) => to === 'g.us' }
const GROUP: AttrRule = matching(/^[\d-]+@g\.us$/)

/** People that an action names. */
export const participantShape: Shape = {
  tag: 'participant',
  attrs: { jid: passing(isJid), phone_number: optional(passing(isJid)) },
  children: [maybe(bytesNode('privacy', 1, 1000))],
}
export const somePeople = many(participantShape, 1, 1024)

/** A request about one group: its shape, who may ask it, and what it does. */
export function groupRule(
  type: 'get' | 'set',
  shape: Shape,
  right: Right,
  answer: (request: GroupRequest) => WireNode | Promise<WireNode>,
  to: AttrRule = GROUP,
): IqRule {
  return {
    name: type === 'get' ? 'group' : 'group-change',
    type,
    xmlns: GROUPS,
    asks: shape.tag,
    to,
    children: [one(shape)],
    answer(context, connection, iq) {
      if (connection.stage.at !== 'companion') return badRequest(iq)
      const group = context.state.groups.get(iq.attrs['to'] ?? '')
      if (group === undefined) return refusal(iq, 404, 'item-not-found')
      const actor = connection.stage.account
      const role = group.members.get(actor.number)
      if (right !== 'anybody' && !isAllowed(group, role, right)) {
        return refusal(iq, 403, 'forbidden')
      }
      const asked = child(iq, shape.tag) ?? iq
      return answer({ context, connection, iq, asked, group, actor, role: role ?? 'member' })
    },
    after(context, _, iq) {
      context.saveSoon()
      releaseNews(iq)
      context.changed()
    },
  }
}

function isAllowed(group: Group, role: GroupRole | undefined, right: Right): boolean {
  if (role === undefined) return false
  const isAdmin = role !== 'member'
  return isAdmin || right === 'member' || (right === 'info' && !group.locked)
}

/** The people that an action names, in order; undefined for who is not here. */
export function peopleIn(
  context: ServiceContext,
  asked: WireNode,
): ReadonlyArray<{ readonly entry: WireNode; readonly account: Account | undefined }> {
  return children(asked)
    .filter(({ tag }) => tag === 'participant')
    .map((entry) => ({ entry, account: findAccount(context, entry.attrs['jid'] ?? '') }))
}
