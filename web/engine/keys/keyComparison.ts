import type { KeyDifference } from '../../bridge/trace.ts'
import { equalBytes } from '../../crypto/bytes.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import {
  type KeyDigest,
  keyDigestHash,
  keyDigestRequest,
  parseKeyDigest,
} from '../../wire/stanza/keyDigest.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import type { Trace } from '../traceRing.ts'
import type { PreKeyStock } from './preKeyStock.ts'
import type { SignedPreKeys } from './signedPreKeys.ts'

const CURVE25519 = 5

/** How many one-time keys of this device the service holds; unknown when it did not say. */
export type Held = number | 'unknown'

/**
 * Compares what the service holds of this device with what is stored here (chapter 04 section 2). A
 * difference is only traced. What the answer proves is remembered: an upload or a rotation was taken
 * although its result was lost.
 */
export async function compareKeys(
  parts: {
    readonly store: AccountStore
    readonly facts: AccountFacts
    readonly trace: Trace
    readonly stock: PreKeyStock
    readonly signedPreKeys: SignedPreKeys
  },
  request: Request,
): Promise<Held> {
  const { store, facts, trace, stock, signedPreKeys } = parts
  const digest = await askDigest(request, trace)
  if (typeof digest !== 'object') return digest
  await signedPreKeys.heldByService(digest.signedPreKey)
  await stock.heldByService(digest.preKeyIds)
  const count = digest.preKeyIds.length
  trace({ step: 'keys-compared', outcome: await differenceOf(digest, store, facts), count })
  return count
}

/** The digest, or what a refusal says about the number of keys. Throws RequestError 'closed'. */
export async function askDigest(request: Request, trace: Trace): Promise<KeyDigest | Held> {
  try {
    return parseKeyDigest(await request(keyDigestRequest))
  } catch (cause) {
    if (cause instanceof StanzaError) {
      trace({ step: 'stanza-malformed', rule: cause.message })
    } else if (cause instanceof RequestError && cause.code !== 'closed') {
      trace({ step: 'request-failed', what: 'key-digest', code: cause.refusal || cause.code })
      if (cause.refusal === 404) return 0
    } else {
      throw cause
    }
    return 'unknown'
  }
}

/** The first thing that differs. Cheap parts come first: the keys have to be read and opened. */
async function differenceOf(
  digest: KeyDigest,
  store: AccountStore,
  facts: AccountFacts,
): Promise<KeyDifference> {
  const { device } = facts.now()
  if (device === undefined) throw new Error('keys belong to a device')
  const { identity, signedPreKey } = device
  const { signedPreKey: told } = digest
  if (digest.registrationId !== device.registrationId) return 'registration-id'
  if (digest.keyType !== CURVE25519) return 'key-type'
  if (!equalBytes(digest.identityPublic, identity.publicKey)) return 'identity'
  const sameSignedKey =
    told.id === signedPreKey.id &&
    equalBytes(told.publicKey, signedPreKey.publicKey) &&
    equalBytes(told.signature, signedPreKey.signature)
  if (!sameSignedKey) return 'signed-prekey'
  const rows = await store.getAll('preKeys')
  const stored = new Map(rows.map(({ key, row }) => [key, row.publicKey]))
  const preKeys = digest.preKeyIds.flatMap((id) => stored.get(id) ?? [])
  if (preKeys.length < digest.preKeyIds.length) return 'unknown-prekey'
  const hash = keyDigestHash(identity.publicKey, signedPreKey, preKeys)
  return equalBytes(hash, digest.hash) ? 'none' : 'hash'
}
