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
  readonly a: Talker
  readonly b: Talker
}

/** A member of a group who writes, and one who reads and has the writer's key. */
export interface GroupTalk {
  readonly name: string
  readonly write: (padded: Uint8Array) => Promise<Uint8Array>
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
