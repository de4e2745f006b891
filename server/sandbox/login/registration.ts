import { equalBytes, utf8Encode } from '../../../web/crypto/bytes.ts'
import { md5 } from '../../../web/crypto/hash.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import {
  type ClientPayload,
  type ClientPayload_UserAgent_AppVersion,
  ClientPayloadSchema,
  DevicePropsSchema,
} from '../../../web/wire/proto/gen/payload_pb.ts'
import type { Registration } from '../connection/connection.ts'
import { isSignedBy } from '../iq/preKeyUpload.ts'
import {
  anything,
  bytes,
  type FieldDeviation,
  type FieldRules,
  fieldDeviations,
  is,
  text,
} from '../strict/fields.ts'
import { commonFields } from './commonFields.ts'

/** One thing that is wrong with a payload. */
export interface PayloadFault {
  readonly rule: FieldDeviation['rule'] | RegistrationRule
  readonly detail: string
}
export type RegistrationRule =
  | 'key-type'
  | 'registration-id-zero'
  | 'signed-pre-key-id-zero'
  | 'build-hash'
  | 'signed-pre-key-signature'
  | 'malformed-device-props'

/** What was read, and everything that is wrong with it. */
export interface CheckedRegistration {
  readonly registration: Registration
  readonly faults: readonly PayloadFault[]
}

const CURVE25519 = 5
/** The platform types of 01 section 5 that have an icon on the phone. */
const PLATFORM_TYPES: readonly unknown[] = [1, 2, 3, 4, 5, 6, 7, 21]

const registrationFields: FieldRules = {
  ...commonFields,
  passive: is(false),
  pull: is(false),
  devicePairingData: {
    fields: {
      eRegid: bytes(4),
      eKeytype: bytes(1),
      eIdent: bytes(32),
      eSkeyId: bytes(3),
      eSkeyVal: bytes(32),
      eSkeySig: bytes(64),
      buildHash: bytes(16),
      deviceProps: anything,
    },
  },
}

/** The web-shaped DeviceProps of 01 section 5 and the column "recommended" of 07 section 1. */
const devicePropsFields: FieldRules = {
  os: text(64),
  version: { fields: { primary: anything, secondary: anything, tertiary: anything } },
  platformType: { allows: (value) => PLATFORM_TYPES.includes(value) },
  requireFullSync: is(false),
  historySyncConfig: {
    fields: {
      storageQuotaMb: is(10_240),
      inlineInitialPayloadInE2EeMsg: is(true),
      supportCallLogHistory: is(false),
      supportBotUserAgentChatHistory: is(true),
      supportCagReactionsAndPolls: is(true),
      supportBizHostedMsg: is(true),
      supportRecentSyncChunkMessageCountTuning: is(true),
      supportHostedGroupMsg: is(true),
      supportFbidBotChatHistory: is(true),
      supportMessageAssociation: is(true),
      supportGroupHistory: is(false),
    },
  },
}

/** Checks every field of a registration payload (01 section 10.3). */
export async function checkRegistration(payload: ClientPayload): Promise<CheckedRegistration> {
  const faults: PayloadFault[] = fieldDeviations(ClientPayloadSchema, payload, registrationFields)
  const data = payload.devicePairingData
  const registration: Registration = {
    registrationId: copy(data?.eRegid),
    identityKey: copy(data?.eIdent),
    signedPreKey: {
      id: copy(data?.eSkeyId),
      publicKey: copy(data?.eSkeyVal),
      signature: copy(data?.eSkeySig),
    },
    deviceProps: copy(data?.deviceProps),
  }
  const add = (rule: RegistrationRule, field: string) =>
    faults.push({ rule, detail: `ClientPayload.devicePairingData.${field}` })

  if (data?.eKeytype[0] !== CURVE25519) add('key-type', 'eKeytype')
  if (registration.registrationId.every(isZero)) add('registration-id-zero', 'eRegid')
  if (registration.signedPreKey.id.every(isZero)) add('signed-pre-key-id-zero', 'eSkeyId')
  const version = payload.userAgent?.appVersion
  if (version === undefined || !equalBytes(md5(versionText(version)), copy(data?.buildHash))) {
    add('build-hash', 'buildHash')
  }
  if (!(await isSignedBy(registration.identityKey, registration.signedPreKey))) {
    add('signed-pre-key-signature', 'eSkeySig')
  }
  faults.push(...devicePropsFaults(registration.deviceProps))
  return { registration, faults }
}

function devicePropsFaults(encoded: Uint8Array): PayloadFault[] {
  try {
    const props = decodeProto(DevicePropsSchema, encoded)
    return fieldDeviations(DevicePropsSchema, props, devicePropsFields)
  } catch {
    const detail = 'ClientPayload.devicePairingData.deviceProps'
    return [{ rule: 'malformed-device-props', detail }]
  }
}

/** The text whose MD5 is the build hash, e.g. `2.3000.1043028647`. */
function versionText(version: ClientPayload_UserAgent_AppVersion): Uint8Array {
  return utf8Encode(`${version.primary}.${version.secondary}.${version.tertiary}`)
}

const copy = (field: Uint8Array | undefined): Uint8Array => field?.slice() ?? new Uint8Array(0)
const isZero = (byte: number): boolean => byte === 0
