import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import { sendOwed } from '../login/delivery.ts'
import type { LinkCode } from './linkCodes.ts'

const TYPE = 'link_code_companion_reg'

/** Rows 3 and 8 of 03 section 5: what the companion said, for the phone of that number. */
export function tellPhoneLinkCode(context: ServiceContext, code: LinkCode, reg: WireNode): void {
  context.phones.tell(code.number, { type: 'stanza', stanza: news(context, reg) })
}

/** Row 6 of 03 section 5, and the service's own `refresh_code`. The companion owes an ack. */
export function tellCompanionLinkCode(
  context: ServiceContext,
  connection: Connection,
  reg: WireNode,
): void {
  sendOwed(context, connection, news(context, reg))
}

function news(context: ServiceContext, reg: WireNode): WireNode {
  const attrs = { from: SERVICE, type: TYPE, id: freshId(context.world) }
  return node('notification', { ...attrs, t: nowSeconds(context.world) }, [reg])
}
