import type { Jid } from '../../../web/wire/jid.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'

/** A signed pre-key as the service serves it. */
export interface SignedPreKey {
  /** 3 bytes, big-endian. */
  readonly id: Uint8Array
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
}

/** A stanza that a companion still owes an answer to. */
export interface QueuedStanza {
  readonly stanza: WireNode
}

/** A domain that the companion was told to fetch again. */
export interface DirtyMark {
  /** Unix seconds, as sent. */
  readonly timestamp: string
  readonly clean: boolean
}

/** One linked companion, as the service knows it. */
export interface Companion {
  readonly device: number
  readonly jid: Jid
  readonly lid: Jid
  readonly noisePublic: Uint8Array
  readonly identityKey: Uint8Array
  /** 4 bytes, big-endian. */
  readonly registrationId: Uint8Array
  signedPreKey: SignedPreKey
  /** Encoded DeviceProps of the registration. */
  readonly deviceProps: Uint8Array
  readonly keyIndex: number
  /** ADVSignedDeviceIdentity without the account key, as the companion sent it. */
  readonly signedIdentity: Uint8Array
  readonly linkedAtMs: number
  lastActiveMs: number
  /** One-time pre-keys on offer: id number to public key. */
  readonly preKeys: Map<number, Uint8Array>
  /** Highest pre-key id ever uploaded; lower ones are never accepted with another key. */
  highestPreKeyId: number
  /** How many `<success>` it was sent: the login counter cannot be larger. */
  successes: number
  /** Sent and not yet answered, oldest first. */
  queue: QueuedStanza[]
  /** What was declared dirty, by domain. */
  readonly dirty: Map<string, DirtyMark>
}

/** A profile picture and the unguessable path it is served under. */
export interface Picture {
  readonly id: string
  readonly path: string
  readonly jpeg: Uint8Array
}

/** One phone's account. */
export interface Account {
  readonly number: string
  /** The account itself, without device. */
  readonly jid: Jid
  lid: Jid
  identityKey: Uint8Array
  platform: string
  businessName: string | undefined
  name: string
  picture: Picture | undefined
  readonly companions: Map<number, Companion>
}

/** An access token of a phone. */
export interface Token {
  readonly token: string
  readonly number: string
  readonly expiresAtMs: number
}
