import { signedPreKeyRotation } from '../../wire/stanza/preKeys.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import type { Trace } from '../traceRing.ts'
import { askDigest } from './keyComparison.ts'
import type { SignedPreKeys } from './signedPreKeys.ts'

/**
 * Proves, before anything is sent or read, that the file which this account moved in was used nowhere
 * else: the service holds a signed pre-key of this store. Then a new one takes its place, made here and
 * now, so that the same file fails this proof from now on. With the commit that makes that key the
 * current one the account is at home; until then every login begins with this.
 *
 * `elsewhere`: the service holds another browser's key. `unknown`: it did not say, or did not take the
 * new key. Throws RequestError 'closed', StorageError.
 */
export async function proveKeys(
  parts: {
    readonly trace: Trace
    readonly signedPreKeys: SignedPreKeys
  },
  request: Request,
): Promise<'own' | 'elsewhere' | 'unknown'> {
  const { trace, signedPreKeys } = parts
  const digest = await askDigest(request, trace)
  if (typeof digest !== 'object') return 'unknown'
  if (!(await signedPreKeys.isOwn(digest.signedPreKey))) {
    trace({ step: 'move', change: 'elsewhere' })
    return 'elsewhere'
  }
  // One that was offered before the move, and taken though the answer got lost.
  await signedPreKeys.heldByService(digest.signedPreKey)
  // Never the one that was offered before: it lies in the file too.
  const fresh = await signedPreKeys.offerNew()
  try {
    await request((id) => signedPreKeyRotation(id, fresh))
  } catch (cause) {
    if (!(cause instanceof RequestError) || cause.code === 'closed') throw cause
    trace({ step: 'request-failed', what: 'signed-prekey', code: cause.refusal || cause.code })
    return 'unknown'
  }
  await signedPreKeys.heldByService(fresh, 'move')
  trace({ step: 'move', change: 'proven' })
  return 'own'
}
