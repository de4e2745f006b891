import { utf8Encode } from '../crypto/bytes.ts'
import type { LockSecret } from './lockFace.ts'
import type { LockParameters } from './schema.ts'

export const LOCK_SALT_LENGTH = 16

/** OWASP's floor for PBKDF2 with SHA-256, 2023. */
export const PASSPHRASE_ROUNDS = 600_000

/** A passphrase as it is measured and used: one spelling for what looks the same (NFKC). */
export function normalPassphrase(text: string): string {
  return text.normalize('NFKC')
}

/** Parameters for a new lock with this secret. */
export function parametersFor(
  secret: LockSecret,
  tools: { readonly randomBytes: (length: number) => Uint8Array; readonly rounds?: number },
): LockParameters {
  if (secret.kind === 'passkey') {
    const { kind, credentialId, salt } = secret
    return { kind, credentialId: new Uint8Array(credentialId), salt: new Uint8Array(salt) }
  }
  const salt = new Uint8Array(tools.randomBytes(LOCK_SALT_LENGTH))
  return { kind: 'passphrase', salt, rounds: tools.rounds ?? PASSPHRASE_ROUNDS }
}

/**
 * The wrapping key of a lock, AES-256-GCM: PBKDF2-SHA256 (RFC 8018) of the passphrase, or HKDF-SHA256
 * (RFC 5869) of the passkey's output. Undefined when the secret is of the other kind.
 */
export async function lockWrappingKey(
  secret: LockSecret,
  parameters: LockParameters,
  subtle: SubtleCrypto,
): Promise<CryptoKey | undefined> {
  if (secret.kind === 'passphrase') {
    if (parameters.kind !== 'passphrase') return undefined
    const { rounds } = parameters
    const salt = new Uint8Array(parameters.salt)
    return await derive(
      new Uint8Array(utf8Encode(normalPassphrase(secret.text))),
      { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
      subtle,
    )
  }
  if (parameters.kind !== 'passkey') return undefined
  const info = new Uint8Array(utf8Encode('moonlet passkey 1'))
  return await derive(
    new Uint8Array(secret.output),
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    subtle,
  )
}

/** `material` is filled with zeros. */
async function derive(
  material: Uint8Array<ArrayBuffer>,
  algorithm: (Pbkdf2Params | HkdfParams) & { readonly name: string },
  subtle: SubtleCrypto,
): Promise<CryptoKey> {
  try {
    const base = await subtle.importKey('raw', material, algorithm.name, false, ['deriveKey'])
    const aes = { name: 'AES-GCM', length: 256 }
    return await subtle.deriveKey(algorithm, base, aes, false, ['encrypt', 'decrypt'])
  } finally {
    material.fill(0)
  }
}
