/**
 * What happened, for the inspector: typed and redacted where it is made. A trace event never carries
 * a key, a token, the QR's text, a number, a name or a message; sizes, tags, codes and times only.
 */
export type TraceEvent = { readonly atMs: number } & TraceStep

export type TraceStep =
  | { readonly step: 'storage-opened'; readonly fresh: boolean; readonly version: number }
  | { readonly step: 'keys-created' }
  /** It is made anew from the chats. */
  | { readonly step: 'cache-unreadable'; readonly cache: 'chatsHead' | 'chatOrder' }
  | { readonly step: 'dial'; readonly attempt: number }
  | { readonly step: 'socket-open' }
  | { readonly step: 'socket-closed'; readonly code: number }
  | {
      readonly step: 'handshake-sent'
      readonly message: 'clientHello' | 'clientFinish'
      readonly bytes: number
    }
  | { readonly step: 'certificate-verified'; readonly notBefore: number; readonly notAfter: number }
  | { readonly step: 'handshake-done'; readonly tookMs: number }
  | { readonly step: 'handshake-failed'; readonly code: string }
  | {
      readonly step: 'stanza-in' | 'stanza-out'
      readonly tag: string
      readonly type?: string
      readonly xmlns?: string
      readonly child?: string
      readonly bytes: number
    }
  | { readonly step: 'stanza-malformed'; readonly rule: string }
  /** A stanza this build has no use for, or `parts` attributes and children it has no name for. */
  | { readonly step: 'stanza-unknown'; readonly tag: string; readonly parts?: number }
  /** A request of ours was refused (the service's number) or not answered (a word). */
  | { readonly step: 'request-failed'; readonly what: string; readonly code: number | string }
  | { readonly step: 'refs-received'; readonly count: number }
  | { readonly step: 'ref-shown'; readonly number: number; readonly of: number }
  | { readonly step: 'refs-expired' }
  | { readonly step: 'adv-secret-renewed' }
  /** companion_hello was sent; `renewal` 0 is the first one for a number. */
  | { readonly step: 'code-requested'; readonly renewal: number; readonly custom: boolean }
  | { readonly step: 'code-shown'; readonly renewal: number }
  /** A phone typed a code; `hello` counts those that were meant for this one. */
  | {
      readonly step: 'code-typed'
      readonly outcome: 'taken' | 'ignored' | 'useless' | 'too-many'
      readonly hello?: number
    }
  /** companion_finish was sent; the new ADV secret is stored. */
  | { readonly step: 'code-finish-sent'; readonly hello: number }
  | { readonly step: 'code-refresh'; readonly forced: boolean }
  /** The code is gone: the error it ended with, or what ended it. */
  | { readonly step: 'code-ended'; readonly why: string }
  | { readonly step: 'pair-verified'; readonly keyIndex: number }
  | { readonly step: 'pair-refused'; readonly code: string }
  | { readonly step: 'pair-stored' }
  | { readonly step: 'restart-requested' }
  | { readonly step: 'login'; readonly counter: number }
  | { readonly step: 'login-succeeded' }
  | { readonly step: 'login-failed'; readonly reason: number }
  /** How many one-time keys the service says it has left. */
  | { readonly step: 'prekeys-left'; readonly count: number }
  | { readonly step: 'prekeys-uploaded'; readonly count: number }
  /** The service had taken keys of an upload whose result was lost. */
  | { readonly step: 'prekeys-found-uploaded'; readonly count: number }
  /** Keys that the service called bad, never to be offered again. */
  | { readonly step: 'prekeys-discarded'; readonly count: number }
  /** The service's digest of our keys against ours, and how many one-time keys it lists. */
  | { readonly step: 'keys-compared'; readonly outcome: KeyDifference; readonly count: number }
  | { readonly step: 'signed-prekey'; readonly change: 'made' | 'rotated' | 'refused' }
  | { readonly step: 'offline-queue'; readonly at: 'begin' | 'end'; readonly count: number }
  /** The service announced more than came. */
  | { readonly step: 'offline-gap'; readonly announced: number; readonly came: number }
  /** A message came; what was made of it, and of what kind its chat is. */
  | {
      readonly step: 'message'
      readonly place: string
      readonly outcome: MessageOutcome
      readonly reason?: string
    }
  /** A sender was asked for the `count`th time to send a message again. */
  | { readonly step: 'retry-asked'; readonly count: number; readonly error: number }
  /** The own phone was asked for a message that its sender did not send again. */
  | { readonly step: 'phone-asked' }
  /** So many messages wait for the connection that has come. */
  | { readonly step: 'outbox'; readonly waiting: number }
  /** Somebody's device whose keys prove less than they should, or nothing: counted, used or dropped. */
  | {
      readonly step: 'peer-identity'
      readonly verdict: string
      readonly where: 'bundle' | 'message' | 'call'
    }
  | { readonly step: 'presence'; readonly type: 'available' | 'unavailable' }
  | { readonly step: 'picture'; readonly outcome: 'stored' | 'unchanged' | 'none' | 'unreachable' }
  | { readonly step: 'routing'; readonly change: 'stored' | 'forgotten' }
  | { readonly step: 'passkey-demanded' }
  /** The account was registered anew on a phone. */
  | { readonly step: 'phone-changed' }
  /** What came of asking for the current version after ours was refused. */
  | { readonly step: 'version'; readonly outcome: 'newer' | 'same' | 'unknown' }
  /** When the service says that this version stops working; 0: it does not. */
  | { readonly step: 'version-expires'; readonly atSec: number }
  /** The service takes no login for so long. */
  | { readonly step: 'banned'; readonly code: number; readonly forMs: number }
  /** The machine slept, or a window came back. */
  | { readonly step: 'woke'; readonly noticedBy: 'window' | 'timer' }
  /** Whether the service confirmed that this browser was taken off the account. */
  | { readonly step: 'logged-out'; readonly told: boolean }
  | {
      readonly step: 'lock'
      readonly change: 'set' | 'removed' | 'closed' | 'opened' | 'refused'
    }
  /** An account leaves this browser as a file, comes into it, or shows that it is nowhere else. */
  | {
      readonly step: 'move'
      readonly change: 'begun' | 'cancelled' | 'released' | 'arrived' | 'proven' | 'elsewhere'
    }
  | { readonly step: 'connection-ended'; readonly why: string }
  | { readonly step: 'doubt'; readonly reason: string }
  | { readonly step: 'doubt-cleared' }
  | { readonly step: 'erased'; readonly reason: string }
  | { readonly step: 'reconnect-planned'; readonly delayMs: number; readonly attempt: number }
  | { readonly step: 'engine-retired'; readonly forBuild: number }
  /** Messages on the disk could not be read any more: that part alone is set aside. */
  | { readonly step: 'page-damaged'; readonly part: 'page' | 'record' | 'journal' }
  | { readonly step: 'search-damaged'; readonly segment: number }
  /** What became of a chunk of the phone's past. */
  | {
      readonly step: 'history-chunk'
      readonly syncType: number
      readonly chunkOrder: number
      readonly outcome: 'stored' | 'gone' | 'broken' | 'unreachable'
    }
  /** A mistake in this program: where it was caught and the name of the error, never its text. */
  | { readonly step: 'internal-error'; readonly where: string; readonly name: string }

/** What becomes of a message that comes. */
export type MessageOutcome =
  | 'stored'
  | 'changed'
  | 'known'
  | 'nothing'
  | 'unreadable'
  | 'unavailable'
  | 'refused'
  /** It carried a group's key that does not belong where it came from. */
  | 'foreign-key'

/** What is not the same on both sides, the first of all; `none` when everything is. */
export type KeyDifference =
  | 'none'
  | 'registration-id'
  | 'key-type'
  | 'identity'
  | 'signed-prekey'
  /** The service lists a key that is not stored here. */
  | 'unknown-prekey'
  | 'hash'
