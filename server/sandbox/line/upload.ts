import { concatBytes, equalBytes } from '../../../web/crypto/bytes.ts'
import { xeddsaVerify } from '../../../web/crypto/xeddsa.ts'
import { bytesOf, child, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVKeyIndexListSchema,
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { dropsAfterRow } from '../faults/rows.ts'
import { refusal, result } from '../iq/answers.ts'
import { releaseDevice, reserveDevice } from '../linking/deviceNumbers.ts'
import { pairCompanion, type PairingOutcome } from '../linking/pairing.ts'
import { demandPasskey } from '../linking/passkey.ts'
import type { UploadedIdentity } from '../linking/signedReply.ts'
import type { Reseal } from '../linking/tamper.ts'
import type { Account } from '../state/accounts.ts'
import { bytesNode, matching, maybe, one, type Shape, shapeDeviations } from '../strict/shape.ts'

const KEY_INDEX_LIST_PREFIX = Uint8Array.of(6, 2)

const uploadShape: Shape = {
  tag: 'pair-device',
  children: [
    one(bytesNode('ref', 1, 500)),
    one(bytesNode('pub-key', 32)),
    one(bytesNode('device-identity', 1, 500)),
    one({ tag: 'key-index-list', attrs: { ts: matching(/^\d+$/) }, bytes: { min: 1, max: 2000 } }),
    maybe(bytesNode('client-props', 0, 2000)),
  ],
}

const OUTCOME_CODES = {
  'companion-refused': 406,
  'companion-timeout': 408,
} as const satisfies Record<Extract<PairingOutcome, { ok: false }>['code'], number>

/**
 * A phone's pair-device upload (03 section 4): the ref leads to the one connection that shows it,
 * the Noise key must be that connection's, the identity must be this account's. Answers the phone
 * only after the companion's signature was checked.
 */
export async function uploadPairing(
  context: ServiceContext,
  account: Account,
  iq: WireNode,
  reseal: Reseal | undefined,
): Promise<WireNode> {
  const upload = child(iq, 'pair-device')
  if (upload === undefined || shapeDeviations(upload, uploadShape).length > 0) return invalid(iq)
  const identity = readIdentity(partOf(upload, 'device-identity'))
  if (identity === undefined) return invalid(iq)

  const connection = waitingFor(context, account, textOf(child(upload, 'ref') ?? upload))
  if (connection?.stage.at !== 'unpaired' || connection.pairing) return unknownRef(iq)
  const { registration } = connection.stage
  if (dropsAfterRow(context, connection, 5)) return unknownRef(iq)
  if (!isShownBy(connection, partOf(upload, 'pub-key'))) return refusal(iq, 403, 'not-authorized')
  const keyIndexes = partOf(upload, 'key-index-list')
  if (!(await isOwnIdentity(account, identity, keyIndexes))) {
    return refusal(iq, 403, 'not-authorized')
  }

  // The signatures took their time; a ref dies with its socket.
  if (isClosed(connection)) return unknownRef(iq)

  if (context.armory.strike('demand-passkey', connection) !== undefined) {
    demandPasskey(context, connection)
    return refusal(iq, 403, 'passkey-required')
  }

  const device = reserveDevice(context, account)
  if (device === undefined) return refusal(iq, 409, 'too-many-companions')
  try {
    const clientProps = child(upload, 'client-props')
    const outcome = await pairCompanion(context, connection, {
      account,
      device,
      registration,
      noisePublic: partOf(upload, 'pub-key'),
      identity,
      keyIndexList: {
        bytes: keyIndexes,
        ts: child(upload, 'key-index-list')?.attrs['ts'] ?? '0',
      },
      clientProps: clientProps === undefined ? undefined : bytesOf(clientProps),
      reseal,
    })
    if (!outcome.ok) return refusal(iq, OUTCOME_CODES[outcome.code], outcome.code)
    const { jid, deviceProps } = outcome.companion
    return result(iq, node('device', { jid }), node('companion-props', {}, deviceProps))
  } finally {
    releaseDevice(context, account, device)
  }
}

/** Whoever shows this code, or has sent its bundle for this number's code. */
function waitingFor(
  context: ServiceContext,
  account: Account,
  ref: string,
): Connection | undefined {
  const code = context.linkCodes.find(ref)
  if (code === undefined) return context.refs.find(ref)
  return code.number === account.number && code.stage === 'finish' ? code.connection : undefined
}

const invalid = (iq: WireNode): WireNode => refusal(iq, 400, 'invalid-pair-device')
const unknownRef = (iq: WireNode): WireNode => refusal(iq, 404, 'unknown-pairing-ref')

function isClosed({ stage }: Connection): boolean {
  return stage.at === 'closed'
}

function isShownBy(connection: Connection, noisePublic: Uint8Array): boolean {
  return connection.noisePublic !== undefined && equalBytes(connection.noisePublic, noisePublic)
}

function readIdentity(container: Uint8Array): UploadedIdentity | undefined {
  try {
    const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, container)
    const inner = decodeProto(ADVSignedDeviceIdentitySchema, outer.details)
    const identity = decodeProto(ADVDeviceIdentitySchema, inner.details)
    return {
      container: container.slice(),
      details: inner.details.slice(),
      keyIndex: identity.keyIndex,
      accountKey: inner.accountSignatureKey.slice(),
      accountSignature: inner.accountSignature.slice(),
    }
  } catch {
    return undefined
  }
}

/** The identity and the key-index list must be signed by the account that the token stands for. */
async function isOwnIdentity(
  account: Account,
  identity: UploadedIdentity,
  keyIndexList: Uint8Array,
): Promise<boolean> {
  if (!equalBytes(identity.accountKey, account.identityKey)) return false
  const indexes = await readKeyIndexes(account, keyIndexList)
  return indexes !== undefined && indexes.includes(identity.keyIndex)
}

/** The valid indexes of a signed key-index list; undefined when another identity signed it. */
export async function readKeyIndexes(
  account: Account,
  encoded: Uint8Array,
): Promise<readonly number[] | undefined> {
  try {
    const signed = decodeProto(ADVSignedKeyIndexListSchema, encoded)
    const covered = concatBytes(KEY_INDEX_LIST_PREFIX, signed.details)
    if (!(await xeddsaVerify(account.identityKey, covered, signed.accountSignature))) {
      return undefined
    }
    return decodeProto(ADVKeyIndexListSchema, signed.details).validIndexes
  } catch {
    return undefined
  }
}

function partOf(upload: WireNode, tag: string): Uint8Array {
  const part = child(upload, tag)
  return part === undefined ? new Uint8Array(0) : bytesOf(part).slice()
}
