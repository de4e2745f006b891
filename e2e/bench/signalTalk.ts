import { randomBytes } from 'node:crypto'
import type { Timing } from './measure.ts'

/** A short text with its padding. */
export const PADDED = Uint8Array.from(randomBytes(60))

/** Messages in one operation: asking for the processor time costs as much as hashing. */
export const BATCH = 20

/** One side of a conversation, with a store of its own behind it. */
export interface Talker {
  /** Encrypts the next message and keeps the session after it. */
  send(padded: Uint8Array): Promise<Sealed>
  /** Decrypts a message and keeps the session after it. */
  read(sealed: Sealed): Promise<Uint8Array>
}

export interface Sealed {
  readonly preKey: boolean
  readonly bytes: Uint8Array
}

/** Two sides who have not talked yet; the first has the second's keys. */
export interface Talk {
  readonly name: string
  /** The first starts a session; then it can send. */
  readonly start: () => Promise<void>
  readonly a: Talker
  readonly b: Talker
}

/** A member of a group who writes. */
export interface GroupWriter {
  readonly name: string
  /** Gives others the key as it was before the first message. */
  readonly distribution: Uint8Array
  readonly write: (padded: Uint8Array) => Promise<Uint8Array>
}

/** A member of a group who reads what one other member writes. */
export interface GroupReader {
  readonly name: string
  readonly read: (bytes: Uint8Array) => Promise<Uint8Array>
}

/** Numbers in a bundle. They mean nothing here. */
export const REGISTRATION_ID = 4711
export const SIGNED_PRE_KEY_ID = 1
export const PRE_KEY_ID = 2

/** Throws unless a message came out as it went in. */
export function check(name: string, given: Uint8Array, wanted: Uint8Array): void {
  if (Buffer.compare(given, wanted) !== 0) throw new Error(`${name} reads another message`)
}

/** Times of operations that were so many messages each, by the message. */
export function perMessage(timings: readonly Timing[], messages: number): Timing[] {
  return timings.map(({ name, microseconds }) => ({
    name,
    microseconds: microseconds / messages,
  }))
}
