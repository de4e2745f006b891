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
  // the pair code: what was typed
  | 'number-required'
  | 'number-too-short'
  | 'number-leading-zero'
  | 'code-invalid'
  // the pair code: what the service said (details: reason, backoffSec)
  | 'code-bad-request'
  | 'code-forbidden'
  | 'code-too-often'
  | 'code-unavailable'
  | 'code-service-error'
  // the pair code: how it died
  /** Nobody typed it, and it was renewed as often as it may be. */
  | 'code-expired'
  /** The service wants another one, at the person's wish only. */
  | 'code-refresh'
  /** The phone tried three times. */
  | 'code-used-up'
  /** Typed, and then no word of the phone for 60 s. */
  | 'code-unanswered'
  // how a link ended
  /** By the person, in this browser. */
  | 'logged-out'
  /** The account was registered anew on a phone; every companion of the old registration is gone. */
  | 'phone-changed'
  /** The link was not to be kept, and the memory it lived in gave way to a newer build. */
  | 'not-kept'
  /** The file that this account came in was used in another browser too. */
  | 'moved-elsewhere'
  // moving to another browser
  /** This command needs a browser that is linked, and whose keys the service has. */
  | 'not-linked'
  /** An account is on its way just now. */
  | 'moving'
  /** What is to end with the last tab does not move. */
  | 'move-not-kept'
  | 'move-not-a-file'
  | 'move-newer'
  /** Its end is missing: the other browser did not let go, or the file was not saved whole. */
  | 'move-not-released'
  | 'move-wrong-passphrase'
  | 'move-damaged'
  // this browser
  | 'service-changed'
  | 'storage-failed'
  | 'storage-damaged'
  | 'storage-newer'
  /** The browser takes no more bytes. Nothing that was answered is lost. */
  | 'disk-full'
  // the app lock (details: retryInMs)
  | 'locked'
  | 'lock-wrong'
  | 'lock-too-soon'
  | 'lock-weak'
  | 'lock-unavailable'
  // messages
  /** The message is stored nowhere here any more. */
  | 'message-gone'
  /** The chat is not one to write in: left, or admins only. */
  | 'not-writable'
  | 'text-empty'
  /** More than the service takes (details: max). */
  | 'text-too-long'
  /** Too long ago, or not one's own: edits within 20 minutes, deletion for all within two days. */
  | 'too-late'
  /** Nobody has the service under this number. */
  | 'not-on-service'
  /** The security code changed and the person asked to be told before the next send. */
  | 'identity-changed'
  /** No device of the other side could be reached with what is known of their keys. */
  | 'no-device'
  /** The service refused the message (details: reason). */
  | 'send-refused'
  /** Strangers must wait before they may write (service codes 463 and 475). */
  | 'send-limited'
  | 'engine-lost'
  | 'internal'

/** An error as it crosses the port: a plain object, because class instances do not survive the clone. */
export interface PlainError {
  readonly code: ErrorCode
  readonly remedy: Remedy
  /** Numbers and fixed words for the message (`reason`, `deviceTimeMs`…), never content or keys. */
  readonly details?: Readonly<Record<string, string | number>>
}
