import { isJid } from '../../../web/wire/jid.ts'
import { children, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { post } from '../login/delivery.ts'
import { nameOf } from '../state/accounts.ts'
import { accountJid, devicesOf, findAccount, modeOf } from '../state/directory.ts'
import { exactly, matching, one, passing, type Shape, shapeDeviations } from '../strict/shape.ts'

const ID = matching(/^.{1,128}$/)

/** What a companion may say in a call: that it declines (06 section 8). */
const declineShape: Shape = {
  tag: 'call',
  attrs: { id: ID, to: passing(isJid), from: passing(isJid) },
  children: [
    one({
      tag: 'reject',
      attrs: { 'call-id': ID, 'call-creator': passing(isJid), count: exactly('0') },
    }),
  ],
}

/** Call signals go to all devices of the other side; the sender gets an ack. */
export function callArrived(context: ServiceContext, connection: Connection, call: WireNode): void {
  const { stage } = connection
  if (stage.at !== 'companion') {
    connection.deviate('not-linked-yet', 'call')
    return
  }
  // Simulated people ring; how they do it is theirs.
  const deviations = connection.simulated ? [] : shapeDeviations(call, declineShape)
  for (const { rule, detail } of deviations) connection.deviate(rule, detail)
  const { id = '', to = '' } = call.attrs
  const other = findAccount(context, to)
  const signal = children(call)[0]
  if (deviations.length > 0 || other === undefined || signal === undefined || !isJid(to)) return
  const { account } = stage
  const stanza = node(
    'call',
    {
      id,
      from: accountJid(account, modeOf(to)),
      t: nowSeconds(context.world),
      notify: nameOf(account),
    },
    [signal],
  )
  for (const device of devicesOf(other)) post(context, device, stanza)
  connection.send(node('ack', { class: 'call', id, from: to, type: signal.tag }))
}
