import type { Jid } from '../../../web/wire/jid.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'

/** A signed pre-key as the service serves it. */
export interface SignedPreKey {
  /** 3 bytes, big-endian. */
  readonly id: Uint8Array
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
}

/** A stanza that a device still owes an answer to. */
export interface QueuedStanza {
  readonly stanza: WireNode
}

/** A message stanza that the service has taken: what a repetition of it is answered from. */
export interface TakenMessage {
  /** Unix seconds of the first ack. */
  readonly t: string
  /** Devices that got it, as `user:device` by number; with `#count` behind a retry. */
  readonly to: string[]
}

/** A domain that the companion was told to fetch again. */
export interface DirtyMark {
  /** Unix seconds, as sent. */
  readonly timestamp: string
  readonly clean: boolean
}

/**
 * One device of an account, as the service knows it: a linked companion, a simulated one, or the
 * phone itself (device 0).
 */
export interface Companion {
  readonly device: number
  readonly jid: Jid
  readonly lid: Jid
  readonly noisePublic: Uint8Array
  identityKey: Uint8Array
  /** 4 bytes, big-endian. */
  registrationId: Uint8Array
  signedPreKey: SignedPreKey
  /** Whether its keys are there: until then nobody is told of it. */
  published: boolean
  /** Encoded DeviceProps of the registration. */
  readonly deviceProps: Uint8Array
  keyIndex: number
  /** ADVSignedDeviceIdentity without the account key; empty for a phone. */
  signedIdentity: Uint8Array
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
  /** Its own messages that were taken, by id, oldest first. */
  readonly taken: Map<string, TakenMessage>
  /** Messages that it was given and that it answered. */
  delivered: number
  answered: number
}

/** A profile picture and the unguessable path it is served under. */
export interface Picture {
  readonly id: string
  readonly path: string
  readonly jpeg: Uint8Array
}

/** The text below a name, and since when it stands there. */
export interface About {
  readonly text: string
  /** Unix seconds. */
  readonly t: string
}

/** The list of valid key indexes that an account has signed. */
export interface KeyIndexList {
  /** ADVSignedKeyIndexList. */
  readonly bytes: Uint8Array
  /** Unix seconds. */
  readonly ts: string
}

/** One person's account. */
export interface Account {
  readonly number: string
  /** The account itself, without device. */
  readonly jid: Jid
  lid: Jid
  /** The phone as a device, once it came to the service as one. */
  primary: Companion | undefined
  keyIndexList: KeyIndexList | undefined
  about: About | undefined
  /** What the last presence was named. */
  pushName: string | undefined
  /** When the last of its devices stopped being available. */
  lastSeenMs: number | undefined
  /** Numbers of the address book; undefined: everybody's. */
  contacts: readonly string[] | undefined
  /** Numbers of the accounts that have to hear of changes of this one. */
  readonly knownBy: Map<string, true>
  /** Privacy settings that are not `all`, by name. */
  readonly privacy: Map<string, string>
  /** Blocked accounts: their addresses by LID, and by number. */
  readonly blocked: Map<string, string>
  /** Default duration of disappearing messages, and since when. */
  disappearing: { readonly duration: string; readonly t: string } | undefined
  identityKey: Uint8Array
  platform: string
  businessName: string | undefined
  name: string
  picture: Picture | undefined
  readonly companions: Map<number, Companion>
}

/** What others see of a person who is in nobody's address book. */
export const nameOf = ({ pushName, name }: Account): string => pushName ?? name

/** An access token of a phone. */
export interface Token {
  readonly token: string
  readonly number: string
  readonly expiresAtMs: number
}
