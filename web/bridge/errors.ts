/** What a person or the engine can do about an error. Policy reads this and `code`, never a text. */
export type Remedy = 'no' | 'now' | 'backoff' | 'relink'

/** Stable names of everything that can go wrong on the way to a linked session. */
export type ErrorCode =
  // reaching the service
  | 'offline'
  | 'unreachable'
  | 'handshake-timeout'
  | 'handshake-failed'
  | 'certificate-refused'
  | 'clock-wrong'
  | 'stream-lost'
  | 'silent'
  // what the service said
  | 'outdated'
  | 'service-error'
  | 'replaced'
  | 'banned'
  | 'unlinked'
  | 'restart-loop'
  | 'multi-device-missing'
  // linking
  | 'pair-malformed'
  | 'pair-hmac'
  | 'pair-signature'
  | 'pair-storage'
  /** The service wants a passkey of its own origin, which no other page can use. */
  | 'passkey-required'
  /** This command needs a browser that is not linked. */
  | 'not-while-linked'
  // this browser
  | 'service-changed'
  | 'storage-failed'
  | 'storage-damaged'
  | 'storage-newer'
  | 'engine-lost'
  | 'internal'

/** An error as it crosses the port: a plain object, because class instances do not survive the clone. */
export interface PlainError {
  readonly code: ErrorCode
  readonly remedy: Remedy
  /** Numbers and fixed words for the message (`reason`, `deviceTimeMs`…), never content or keys. */
  readonly details?: Readonly<Record<string, string | number>>
}
