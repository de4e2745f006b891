import { generateKeyPairs, type RandomBytes } from '../../crypto/x25519.ts'
import type { DeviceRow } from '../../storage/rows.ts'
import { signPreKey } from './signPreKey.ts'

const HIGHEST_REGISTRATION_ID = 16_380

/**
 * Everything a companion is before it is linked: Noise, identity and signed pre-key pairs, the
 * signature over 05 and the latter's public key, registration id and ADV secret (chapter 03 section 1).
 */
export async function createDeviceKeys(
  randomBytes: RandomBytes,
  nowMs: number,
): Promise<DeviceRow> {
  const [noise, identity, signed] = await generateKeyPairs(randomBytes, 3)
  if (noise === undefined || identity === undefined || signed === undefined) {
    throw new Error('three key pairs were asked for')
  }
  const signature = signPreKey(identity, signed.publicKey, randomBytes)
  return {
    noise,
    identity,
    signedPreKey: { id: 1, ...signed, signature },
    registrationId: randomRegistrationId(randomBytes),
    advSecret: newAdvSecret(randomBytes),
    createdAtMs: nowMs,
    nextPreKeyId: 1,
    firstUnuploadedPreKeyId: 1,
  }
}

/** The secret that the QR shows and the phone proves to have seen: 32 bytes. */
export function newAdvSecret(randomBytes: RandomBytes): Uint8Array {
  return randomBytes(32)
}

/** 1 to 16380, each as likely as the others: a number above is drawn again. */
function randomRegistrationId(randomBytes: RandomBytes): number {
  for (;;) {
    const [high = 0, low = 0] = randomBytes(2)
    const drawn = ((high << 8) | low) & 0x3fff
    if (drawn >= 1 && drawn <= HIGHEST_REGISTRATION_ID) return drawn
  }
}
