import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import type { Account, Companion } from '../state/accounts.ts'

/** The live connection of a companion, if it is logged in. */
export function connectionOf(
  context: ServiceContext,
  companion: Companion,
): Connection | undefined {
  for (const connection of context.connections.values()) {
    const { stage } = connection
    if (stage.at === 'companion' && stage.companion === companion) return connection
  }
  return undefined
}

/**
 * Sends a stanza to a companion and keeps it until it is answered, over reconnects and restarts
 * (01 section 10.6). `id` and `t` are added where the stanza has none.
 */
export async function deliver(
  context: ServiceContext,
  companion: Companion,
  stanza: WireNode,
): Promise<void> {
  const { world } = context
  const attrs = { id: freshId(world), t: nowSeconds(world), ...stanza.attrs }
  const stamped: WireNode = { ...stanza, attrs }
  companion.queue.push({ stanza: stamped })
  await context.state.save()
  const connection = connectionOf(context, companion)
  if (connection === undefined || !connection.active) return
  if (connection.heldBack.length > 0) connection.heldBack.push(attrs.id)
  else sendOwed(context, connection, stamped)
}

/** The account has another identity key now (04 section 8). */
export function tellIdentityChange(
  context: ServiceContext,
  connection: Connection,
  account: Account,
): void {
  const { world } = context
  const attrs = { type: 'encrypt', from: account.jid, id: freshId(world), t: nowSeconds(world) }
  sendOwed(context, connection, node('notification', attrs, [node('identity')]))
}

/** Sends a stanza whose answer the client owes; the answer takes it out of the companion's queue. */
export function sendOwed(context: ServiceContext, connection: Connection, stanza: WireNode): void {
  const id = stanza.attrs['id'] ?? ''
  connection.owed.set(id, {
    kind: 'ack',
    what: `${stanza.tag} ${stanza.attrs['type'] ?? ''}`.trim(),
    stanza,
    async answered() {
      const { stage } = connection
      if (stage.at !== 'companion') return
      const { companion } = stage
      companion.queue = companion.queue.filter((kept) => kept.stanza.attrs['id'] !== id)
      await context.state.save()
    },
  })
  connection.send(stanza)
}
