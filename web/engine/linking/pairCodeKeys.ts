import { CryptoError } from '../../crypto/errors.ts'
import { agree, generateKeyPair, type RandomBytes } from '../../crypto/x25519.ts'
import {
  encodePairCode,
  pairCodeSecret,
  sealKeyBundle,
  unwrapPublicKey,
  wrapPublicKey,
} from '../../formats/pairCode.ts'
import type { DeviceRow } from '../../storage/rows.ts'

/** A code and the ephemeral key that hides behind it. */
export interface HiddenKey {
  readonly code: string
  readonly ephemeralPrivate: Uint8Array
  /** What the service is given of it, 80 bytes. */
  readonly wrapped: Uint8Array
}

/** A fresh ephemeral key behind a fresh code, or behind the one that a person chose. */
export async function hideKey(
  custom: string | undefined,
  randomBytes: RandomBytes,
): Promise<HiddenKey> {
  const code = custom ?? encodePairCode(randomBytes(5))
  const { privateKey, publicKey } = await generateKeyPair(randomBytes)
  const wrapped = await wrapPublicKey(publicKey, code, randomBytes)
  return { code, ephemeralPrivate: privateKey, wrapped }
}

/** What answers a typed code. */
export interface Agreed {
  /** The new ADV secret, 32 bytes. It must be stored before the bundle is sent. */
  readonly advSecret: Uint8Array
  /** 156 bytes. */
  readonly bundle: Uint8Array
}

/**
 * Agrees with a phone on a new ADV secret (chapter 03 section 5, "Companion at step 6"), with new
 * randomness each time. Nothing when the phone's keys are such that no secret can come of them.
 */
export async function agreeWithPhone(
  { code, ephemeralPrivate }: HiddenKey,
  phone: { readonly wrappedEphemeral: Uint8Array; readonly accountIdentity: Uint8Array },
  { identity }: Pick<DeviceRow, 'identity'>,
  randomBytes: RandomBytes,
): Promise<Agreed | undefined> {
  const { accountIdentity } = phone
  const phoneEphemeral = await unwrapPublicKey(phone.wrappedEphemeral, code)
  try {
    const sharedEphemeral = await agree(ephemeralPrivate, phoneEphemeral)
    const random = randomBytes(32)
    const keys = { sharedEphemeral, companionIdentity: identity.publicKey, accountIdentity }
    const advSecret = await pairCodeSecret(
      sharedEphemeral,
      identity.privateKey,
      accountIdentity,
      random,
    )
    return { advSecret, bundle: sealKeyBundle(keys, random, randomBytes) }
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code === 'bad-key') return undefined
    throw cause
  }
}
