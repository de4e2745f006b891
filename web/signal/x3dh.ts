import { concatBytes, utf8Encode } from '../crypto/bytes.ts'
import { NO_SALT } from '../crypto/keyedHash.ts'
import type { KeyPair } from '../crypto/x25519.ts'
import { xeddsaVerify } from '../crypto/xeddsa.ts'
import { agreed, type RootStep, rootAndChain, rootStep } from './agreement.ts'
import { NOTHING_SKIPPED } from './messageChain.ts'
import type { PreKeyMessage } from './preKeyMessage.ts'
import { prefixedKey, requireKeyLength } from './publicKeys.ts'
import type { LocalIdentity, NewKeyPair, PreKeyBundle, SessionState } from './records.ts'
import { SignalError } from './signalError.ts'

const X3DH_INFO = utf8Encode('WhisperText')

/** Stands before the agreements, so that they can never be taken for an encoded key. */
const DISCONTINUITY = new Uint8Array(32).fill(0xff)

/**
 * A session with the owner of a bundle, ready to send. Makes two pairs: base key, first ratchet key.
 * Throws SignalError 'invalid-signature', 'invalid-key'. (Chapter 04 section 4.)
 */
export async function initiate(
  bundle: PreKeyBundle,
  local: LocalIdentity,
  newKeyPair: NewKeyPair,
): Promise<SessionState> {
  const { identityKey, signedPreKey, preKey } = bundle
  await requireSigned(bundle)
  if (preKey !== undefined) requireKeyLength(preKey.publicKey)
  const base = await newKeyPair()
  const ownRatchet = await newKeyPair()
  const { rootKey, chainKey } = await shared([
    agreed(local.privateKey, signedPreKey.publicKey),
    agreed(base.privateKey, identityKey),
    agreed(base.privateKey, signedPreKey.publicKey),
    ...(preKey === undefined ? [] : [agreed(base.privateKey, preKey.publicKey)]),
  ])
  const first = await rootStep(rootKey, ownRatchet.privateKey, signedPreKey.publicKey)
  return {
    // Copies: a view would keep the whole stanza that the bundle came in.
    remoteIdentity: identityKey.slice(),
    remoteRegistrationId: bundle.registrationId,
    baseKey: base.publicKey,
    rootKey: first.rootKey,
    ownRatchet,
    sending: { chainKey: first.chainKey, counter: 0 },
    previousCounter: 0,
    receiving: [
      {
        ratchetKey: signedPreKey.publicKey.slice(),
        chainKey,
        counter: 0,
        skipped: NOTHING_SKIPPED,
      },
    ],
    pending: { signedPreKeyId: signedPreKey.id, preKeyId: preKey?.id },
  }
}

/** The own keys that a pre-key message names. */
export interface NamedKeys {
  readonly local: LocalIdentity
  readonly signedPreKey: KeyPair
  readonly preKey: KeyPair | undefined
}

/**
 * The session that a pre-key message begins, before the message inside is read. Its sending chain is
 * never used: that message brings a ratchet key and with it a new one. Throws SignalError
 * 'invalid-key'.
 */
export async function respond(
  { baseKey, identityKey, registrationId }: PreKeyMessage,
  { local, signedPreKey, preKey }: NamedKeys,
): Promise<SessionState> {
  const { rootKey, chainKey } = await shared([
    agreed(signedPreKey.privateKey, identityKey),
    agreed(local.privateKey, baseKey),
    agreed(signedPreKey.privateKey, baseKey),
    ...(preKey === undefined ? [] : [agreed(preKey.privateKey, baseKey)]),
  ])
  return {
    remoteIdentity: identityKey,
    remoteRegistrationId: registrationId,
    baseKey,
    rootKey,
    ownRatchet: signedPreKey,
    sending: { chainKey, counter: 0 },
    previousCounter: 0,
    receiving: [],
  }
}

async function requireSigned({ identityKey, signedPreKey }: PreKeyBundle): Promise<void> {
  requireKeyLength(identityKey)
  requireKeyLength(signedPreKey.publicKey)
  const { publicKey, signature } = signedPreKey
  if (await xeddsaVerify(identityKey, prefixedKey(publicKey), signature)) return
  throw new SignalError('invalid-signature', 'the signed pre-key is not signed by the identity key')
}

async function shared(agreements: ReadonlyArray<Promise<Uint8Array>>): Promise<RootStep> {
  const secret = concatBytes(DISCONTINUITY, ...(await Promise.all(agreements)))
  return rootAndChain(NO_SALT, secret, X3DH_INFO)
}
