import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import { tellCompanionLinkCode } from '../linking/linkCodeNews.ts'
import { showCodes } from '../linking/showCodes.ts'
import { sendOwed } from '../login/delivery.ts'
import { resultShape } from '../strict/resultShape.ts'
import { shapeDeviations } from '../strict/shape.ts'
import type { FaultAction } from './fault.ts'

/** Pushes one of the stanzas that the service sends unasked. */
export function pushStanza(
  context: ServiceContext,
  connection: Connection,
  push: Extract<FaultAction, { kind: 'push' }>,
): void {
  switch (push.stanza) {
    case 'refresh-secret':
      notify(context, connection, 'companion_reg_refresh', [node('companion_reg_refresh')])
      return
    case 'rotate-qr':
      notify(context, connection, 'companion_reg_refresh', [node('pair-device-rotate-qr')])
      return
    case 'new-refs':
      showCodes(context, connection)
      return
    case 'downgrade':
      connection.send(node('ib', { from: SERVICE }, [node('downgrade_webclient')]))
      return
    case 'passkey':
      notify(context, connection, 'passkey_prologue_request', [
        node('passkey_request_options', {}, '{"challenge":"AA","rpId":"sandbox.example"}'),
      ])
      return
    case 'dirty':
      connection.send(
        node('ib', { from: SERVICE }, [
          node('dirty', { type: 'account_sync', timestamp: nowSeconds(context.world) }),
        ]),
      )
      return
    case 'ping':
      pingClient(context, connection)
      return
    case 'low-pre-keys':
      notify(context, connection, 'encrypt', [node('count', { value: '3' })])
      return
    case 'digest':
      notify(context, connection, 'encrypt', [node('digest')])
      return
    case 'refresh-code':
      refreshCode(context, connection, push.force ?? false)
  }
}

/** The service gives a request up and asks for another (03 section 5). */
function refreshCode(context: ServiceContext, connection: Connection, force: boolean): void {
  const code = context.linkCodes.of(connection)
  if (code === undefined) return
  const attrs = { stage: 'refresh_code', force_manual_refresh: String(force) }
  tellCompanionLinkCode(
    context,
    connection,
    node('link_code_companion_reg', attrs, [node('link_code_pairing_ref', {}, code.ref)]),
  )
  context.linkCodes.retire(code)
}

function notify(
  context: ServiceContext,
  connection: Connection,
  type: string,
  content: readonly WireNode[],
): void {
  const attrs = { from: SERVICE, type, id: freshId(context.world), t: nowSeconds(context.world) }
  sendOwed(context, connection, node('notification', attrs, content))
}

function pingClient(context: ServiceContext, connection: Connection): void {
  const id = freshId(context.world)
  const stanza = node('iq', { from: SERVICE, type: 'get', xmlns: 'urn:xmpp:ping', id })
  connection.owed.set(id, {
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
