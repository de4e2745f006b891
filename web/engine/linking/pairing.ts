import type { PlainError } from '../../bridge/errors.ts'
import {
  AdvError,
  signDeviceIdentity,
  verifyDeviceIdentity,
  type VerifiedDeviceIdentity,
} from '../../formats/adv.ts'
import type { RandomBytes, ServiceConfig } from '../../platform/platform.ts'
import { StorageError } from '../../storage/errors.ts'
import type { DeviceRow, SessionRow } from '../../storage/rows.ts'
import type { PairRefusal, PairSuccess } from '../../wire/stanza/pairSuccess.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import { plainError } from '../plainErrors.ts'

/** A link that passed every check, ready to be stored and answered. */
export interface Pairing {
  readonly session: SessionRow
  readonly verified: VerifiedDeviceIdentity
  /** ADVSignedDeviceIdentity for the service, without the account's key. */
  readonly reply: Uint8Array
}

/**
 * Checks what the phone signed and signs it as this device (chapter 03 section 3, steps 1 to 5).
 * Nothing is stored here.
 *
 * @throws AdvError with the failed check.
 */
export async function verifyPairing(
  success: PairSuccess,
  own: {
    readonly device: DeviceRow
    readonly service: ServiceConfig
    readonly randomBytes: RandomBytes
    readonly nowMs: number
  },
): Promise<Pairing> {
  const { identity, advSecret } = own.device
  const verified = await verifyDeviceIdentity(success.deviceIdentity, {
    advSecret,
    identityPublic: identity.publicKey,
  })
  const signed = signDeviceIdentity(verified, { identity, random64: own.randomBytes(64) })
  const { jid, lid, platform, businessName } = success
  const session: SessionRow = {
    jid,
    deviceIdentity: signed.stored,
    service: own.service.service,
    root: own.service.root,
    loginCounter: 0,
    preKeysUploaded: false,
    linkedAtMs: own.nowMs,
    ...(lid === undefined ? {} : { lid }),
    ...(platform === undefined ? {} : { phonePlatform: platform }),
    ...(businessName === undefined ? {} : { businessName }),
  }
  return { session, verified, reply: signed.reply }
}

/** How a failed link is answered on the wire, and how it is told to the person. */
export interface RefusedPairing {
  readonly refusal: PairRefusal
  readonly error: PlainError
}

/** The refusal that an exception on the way to a link stands for. */
export function refusalOf(cause: unknown): RefusedPairing {
  if (cause instanceof AdvError && cause.code === 'hmac') {
    return { refusal: 'hmac-mismatch', error: plainError('pair-hmac') }
  }
  if (cause instanceof AdvError && cause.code === 'signature') {
    return { refusal: 'signature-mismatch', error: plainError('pair-signature') }
  }
  return { refusal: 'internal-error', error: plainError(codeOf(cause)) }
}

function codeOf(cause: unknown): 'pair-malformed' | 'pair-storage' | 'internal' {
  if (cause instanceof AdvError || cause instanceof StanzaError) return 'pair-malformed'
  return cause instanceof StorageError ? 'pair-storage' : 'internal'
}
