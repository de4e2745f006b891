import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { type ClientPayload, ClientPayloadSchema } from '../../../web/wire/proto/gen/payload_pb.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { dropsAfterRow } from '../faults/rows.ts'
import { showCodes } from '../linking/showCodes.ts'
import { fail } from './farewell.ts'
import { admit, findCompanion, loginDeviations, refuseLogin } from './login.ts'
import { checkRegistration } from './registration.ts'

/** What follows the handshake: a registration gets codes, a login gets in or is refused. */
export async function welcome(
  context: ServiceContext,
  connection: Connection,
  noisePublic: Uint8Array,
  payloadBytes: Uint8Array,
): Promise<void> {
  const payload = readPayload(payloadBytes)
  if (payload === undefined) {
    connection.deviate('malformed-payload', 'ClientPayload')
    fail(connection, 400)
    return
  }
  const refused = context.armory.strike('failure', connection)
  if (refused !== undefined) {
    fail(connection, refused.reason, refused.attrs)
    return
  }
  if (!context.version.admits(payload.userAgent?.appVersion?.tertiary ?? 0)) {
    fail(connection, 405)
    return
  }
  if (payload.devicePairingData === undefined) {
    await logIn(context, connection, noisePublic, payload)
  } else {
    await register(context, connection, payload)
  }
}

async function register(
  context: ServiceContext,
  connection: Connection,
  payload: ClientPayload,
): Promise<void> {
  const { registration, faults } = await checkRegistration(payload)
  if (!context.connections.has(connection.id)) return
  for (const { rule, detail } of faults) connection.deviate(rule, detail)
  const fatal = faults.some(({ rule }) => connection.mode === 'strict' || !isTolerable(rule))
  if (fatal) {
    fail(connection, 400)
    return
  }
  context.counters.registrations += 1
  connection.stage = { at: 'unpaired', registration }
  if (dropsAfterRow(context, connection, 1)) return
  showCodes(context, connection)
}

async function logIn(
  context: ServiceContext,
  connection: Connection,
  noisePublic: Uint8Array,
  payload: ClientPayload,
): Promise<void> {
  const deviations = loginDeviations(payload)
  for (const { rule, detail } of deviations) connection.deviate(rule, detail)
  if (deviations.length > 0 && connection.mode === 'strict') {
    fail(connection, 400)
    return
  }
  const found = findCompanion(context, payload, noisePublic)
  if (found === undefined) {
    refuseLogin(connection)
    return
  }
  await admit(context, connection, found, payload.lc)
}

/** Values and extras in which peers differ; keys, hashes and signatures are never among them. */
function isTolerable(rule: string): boolean {
  return rule === 'foreign-field' || rule === 'missing-field' || rule === 'bad-field'
}

function readPayload(bytes: Uint8Array): ClientPayload | undefined {
  try {
    return decodeProto(ClientPayloadSchema, bytes)
  } catch {
    return undefined
  }
}
