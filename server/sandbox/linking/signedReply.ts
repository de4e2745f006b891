import { concatBytes, equalBytes } from '../../../web/crypto/bytes.ts'
import { xeddsaVerify } from '../../../web/crypto/xeddsa.ts'
import { bytesOf, child, children, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../../../web/wire/proto/gen/adv_pb.ts'
import { anything, bytes, fieldDeviations } from '../strict/fields.ts'
import { resultShape } from '../strict/resultShape.ts'
import { exactly, matching, one, shapeDeviations } from '../strict/shape.ts'

/** The parts of the device identity that a phone uploaded. */
export interface UploadedIdentity {
  /** The whole ADVSignedDeviceIdentityHMAC as uploaded. */
  readonly container: Uint8Array
  /** Bytes of the ADVDeviceIdentity (D). */
  readonly details: Uint8Array
  readonly keyIndex: number
  readonly accountKey: Uint8Array
  readonly accountSignature: Uint8Array
}

interface Broken {
  readonly rule: string
  readonly detail: string
}

/** What came of a pair-device-sign. Without `signedIdentity` the companion is not linked. */
export interface CheckedReply {
  readonly deviations: readonly Broken[]
  /** The ADVSignedDeviceIdentity as the companion sent it. */
  readonly signedIdentity: Uint8Array | undefined
}

const DEVICE_SIGNATURE_PREFIX = Uint8Array.of(6, 1)

/**
 * Checks row 7 of 03 section 2: details and account signature as uploaded, the account key left
 * out, and the companion's own signature over `06 01`, details, its identity and the account key.
 */
export async function checkSignedReply(
  answer: WireNode,
  uploaded: UploadedIdentity,
  companionIdentity: Uint8Array,
): Promise<CheckedReply> {
  const shape = resultShape([
    one({
      tag: 'pair-device-sign',
      children: [
        one({
          tag: 'device-identity',
          attrs: { 'key-index': exactly(String(uploaded.keyIndex)) },
          bytes: { min: 1, max: 500 },
        }),
      ],
    }),
  ])
  const deviations: Broken[] = shapeDeviations(answer, shape)
  const identityNode = child(child(answer, 'pair-device-sign') ?? answer, 'device-identity')
  if (identityNode === undefined) return { deviations, signedIdentity: undefined }
  const sent = bytesOf(identityNode)
  const broken = await identityDeviations(sent, uploaded, companionIdentity)
  deviations.push(...broken)
  return { deviations, signedIdentity: deviations.length === 0 ? sent.slice() : undefined }
}

async function identityDeviations(
  sent: Uint8Array,
  uploaded: UploadedIdentity,
  companionIdentity: Uint8Array,
): Promise<Broken[]> {
  const where = 'pair-device-sign/device-identity'
  let identity: ReturnType<typeof decode>
  try {
    identity = decode(sent)
  } catch {
    return [{ rule: 'malformed-identity', detail: where }]
  }
  const broken: Broken[] = fieldDeviations(ADVSignedDeviceIdentitySchema, identity, {
    details: anything,
    accountSignature: bytes(64),
    deviceSignature: bytes(64),
  })
  if (!equalBytes(identity.details, uploaded.details)) {
    broken.push({ rule: 'other-details', detail: where })
  }
  if (!equalBytes(identity.accountSignature, uploaded.accountSignature)) {
    broken.push({ rule: 'other-account-signature', detail: where })
  }
  const covered = concatBytes(
    DEVICE_SIGNATURE_PREFIX,
    uploaded.details,
    companionIdentity,
    uploaded.accountKey,
  )
  if (!(await xeddsaVerify(companionIdentity, covered, identity.deviceSignature))) {
    broken.push({ rule: 'bad-device-signature', detail: where })
  }
  return broken
}

function decode(sent: Uint8Array) {
  return decodeProto(ADVSignedDeviceIdentitySchema, sent)
}

const REFUSALS: Readonly<Record<string, string>> = {
  'hmac-mismatch': '401',
  'signature-mismatch': '401',
  'internal-error': '500',
}

/** Checks the form of a companion's refusal: one of the three texts with its code (03 section 3). */
export function readCompanionError(answer: WireNode): readonly Broken[] {
  const error = children(answer).find((inner) => inner.tag === 'error')
  const code = REFUSALS[error?.attrs['text'] ?? ''] ?? '\0'
  return shapeDeviations(answer, {
    tag: 'iq',
    attrs: {
      to: exactly('s.whatsapp.net'),
      type: exactly('error'),
      id: matching(/./),
    },
    children: [one({ tag: 'error', attrs: { code: exactly(code), text: matching(/./) } })],
  })
}
