import { equalBytes } from '../../../web/crypto/bytes.ts'
import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { type ClientPayload, ClientPayloadSchema } from '../../../web/wire/proto/gen/payload_pb.ts'
import type { Connection } from '../connection/connection.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { dropsAfterRow } from '../faults/rows.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { type FieldDeviation, type FieldRules, fieldDeviations, is } from '../strict/fields.ts'
import { commonFields } from './commonFields.ts'
import { connectionOf } from './delivery.ts'
import { repeatDirty } from './dirty.ts'
import { fail, streamError } from './farewell.ts'
import { previewOfflineQueue } from './offlineQueue.ts'

const loginFields: FieldRules = {
  ...commonFields,
  username: { allows: (value) => typeof value === 'bigint' && value > 0n },
  device: { allows: (value) => typeof value === 'number' && value >= 1 && value <= 99 },
  passive: is(true),
  pull: is(true),
  lidDbMigrated: is(false),
  lc: { allows: (value) => typeof value === 'number' && value >= 0 },
}

/** Everything that is wrong with the form of a login payload (01 section 5). */
export function loginDeviations(payload: ClientPayload): FieldDeviation[] {
  return fieldDeviations(ClientPayloadSchema, payload, loginFields)
}

/** The companion that a login names, if its Noise key is the one that was linked (01 section 10.4). */
export function findCompanion(
  context: ServiceContext,
  payload: ClientPayload,
  noisePublic: Uint8Array,
): { account: Account; companion: Companion } | undefined {
  const account = context.state.accounts.get(String(payload.username))
  const companion = account?.companions.get(payload.device)
  if (account === undefined || companion === undefined) return undefined
  return equalBytes(companion.noisePublic, noisePublic) ? { account, companion } : undefined
}

/** Lets a companion in: the older connection of the same device is replaced, then `<success>`. */
export async function admit(
  context: ServiceContext,
  connection: Connection,
  { account, companion }: { account: Account; companion: Companion },
  loginCounter: number,
): Promise<void> {
  if (loginCounter > companion.successes) {
    connection.deviate('login-counter', 'ClientPayload.lc is ahead of the successes')
  }
  const older = connectionOf(context, companion)
  if (older !== undefined) streamError(older, { conflict: 'replaced' })

  connection.stage = { at: 'companion', account, companion }
  companion.successes += 1
  companion.lastActiveMs = context.world.clock.now()
  context.counters.logins += 1
  const token = context.routing.issue()
  await context.state.save()
  // It may have gone while the state was written: then nobody came.
  if (!context.connections.has(connection.id)) return
  connection.send(successStanza(context, companion))
  tellActivity(context, account, companion, true)
  if (dropsAfterRow(context, connection, 9)) return
  connection.send(node('ib', { from: SERVICE }, [edgeRouting(token)]))
  repeatDirty(connection, companion)
  previewOfflineQueue(connection, companion)
}

/** What lets a companion in (01 section 6). */
export function successStanza(context: ServiceContext, companion: Companion): WireNode {
  return node('success', {
    t: nowSeconds(context.world),
    lid: companion.lid,
    props: '0',
    companion_enc_static: 'NULL',
  })
}

/** The token that a client shows at its next connection. */
export function edgeRouting(token: Uint8Array): WireNode {
  return node('edge_routing', {}, [node('routing_info', {}, token)])
}

/** A login that names nobody: 401 each time, so that a doubt is confirmed (01 section 7). */
export function refuseLogin(connection: Connection): void {
  fail(connection, 401)
}

/** Tells the phone that a companion came or went. */
export function tellActivity(
  context: ServiceContext,
  account: Account,
  companion: Companion,
  online: boolean,
): void {
  const atMs = context.world.clock.now()
  context.phones.tell(account.number, { type: 'activity', device: companion.jid, online, atMs })
  if (online && companion.preKeys.size > 0) {
    context.phones.tell(account.number, { type: 'ready', device: companion.jid })
  }
}
