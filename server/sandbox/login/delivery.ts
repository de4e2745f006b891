import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { owe } from '../connection/owed.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import type { Account, Companion, QueuedStanza } from '../state/accounts.ts'

/** The live connection of a device, if it is logged in or simulated and online. */
export function connectionOf(
  context: ServiceContext,
  companion: Companion,
): Connection | undefined {
  const lane = context.lanes.get(companion)
  if (lane !== undefined) return lane
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
  post(context, companion, stanza)
  await context.state.save()
}

/** The same for what comes in numbers: the state is saved soon, and nobody waits for it. */
export function post(context: ServiceContext, companion: Companion, stanza: WireNode): void {
  const { world } = context
  const attrs = { id: freshId(world), t: nowSeconds(world), ...stanza.attrs }
  const kept: QueuedStanza = { stanza: { ...stanza, attrs } }
  companion.queue.push(kept)
  if (stanza.tag === 'message') companion.delivered += 1
  context.saveSoon()
  const connection = connectionOf(context, companion)
  if (connection === undefined || !connection.active) return
  if (connection.heldBack.length > 0) connection.heldBack.push(kept)
  else sendOwed(context, connection, kept.stanza, kept)
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

/**
 * Sends a stanza whose answer the client owes; the answer takes it (`kept`) out of the device's
 * queue.
 */
export function sendOwed(
  context: ServiceContext,
  connection: Connection,
  stanza: WireNode,
  kept?: QueuedStanza,
): void {
  owe(connection, {
    kind: 'ack',
    what: `${stanza.tag} ${stanza.attrs['type'] ?? ''}`.trim(),
    stanza,
    answered() {
      const { stage } = connection
      if (stage.at !== 'companion' || kept === undefined) return
      forget(stage.companion, kept)
      context.saveSoon()
    },
  })
  connection.send(stanza)
}

function forget(companion: Companion, kept: QueuedStanza): void {
  const at = companion.queue.indexOf(kept)
  if (at < 0) return
  companion.queue.splice(at, 1)
  if (kept.stanza.tag === 'message') companion.answered += 1
}
