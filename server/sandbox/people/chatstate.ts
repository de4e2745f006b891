import { bareJid, isJid } from '../../../web/wire/jid.ts'
import { children, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { connectionOf } from '../login/delivery.ts'
import { membersOf } from '../messages/toGroup.ts'
import type { Account } from '../state/accounts.ts'
import { accountJid, devicesOf, findAccount, modeOf } from '../state/directory.ts'
import { exactly, maybe, optional, passing, type Shape, shapeDeviations } from '../strict/shape.ts'

const shape: Shape = {
  tag: 'chatstate',
  attrs: { to: passing(isJid), from: optional(passing(isJid)) },
  children: [
    maybe({ tag: 'composing', attrs: { media: optional(exactly('audio')) } }),
    maybe({ tag: 'paused' }),
  ],
}

/** Typing: passed on to devices that are available, never kept (06 sections 2 and 10). */
export function chatstateArrived(
  context: ServiceContext,
  connection: Connection,
  stanza: WireNode,
): void {
  const { stage } = connection
  const deviations = shapeDeviations(stanza, shape)
  if (children(stanza).length !== 1) {
    deviations.push({ rule: 'missing-child', detail: 'chatstate' })
  }
  for (const { rule, detail } of deviations) connection.deviate(rule, detail)
  if (stage.at !== 'companion') connection.deviate('not-linked-yet', 'chatstate')
  if (deviations.length > 0 || stage.at !== 'companion') return
  const { to = '', from } = stanza.attrs
  const { account } = stage
  if (from !== undefined && isJid(from) && bareJid(from) !== accountJid(account, modeOf(from))) {
    connection.deviate('foreign-sender', 'chatstate@from')
    return
  }
  const group = context.state.groups.get(to)
  if (group !== undefined) {
    if (!group.members.has(account.number)) {
      connection.deviate('foreign-group', 'chatstate@to')
      return
    }
    const attrs = { from: group.jid, participant: accountJid(account, group.addressing) }
    for (const member of membersOf(context.state.accounts, group)) {
      if (member !== account) show(context, member, node('chatstate', attrs, stanza.content))
    }
    return
  }
  const other = findAccount(context, to)
  if (other === undefined || other === account || !isJid(to)) {
    connection.deviate('bad-recipient', 'chatstate@to')
    return
  }
  if (other.blocked.has(account.lid)) return
  const attrs = { from: accountJid(account, modeOf(to)) }
  show(context, other, node('chatstate', attrs, stanza.content))
}

function show(context: ServiceContext, person: Account, stanza: WireNode): void {
  for (const device of devicesOf(person)) {
    const connection = connectionOf(context, device)
    if (connection?.available === true) connection.send(stanza)
  }
}
