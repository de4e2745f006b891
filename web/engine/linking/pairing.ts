import type { PlainError } from '../../bridge/errors.ts'
import {
  AdvError,
  signDeviceIdentity,
  type VerifiedDeviceIdentity,
  verifyDeviceIdentity,
} from '../../formats/adv.ts'
import type { Platform, ServiceConfig } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import type { DeviceRow, SessionRow } from '../../storage/rows.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { unifiedSessionId } from '../../wire/sessionId.ts'
import { unifiedSession } from '../../wire/stanza/infoBroadcast.ts'
import {
  pairDeviceSign,
  type PairRefusal,
  pairRefused,
  type PairSuccess,
  parsePairSuccess,
} from '../../wire/stanza/pairSuccess.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { ownAddressWrites } from '../account/ownAddresses.ts'
import type { StanzaStream } from '../connection/stanzaStream.ts'
import { plainError } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'

/** What became of a pair-success. */
export type PairOutcome =
  /** The session is committed and answered; a restart follows. */
  | { readonly at: 'stored' }
  /** The line broke before the answer could be given, so nothing was stored. */
  | { readonly at: 'too-late' }
  /** A check failed, or storing did: answered with an error, nothing stored. */
  | { readonly at: 'refused'; readonly error: PlainError }

export interface PairParts {
  readonly platform: Platform
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly stream: StanzaStream
  readonly device: DeviceRow
  /** Earlier ADV secrets that a phone may still have proven to know. */
  readonly replacedSecrets: readonly Uint8Array[]
}

/** Acts on a pair-success: verifies, commits, then answers (chapter 03 section 3). Never throws. */
export async function acceptPairSuccess(stanza: WireNode, parts: PairParts): Promise<PairOutcome> {
  try {
    const success = parsePairSuccess(stanza)
    if (success.unknown > 0) {
      parts.trace({ step: 'stanza-unknown', tag: 'pair-success', parts: success.unknown })
    }
    return await pair(success, parts)
  } catch (cause) {
    const { refusal, error } = refusalOf(cause)
    const id = stanza.attrs['id']
    if (id !== undefined) parts.stream.send(pairRefused(id, refusal))
    return { at: 'refused', error }
  }
}

async function pair(success: PairSuccess, parts: PairParts): Promise<PairOutcome> {
  const { platform, store, facts, trace, stream } = parts
  const { clock, randomBytes, service } = platform
  const { identity, advSecret } = parts.device
  const nowMs = clock.now()
  const verified = await verifyUnderAny(
    success.deviceIdentity,
    [advSecret, ...parts.replacedSecrets],
    identity.publicKey,
  )
  const signed = signDeviceIdentity(verified, { identity, random64: randomBytes(64) })
  trace({ step: 'pair-verified', keyIndex: verified.keyIndex })
  const session = sessionOf(success, signed.stored, service, nowMs)
  const { jid, lid } = success
  const also = await ownAddressWrites(store, { jid, lid, accountKey: verified.accountKey, nowMs })
  // The answer could not be given any more: better no link here than one the service does not know.
  if (!stream.isOpen()) return { at: 'too-late' }
  await facts.change(() => ({ session, also }))
  trace({ step: 'pair-stored' })
  stream.send(pairDeviceSign(success.id, verified.keyIndex, signed.reply))
  const offsetMs = success.serverSec === undefined ? 0 : success.serverSec * 1000 - nowMs
  stream.send(unifiedSession(unifiedSessionId(Math.floor(clock.now()), Math.floor(offsetMs))))
  return { at: 'stored' }
}

/**
 * Under the first secret for which the MAC is right, none of which anybody but the screen and a phone
 * can know. Throws as `verifyDeviceIdentity` does.
 */
async function verifyUnderAny(
  container: Uint8Array,
  secrets: readonly Uint8Array[],
  identityPublic: Uint8Array,
): Promise<VerifiedDeviceIdentity> {
  for (const advSecret of secrets) {
    try {
      return await verifyDeviceIdentity(container, { advSecret, identityPublic })
    } catch (cause) {
      if (!(cause instanceof AdvError && cause.code === 'hmac')) throw cause
    }
  }
  throw new AdvError('hmac')
}

function sessionOf(
  { jid, lid, platform, businessName }: PairSuccess,
  deviceIdentity: Uint8Array,
  { service, root }: ServiceConfig,
  linkedAtMs: number,
): SessionRow {
  return {
    jid,
    deviceIdentity,
    service,
    root,
    loginCounter: 0,
    preKeysUploaded: false,
    linkedAtMs,
    ...(lid === undefined ? {} : { lid }),
    ...(platform === undefined ? {} : { phonePlatform: platform }),
    ...(businessName === undefined ? {} : { businessName }),
  }
}

/** How a failed link is answered on the wire, and how it is told to the person. */
interface RefusedPairing {
  readonly refusal: PairRefusal
  readonly error: PlainError
}

/** The refusal that an exception on the way to a link stands for. */
function refusalOf(cause: unknown): RefusedPairing {
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
