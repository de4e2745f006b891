import { generateKeyPair, type RandomBytes } from '../../crypto/x25519.ts'
import type { PublicPreKey, PublicSignedPreKey } from '../../wire/stanza/preKeys.ts'
import type { RetryKeys } from '../../wire/stanza/retryReceipt.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { withGivenKey } from './preKeyStock.ts'

/**
 * Keys with which somebody can begin a session with this device anew. The one-time key among them is
 * made for them: its id is out of those for uploads, and it is stored before this resolves.
 *
 * @throws StorageError
 */
export async function makeRetryKeys(parts: {
  readonly randomBytes: RandomBytes
  readonly facts: AccountFacts
}): Promise<RetryKeys> {
  const pair = await generateKeyPair(parts.randomBytes)
  let preKey: PublicPreKey | undefined
  await parts.facts.change(({ device }) => {
    if (device === undefined) return undefined
    const given = withGivenKey(device)
    preKey = { id: given.id, publicKey: pair.publicKey }
    return { device: given.device, also: [{ put: 'preKeys', key: given.id, row: pair }] }
  })
  const { device, session } = parts.facts.now()
  if (device === undefined || session === undefined || preKey === undefined) {
    throw new Error('keys are given by a linked device')
  }
  const { id, publicKey, signature } = device.signedPreKey
  const signedPreKey: PublicSignedPreKey = { id, publicKey, signature }
  return {
    identityPublic: device.identity.publicKey,
    preKey,
    signedPreKey,
    deviceIdentity: session.deviceIdentity,
  }
}
