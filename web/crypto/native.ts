import { equalBytes } from './bytes.ts'
import { KNOWN_ANSWERS } from './knownAnswers.ts'
import {
  nativeAgree,
  nativeEd25519Verify,
  nativePbkdf2,
  nativePublicKey,
} from './nativePrimitives.ts'

let switchedOn = false

/**
 * Lets the facade use WebCrypto for agreements, public keys, signature checks and PBKDF2, or
 * forbids it. It is on only once the self-test below has passed here; the result says which it
 * became. Off until called. Even when on, a call that WebCrypto refuses is done by noble.
 */
export async function useNativeCrypto(wanted: boolean): Promise<boolean> {
  switchedOn = false
  if (wanted) switchedOn = await selfTest()
  return switchedOn
}

/** Runs `native` if WebCrypto may be used; if not, or if it throws, `fallback` decides. */
export async function preferNative<T>(
  native: () => Promise<T>,
  fallback: () => T | Promise<T>,
): Promise<T> {
  if (!switchedOn) return fallback()
  try {
    return await native()
  } catch {
    // WebKit throws in about one call of a hundred, with good input. Noble knows which it was.
    return fallback()
  }
}

/** Whether WebCrypto gives the answers that noble gives (a unit test compares noble with them). */
async function selfTest(): Promise<boolean> {
  const { x25519, ed25519, pbkdf2 } = KNOWN_ANSWERS
  const changed = ed25519.signature.slice()
  changed[0] = (changed[0] ?? 0) ^ 1
  try {
    const [publicKey, shared, accepted, acceptedChanged, derived] = await Promise.all([
      nativePublicKey(x25519.privateKey),
      nativeAgree(x25519.privateKey, x25519.peerPublic),
      nativeEd25519Verify(ed25519.publicKey, ed25519.message, ed25519.signature),
      nativeEd25519Verify(ed25519.publicKey, ed25519.message, changed),
      nativePbkdf2(pbkdf2.password, pbkdf2.salt, pbkdf2.iterations),
    ])
    return (
      equalBytes(publicKey, x25519.publicKey) &&
      equalBytes(shared, x25519.shared) &&
      accepted &&
      !acceptedChanged &&
      equalBytes(derived, pbkdf2.key)
    )
  } catch {
    return false
  }
}
