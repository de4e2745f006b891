import type { Jid } from '../../web/wire/jid.ts'
import type { WireNode } from '../../web/wire/node/node.ts'

/** What a phone tells the service about its account. */
export interface AccountRegistration {
  /** Digits of the phone number, without +. */
  readonly number: string
  /** `user@lid`. */
  readonly lid: string
  /** Account identity public key, 32 bytes. */
  readonly identityKey: Uint8Array
  readonly platform: PhonePlatform
  readonly businessName?: string
  readonly name: string
  /** Profile picture, JPEG bytes. */
  readonly picture: Uint8Array
  /** Numbers in the address book; left out: everybody of the service. */
  readonly contacts?: readonly string[]
}

export type PhonePlatform = 'android' | 'iphone'

/** Who asks: every request names its account and shows that account's access token. */
export interface Credentials {
  readonly number: string
  readonly token: string
}

/** Proves the account identity: `signature` is XEdDSA (64 bytes) over `signInMessage(challenge)`. */
export interface SignInRequest {
  readonly number: string
  readonly challenge: Uint8Array
  readonly signature: Uint8Array
}

/** An access token and its end on the service's clock, in Unix milliseconds. */
export interface AccessToken {
  readonly token: string
  readonly expiresAtMs: number
}

/** What the service tells a phone unasked. */
export type LineEvent =
  /** A stanza, e.g. the `account_sync` notification with the account's device list. */
  | { readonly type: 'stanza'; readonly stanza: WireNode }
  /** A companion logged in, or its connection ended. */
  | {
      readonly type: 'activity'
      readonly device: Jid
      readonly online: boolean
      readonly atMs: number
    }
  /** A companion's pre-keys are there: it can be written to. May repeat. */
  | { readonly type: 'ready'; readonly device: Jid }

/**
 * What a test bench may ask of the phone beside the upload itself. Only the phone holds the secret of
 * the scanned code, so a forged account signature under a right HMAC cannot be made without it.
 */
export interface UploadBench {
  /** The HMAC container around these ADVSignedDeviceIdentity bytes, with the secret of the code. */
  readonly seal: (signedIdentity: Uint8Array) => Uint8Array
}

/**
 * The phone's line to the service. The phone declares what it needs, the service implements it, so
 * that the phone imports nothing of the service.
 */
export interface PhoneLine {
  /** Opens the account, or tells the service a changed name or picture. Idempotent. */
  register(account: AccountRegistration): Promise<void>
  /** 32 random bytes, good for one sign-in. */
  challenge(number: string): Promise<Uint8Array>
  /** Throws PhoneLineError `unknown-account` or `bad-signature`. */
  signIn(request: SignInRequest): Promise<AccessToken>
  /** Sends an IQ; answers the IQ result or IQ error. A bad token is an IQ error 401. */
  request(as: Credentials, iq: WireNode, bench?: UploadBench): Promise<WireNode>
  /** Passes a stanza on to a companion; the service adds id, from, to and t. Throws PhoneLineError. */
  relay(as: Credentials, to: Jid, stanza: WireNode): Promise<void>
  /** Returns the function that stops listening. */
  listen(number: string, listener: (event: LineEvent) => void): () => void
}

export type PhoneLineErrorCode =
  | 'unknown-account'
  | 'bad-signature'
  | 'unknown-token'
  | 'expired-token'
  | 'foreign-token'
  | 'unknown-device'

/** The service refused something that has no IQ to carry the refusal. */
export class PhoneLineError extends Error {
  readonly code: PhoneLineErrorCode

  constructor(code: PhoneLineErrorCode) {
    super(`The service refused the phone: ${code}.`)
    this.name = 'PhoneLineError'
    this.code = code
  }
}
