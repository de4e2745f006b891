import { SERVICE } from '../../../web/wire/jid.ts'
import { node } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import type { Companion } from '../state/accounts.ts'
import { sendOwed } from './delivery.ts'

/** Stanzas that flow before the client has to ask for more (01 section 10.4). */
const FIRST_BATCH = 5

/** Announces the backlog, right after `<success>`. */
export function previewOfflineQueue(connection: Connection, companion: Companion): void {
  const tags = companion.queue.map((kept) => kept.stanza.tag)
  const count = (tag: string) => String(tags.filter((other) => other === tag).length)
  const preview = node('offline_preview', {
    count: String(tags.length),
    message: count('message'),
    receipt: count('receipt'),
    notification: count('notification'),
    appdata: '0',
    call: count('call'),
    status: '0',
  })
  connection.send(node('ib', { from: SERVICE }, [preview]))
}

/** `<active/>` has come: the first stanzas of the backlog, or the end mark when there are none. */
export function startOfflineQueue(context: ServiceContext, connection: Connection): void {
  if (connection.stage.at !== 'companion' || connection.active) return
  connection.active = true
  const { account, companion } = connection.stage
  if (companion.preKeys.size > 0) {
    context.phones.tell(account.number, { type: 'ready', device: companion.jid })
  }
  connection.backlog = connection.stage.companion.queue.length
  connection.heldBack = [...connection.stage.companion.queue]
  continueOfflineQueue(context, connection, FIRST_BATCH)
}

/** The next stanzas of the backlog, in answer to `offline_batch`; the end mark behind the last. */
export function continueOfflineQueue(
  context: ServiceContext,
  connection: Connection,
  count: number,
): void {
  const { stage } = connection
  if (stage.at !== 'companion' || connection.backlog === undefined) return
  for (const kept of connection.heldBack.splice(0, count)) {
    if (!stage.companion.queue.includes(kept)) continue
    const attrs = { ...kept.stanza.attrs, offline: '0' }
    sendOwed(context, connection, { ...kept.stanza, attrs }, kept)
  }
  if (connection.heldBack.length > 0) return
  connection.send(
    node('ib', { from: SERVICE }, [node('offline', { count: String(connection.backlog) })]),
  )
  connection.backlog = undefined
}
