import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection, Registration } from '../connection/connection.ts'
import { owe } from '../connection/owed.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import { dropsAfterRow } from '../faults/rows.ts'
import { fail, streamError } from '../login/farewell.ts'
import { announceAdded } from '../devices/announcements.ts'
import type { Account, Companion, KeyIndexList } from '../state/accounts.ts'
import { deviceJids } from '../state/directory.ts'
import { newDeviceParts } from '../state/newAccount.ts'
import { tellPhoneDevices } from './deviceLists.ts'
import { checkSignedReply, readCompanionError, type UploadedIdentity } from './signedReply.ts'
import { type Reseal, tamper } from './tamper.ts'

/** How long a companion may take to check and sign. */
const SIGN_LIMIT_MS = 60_000

/** How a pairing ended; the code is the text of the error that the phone gets. */
export type PairingOutcome =
  | { readonly ok: true; readonly companion: Companion }
  | { readonly ok: false; readonly code: 'companion-refused' | 'companion-timeout' }

/** What a phone's upload gives for one companion, checked. */
export interface Pairing {
  readonly account: Account
  readonly device: number
  readonly registration: Registration
  readonly noisePublic: Uint8Array
  readonly identity: UploadedIdentity
  readonly keyIndexList: KeyIndexList
  readonly clientProps: Uint8Array | undefined
  readonly reseal: Reseal | undefined
}

/**
 * Rows 6 to 8 of 03 section 2: pair-success to the companion, its signature back and checked, the
 * companion stored, then the restart. Resolves when the phone may be answered.
 */
export function pairCompanion(
  context: ServiceContext,
  connection: Connection,
  pairing: Pairing,
): Promise<PairingOutcome> {
  return new Promise((resolve, reject) => {
    let over = false
    function settle(outcome: PairingOutcome): void {
      if (over) return
      over = true
      connection.pairing = false
      connection.onClosed = undefined
      stopTimer()
      resolve(outcome)
    }
    const stopTimer = context.world.clock.after(SIGN_LIMIT_MS, () => {
      connection.deviate('no-pair-device-sign', 'pair-success was not answered')
      settle({ ok: false, code: 'companion-timeout' })
      connection.end()
    })
    connection.pairing = true
    connection.onClosed = () => settle({ ok: false, code: 'companion-timeout' })

    const stanza = pairSuccess(context, connection, pairing)
    owe(connection, {
      kind: 'iq',
      what: 'iq pair-success',
      stanza,
      async answered(answer) {
        if (over) return
        // From here on the end of the socket changes nothing: the companion has spoken.
        connection.onClosed = undefined
        stopTimer()
        try {
          settle(await readAnswer(context, connection, pairing, answer))
        } catch (cause) {
          reject(cause)
        }
      },
    })
    connection.send(stanza)
    dropsAfterRow(context, connection, 6)
  })
}

function pairSuccess(
  context: ServiceContext,
  connection: Connection,
  { account, device, identity, clientProps, reseal }: Pairing,
): WireNode {
  const { jid, lid } = deviceJids(account, device)
  const container = tamper(context, connection, identity.container, reseal)
  const inner = [
    node('device-identity', {}, container),
    node('device', { jid, lid }),
    node('platform', { name: account.platform }),
  ]
  if (account.businessName !== undefined) inner.push(node('biz', { name: account.businessName }))
  if (clientProps !== undefined) inner.push(node('client-props', {}, clientProps))
  const attrs = { from: SERVICE, type: 'set', xmlns: 'md', id: freshId(context.world) }
  return node('iq', { ...attrs, t: nowSeconds(context.world) }, [node('pair-success', {}, inner)])
}

/** Row 7: the companion's signature, or its refusal. */
async function readAnswer(
  context: ServiceContext,
  connection: Connection,
  pairing: Pairing,
  answer: WireNode,
): Promise<PairingOutcome> {
  if (answer.attrs['type'] === 'error') {
    for (const broken of readCompanionError(answer)) connection.deviate(broken.rule, broken.detail)
    return { ok: false, code: 'companion-refused' }
  }
  const { identityKey } = pairing.registration
  const checked = await checkSignedReply(answer, pairing.identity, identityKey)
  for (const broken of checked.deviations) connection.deviate(broken.rule, broken.detail)
  if (checked.signedIdentity === undefined) {
    fail(connection, 400)
    return { ok: false, code: 'companion-refused' }
  }
  const companion = await storeCompanion(context, pairing, checked.signedIdentity)
  context.refs.forget(connection)
  context.linkCodes.forget(connection)
  announceAdded(context, pairing.account, companion)
  finish(context, connection, pairing.account)
  return { ok: true, companion }
}

async function storeCompanion(
  context: ServiceContext,
  { account, device, registration, noisePublic, identity, keyIndexList }: Pairing,
  signedIdentity: Uint8Array,
): Promise<Companion> {
  const nowMs = context.world.clock.now()
  const companion: Companion = {
    device,
    ...deviceJids(account, device),
    noisePublic,
    ...registration,
    keyIndex: identity.keyIndex,
    signedIdentity,
    linkedAtMs: nowMs,
    lastActiveMs: nowMs,
    published: true,
    ...newDeviceParts(),
  }
  account.companions.set(device, companion)
  account.keyIndexList = keyIndexList
  await context.state.save()
  return companion
}

/** Row 8: the connection that paired cannot be used further. */
function finish(context: ServiceContext, connection: Connection, account: Account): void {
  tellPhoneDevices(context, account)
  context.changed()
  if (dropsAfterRow(context, connection, 7)) return
  if (context.armory.strike('drop', connection, ({ afterRow }) => afterRow === 8) !== undefined) {
    connection.send(node('stream:error', { code: '515' }))
    connection.drop()
    return
  }
  streamError(connection, { code: '515' })
}
