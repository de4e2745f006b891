/** What came of asking for a passkey. */
export type PasskeyResult =
  | {
      readonly at: 'ok'
      readonly credentialId: Uint8Array
      /** 32 bytes: the input of the PRF. Not secret; kept to ask for the same output again. */
      readonly salt: Uint8Array
      /** 32 bytes that only this authenticator can make of the salt, once the person was verified. */
      readonly output: Uint8Array
    }
  /** No WebAuthn in this context, or no authenticator that could serve it. */
  | { readonly at: 'unsupported' }
  /** There is a passkey, but its authenticator gives no PRF output. */
  | { readonly at: 'no-prf' }
  /** The person closed the dialog, let it time out, or the passkey is not here: nobody tells which. */
  | { readonly at: 'cancelled' }

/** What this file needs of a window; all of it can be left out in one. */
export interface PasskeyWorld {
  readonly credentials: Pick<CredentialsContainer, 'create' | 'get'> | undefined
  /** Cryptographically secure. */
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>
}

const SALT_LENGTH = 32
const OUTPUT_LENGTH = 32
const CHALLENGE_LENGTH = 32
const USER_ID_LENGTH = 16
const TIMEOUT_MS = 120_000

/** COSE numbers of ES256, EdDSA and RS256 (RFC 9053, RFC 8812). The signature itself is not used. */
const ALGORITHMS = [-7, -8, -257] as const

/**
 * Whether this window may offer a passkey: WebAuthn, and a browser that does not deny the PRF
 * extension. Whether the person's authenticator has it shows only when one is made.
 */
export async function passkeysSupported(): Promise<boolean> {
  if (typeof PublicKeyCredential === 'undefined' || !isSecureContext) return false
  try {
    // Younger than PRF itself: where it is missing, only trying tells.
    const capabilities = await PublicKeyCredential.getClientCapabilities?.()
    return capabilities?.['extension:prf'] !== false
  } catch {
    return true
  }
}

/**
 * Makes a passkey for this origin and asks it for the PRF output of a new salt (Web Authentication
 * Level 3, section 10.1.4). `names` are what the browser's dialog and the list of passkeys show: put
 * nothing of an account in them. Some authenticators give no output while a passkey is made: then the
 * person is asked a second time. Call it from a click. Never throws.
 */
export async function createPasskey(
  names: { readonly name: string; readonly displayName: string },
  world: PasskeyWorld = ownWorld(),
): Promise<PasskeyResult> {
  const { randomBytes } = world
  const salt = randomBytes(SALT_LENGTH)
  const made = await ask(() =>
    world.credentials?.create({
      publicKey: {
        rp: { name: names.displayName },
        user: { id: randomBytes(USER_ID_LENGTH), ...names },
        challenge: randomBytes(CHALLENGE_LENGTH),
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        attestation: 'none',
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
  if (made.at !== 'credential') return made
  const { prf } = made.credential.getClientExtensionResults()
  if (prf?.enabled !== true) return { at: 'no-prf' }
  const known = { credentialId: new Uint8Array(made.credential.rawId), salt }
  return prf.results === undefined ? askPasskey(known, world) : resultOf(made.credential, known)
}

/**
 * Asks a passkey that was made here for its PRF output once more; the person is verified. Call it
 * from a click. Never throws.
 */
export async function askPasskey(
  known: { readonly credentialId: Uint8Array; readonly salt: Uint8Array },
  world: PasskeyWorld = ownWorld(),
): Promise<PasskeyResult> {
  const id = new Uint8Array(known.credentialId)
  const got = await ask(() =>
    world.credentials?.get({
      publicKey: {
        challenge: world.randomBytes(CHALLENGE_LENGTH),
        allowCredentials: [{ type: 'public-key', id }],
        userVerification: 'required',
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: new Uint8Array(known.salt) } } },
      },
    }),
  )
  return got.at === 'credential' ? resultOf(got.credential, known) : got
}

function resultOf(
  credential: PublicKeyCredential,
  known: { readonly credentialId: Uint8Array; readonly salt: Uint8Array },
): PasskeyResult {
  const first = credential.getClientExtensionResults().prf?.results?.first
  if (first === undefined) return { at: 'no-prf' }
  const output = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength).slice()
    : new Uint8Array(first).slice()
  return output.length === OUTPUT_LENGTH ? { at: 'ok', ...known, output } : { at: 'no-prf' }
}

type Asked =
  | { readonly at: 'credential'; readonly credential: PublicKeyCredential }
  | { readonly at: 'unsupported' }
  | { readonly at: 'cancelled' }

/** NotAllowedError stands for no, for silence and for an unknown passkey, so that pages learn nothing. */
const REFUSALS: ReadonlySet<string> = new Set(['NotAllowedError', 'AbortError'])

async function ask(request: () => Promise<Credential | null> | undefined): Promise<Asked> {
  try {
    const credential = await request()
    if (credential === undefined) return { at: 'unsupported' }
    if (!isPublicKey(credential)) return { at: 'cancelled' }
    return { at: 'credential', credential }
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : ''
    return REFUSALS.has(name) ? { at: 'cancelled' } : { at: 'unsupported' }
  }
}

function isPublicKey(credential: Credential | null): credential is PublicKeyCredential {
  return credential?.type === 'public-key'
}

/** `credentials` is missing where the context is not secure, whatever the types say. */
function ownWorld(): PasskeyWorld {
  const { credentials } = navigator as Partial<Navigator>
  return { credentials, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }
}
