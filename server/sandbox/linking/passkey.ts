import { SERVICE } from '../../../web/wire/jid.ts'
import { node } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import { sendOwed } from '../login/delivery.ts'

/** Whose passkey it is; no page of another origin can use it. */
const OPTIONS = '{"challenge":"AA","rpId":"whatsapp.com","userVerification":"required"}'

/** Asks a companion that wants to be linked for the account's passkey (03 section 6). */
export function demandPasskey(context: ServiceContext, connection: Connection): void {
  const attrs = {
    from: SERVICE,
    type: 'passkey_prologue_request',
    id: freshId(context.world),
    t: nowSeconds(context.world),
  }
  const options = node('passkey_request_options', {}, OPTIONS)
  sendOwed(context, connection, node('notification', attrs, [options]))
}
