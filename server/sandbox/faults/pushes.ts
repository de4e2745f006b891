import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { owe } from '../connection/owed.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import { tellCompanionLinkCode } from '../linking/linkCodeNews.ts'
import { demandPasskey } from '../linking/passkey.ts'
import { showCodes } from '../linking/showCodes.ts'
import { sendOwed, tellIdentityChange } from '../login/delivery.ts'
import { successStanza } from '../login/login.ts'
import { resultShape } from '../strict/resultShape.ts'
import { shapeDeviations } from '../strict/shape.ts'
import type { FaultAction, Push } from './fault.ts'
import { broadcast, isBroadcast } from './infoBroadcasts.ts'

type Pushed = Extract<FaultAction, { kind: 'push' }>

/** For clients that are not linked yet. */
const UNPAIRED: readonly Push[] = ['refresh-secret', 'rotate-qr', 'new-refs', 'passkey']
/** For both kinds. */
const ANY: readonly Push[] = [
  'downgrade',
  'ping',
  'client-expiration',
  'unknown-notification',
  'unknown-ib',
]

/** Whether a stanza makes sense on a connection. */
export function canBePushed(
  context: ServiceContext,
  connection: Connection,
  stanza: Push,
): boolean {
  if (stanza === 'refresh-code') return context.linkCodes.of(connection) !== undefined
  const { at } = connection.stage
  if (at === 'unpaired') return UNPAIRED.includes(stanza) || ANY.includes(stanza)
  return at === 'companion' && !UNPAIRED.includes(stanza)
}

/** Pushes one of the stanzas that the service sends unasked. */
export function pushStanza(context: ServiceContext, connection: Connection, push: Pushed): void {
  if (isBroadcast(push.stanza)) {
    broadcast(context, connection, { ...push, stanza: push.stanza })
    return
  }
  switch (push.stanza) {
    case 'refresh-secret':
      notify(context, connection, 'companion_reg_refresh', node('companion_reg_refresh'))
      return
    case 'rotate-qr':
      notify(context, connection, 'companion_reg_refresh', node('pair-device-rotate-qr'))
      return
    case 'new-refs':
      showCodes(context, connection)
      return
    case 'passkey':
      demandPasskey(context, connection)
      return
    case 'ping':
      pingClient(context, connection)
      return
    case 'low-pre-keys':
      notify(context, connection, 'encrypt', node('count', { value: '3' }))
      return
    case 'digest':
      notify(context, connection, 'encrypt', node('digest'))
      return
    case 'refresh-code':
      refreshCode(context, connection, push.force ?? false)
      return
    case 'success':
      if (connection.stage.at !== 'companion') return
      connection.send(successStanza(context, connection.stage.companion))
      return
    case 'identity':
      if (connection.stage.at !== 'companion') return
      tellIdentityChange(context, connection, connection.stage.account)
      return
    case 'unknown-notification':
      notify(context, connection, 'unheard_of', node('unheard-of', { why: 'nobody knows' }))
  }
}

function notify(
  context: ServiceContext,
  connection: Connection,
  type: string,
  content: WireNode,
): void {
  const attrs = { from: SERVICE, type, id: freshId(context.world), t: nowSeconds(context.world) }
  sendOwed(context, connection, node('notification', attrs, [content]))
}

/** The service gives a request up and asks for another (03 section 5). */
function refreshCode(context: ServiceContext, connection: Connection, force: boolean): void {
  const code = context.linkCodes.of(connection)
  if (code === undefined) return
  const attrs = { stage: 'refresh_code', force_manual_refresh: String(force) }
  const ref = node('link_code_pairing_ref', {}, code.ref)
  tellCompanionLinkCode(context, connection, node('link_code_companion_reg', attrs, [ref]))
  context.linkCodes.retire(code)
}

function pingClient(context: ServiceContext, connection: Connection): void {
  const id = freshId(context.world)
  const stanza = node('iq', { from: SERVICE, type: 'get', xmlns: 'urn:xmpp:ping', id })
  owe(connection, {
    kind: 'iq',
    what: 'iq ping',
    stanza,
    answered(answer) {
      for (const { rule, detail } of shapeDeviations(answer, resultShape([]))) {
        connection.deviate(rule, `ping answer: ${detail}`)
      }
    },
  })
  connection.send(stanza)
}
