import type { KeyPair } from '../crypto/x25519.ts'

/*
 * What has to be stored, as plain data. Every record is a value: functions return a new one and never
 * change the one they were given; parts that stayed the same are shared between the two.
 */

/** This device towards others. */
export interface LocalIdentity {
  /** 32 bytes, clamped. */
  readonly privateKey: Uint8Array
  /** 32 bytes, without the prefix byte. */
  readonly publicKey: Uint8Array
  readonly registrationId: number
}

/** Makes a new random pair. Called only when one is needed, in the order of chapter 04. */
export type NewKeyPair = () => KeyPair | Promise<KeyPair>

/** What the service hands out so that a session can be started (chapter 04 section 3). */
export interface PreKeyBundle {
  readonly registrationId: number
  /** 32 bytes. */
  readonly identityKey: Uint8Array
  readonly signedPreKey: {
    readonly id: number
    /** 32 bytes. */
    readonly publicKey: Uint8Array
    /** XEdDSA of the identity key over 05 and the public key, 64 bytes. */
    readonly signature: Uint8Array
  }
  /** Absent when the pool of one-time keys is empty. */
  readonly preKey?: { readonly id: number; readonly publicKey: Uint8Array } | undefined
}

/** A chain of message keys that only goes forward. */
export interface SendingChain {
  /** 32 bytes. */
  readonly chainKey: Uint8Array
  /** Number of the next message. */
  readonly counter: number
}

/** A chain of the other side, and the keys of those of its messages that did not come yet. */
export interface ReceivingChain extends SendingChain {
  /** The other side's ratchet key, 32 bytes. */
  readonly ratchetKey: Uint8Array
  /** Seeds of skipped messages, ascending: number (4, big endian), seed (32), and so on. */
  readonly skipped: Uint8Array
}

/** What each message repeats until the other side has answered. */
export interface PendingPreKey {
  readonly signedPreKeyId: number
  readonly preKeyId?: number | undefined
}

/** One double ratchet with one device. Keys are 32 bytes. */
export interface SessionState {
  readonly remoteIdentity: Uint8Array
  readonly remoteRegistrationId: number
  /** Public base key of whoever started the session: its name. */
  readonly baseKey: Uint8Array
  readonly rootKey: Uint8Array
  readonly ownRatchet: KeyPair
  readonly sending: SendingChain
  /** Number of the last message of the sending chain before this one. */
  readonly previousCounter: number
  /** Newest first, at most 5. */
  readonly receiving: readonly ReceivingChain[]
  /** Present on the side that started it, until anything was decrypted. */
  readonly pending?: PendingPreKey | undefined
}

/** All sessions with one device. */
export interface SessionRecord {
  readonly current?: SessionState | undefined
  /** Newest first, at most 40. */
  readonly archived: readonly SessionState[]
}

/** One key of a group's member. Own keys have the private half. */
export interface SenderKeyState {
  readonly keyId: number
  /** Where the distribution began: messages before it were never meant for this device. */
  readonly firstIteration: number
  /** Number of the next message. */
  readonly iteration: number
  /** 32 bytes. */
  readonly chainKey: Uint8Array
  /** 32 bytes. */
  readonly signingPublic: Uint8Array
  /** 32 bytes, only in the sender's own state. */
  readonly signingPrivate?: Uint8Array | undefined
  /** Seeds of skipped messages, as in `ReceivingChain`. */
  readonly skipped: Uint8Array
}

/** The keys of one member of one group. */
export interface SenderKeyRecord {
  /** Newest first, at most 5. */
  readonly states: readonly SenderKeyState[]
}
