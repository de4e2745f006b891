import { equalBytes } from '../../crypto/bytes.ts'
import { xeddsaVerify } from '../../crypto/xeddsa.ts'
import { decodeProto } from '../proto/codec.ts'
import {
  type CertChain_NoiseCertificate,
  type CertChain_NoiseCertificate_Details,
  CertChain_NoiseCertificate_DetailsSchema,
  CertChainSchema,
} from '../proto/gen/noise_pb.ts'

const ROOT_SERIAL = 0
const KEY_LENGTH = 32
const SIGNATURE_LENGTH = 64

/** The broken rule. In the order of the checks; 'malformed' wherever something does not parse. */
export type CertificateErrorCode =
  | 'malformed'
  | 'incomplete'
  | 'intermediate-signature'
  | 'intermediate-issuer'
  | 'intermediate-key'
  | 'leaf-signature'
  | 'leaf-issuer'
  | 'leaf-key'
  /** All else is right: rather this device's clock is wrong than the certificate forged. */
  | 'clock'

/** This device's time and the time in which the whole chain holds, in seconds since 1970. */
export interface ClockDetails {
  readonly nowSec: number
  readonly notBefore: number
  readonly notAfter: number
}

/** The server could not prove its key. `details` come with 'clock' alone. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError'
  readonly code: CertificateErrorCode
  readonly details: ClockDetails | undefined

  constructor(code: CertificateErrorCode, details?: ClockDetails) {
    super(`server certificate refused: ${code}`)
    this.code = code
    this.details = details
  }
}

/** The root to trust (32 bytes) and this device's time. */
export interface CertificateTrust {
  readonly root: Uint8Array
  readonly nowSec: number
}

/** The leaf's validity in seconds since 1970, both ends inside. */
export interface VerifiedCertificate {
  readonly notBefore: number
  readonly notAfter: number
}

/**
 * Checks a CertChain against the root and the static key that the handshake revealed: presence,
 * then the intermediate's signature, issuer and key, then the leaf's signature, issuer and key,
 * time last (whatsmeow handshake.go). Signatures are checked over the bytes as received, before
 * those are parsed. Throws CertificateError with the code of the first check that fails.
 */
export async function verifyCertChain(
  chainBytes: Uint8Array,
  serverStatic: Uint8Array,
  trust: CertificateTrust,
): Promise<VerifiedCertificate> {
  const chain = parse(() => decodeProto(CertChainSchema, chainBytes))
  const intermediateBytes = requireComplete(chain.intermediate)
  const leafBytes = requireComplete(chain.leaf)

  await requireSigned(intermediateBytes, trust.root, 'intermediate-signature')
  const intermediate = parseDetails(intermediateBytes)
  requireRule(intermediate.issuerSerial === ROOT_SERIAL, 'intermediate-issuer')
  requireRule(intermediate.key.length === KEY_LENGTH, 'intermediate-key')

  await requireSigned(leafBytes, intermediate.key, 'leaf-signature')
  const leaf = parseDetails(leafBytes)
  requireRule(leaf.issuerSerial === intermediate.serial, 'leaf-issuer')
  requireRule(equalBytes(leaf.key, serverStatic), 'leaf-key')

  requireTime(intermediate, leaf, trust.nowSec)
  return { notBefore: Number(leaf.notBefore), notAfter: Number(leaf.notAfter) }
}

function requireRule(holds: boolean, code: CertificateErrorCode): void {
  if (!holds) throw new CertificateError(code)
}

function requireComplete(
  certificate: CertChain_NoiseCertificate | undefined,
): CertChain_NoiseCertificate {
  if (
    certificate === undefined ||
    certificate.details.length === 0 ||
    certificate.signature.length !== SIGNATURE_LENGTH
  ) {
    throw new CertificateError('incomplete')
  }
  return certificate
}

async function requireSigned(
  certificate: CertChain_NoiseCertificate,
  issuerKey: Uint8Array,
  code: CertificateErrorCode,
): Promise<void> {
  requireRule(await xeddsaVerify(issuerKey, certificate.details, certificate.signature), code)
}

function parseDetails(certificate: CertChain_NoiseCertificate): CertChain_NoiseCertificate_Details {
  return parse(() => decodeProto(CertChain_NoiseCertificate_DetailsSchema, certificate.details))
}

function parse<T>(decode: () => T): T {
  try {
    return decode()
  } catch {
    throw new CertificateError('malformed')
  }
}

/** Both certificates must hold now, so the times that count are the later start and earlier end. */
function requireTime(
  intermediate: CertChain_NoiseCertificate_Details,
  leaf: CertChain_NoiseCertificate_Details,
  nowSec: number,
): void {
  const notBefore = Math.max(Number(intermediate.notBefore), Number(leaf.notBefore))
  const notAfter = Math.min(Number(intermediate.notAfter), Number(leaf.notAfter))
  if (notBefore <= nowSec && nowSec <= notAfter) return
  throw new CertificateError('clock', { nowSec, notBefore, notAfter })
}
