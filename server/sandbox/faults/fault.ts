import type { ChainFlaw } from '../noise/certificates.ts'

/** Whom a fault is meant for; an absent part matches every connection. */
export interface FaultTarget {
  /** Id of a connection, from the state. */
  readonly connection?: string
  /** base64 of the client's Noise public key, as in the QR. */
  readonly noise?: string
  /** Address of a linked companion. */
  readonly device?: string
}

/** Stanzas that the service can push on demand. */
export const PUSHES = [
  'refresh-secret',
  'rotate-qr',
  'new-refs',
  'downgrade',
  'passkey',
  'dirty',
  'ping',
  'low-pre-keys',
  'digest',
  'refresh-code',
  'edge-routing',
  'offline-preview',
  'client-expiration',
  'tos',
  'thread-metadata',
  'recovery-nonce',
  'priority-offline-complete',
  'several',
  'success',
  'identity',
  'unknown-notification',
  'unknown-ib',
] as const
export type Push = (typeof PUSHES)[number]

/** Domains that can be dirty (01 section 6). */
export const DIRTY_DOMAINS = [
  'account_sync',
  'groups',
  'syncd_app_state',
  'newsletter_metadata',
] as const
export type DirtyDomain = (typeof DIRTY_DOMAINS)[number]

/** Requests of clients that can stay without an answer. */
export const REQUESTS = [
  'ping',
  'active',
  'passive',
  'clean',
  'upload',
  'rotate',
  'count',
  'digest',
  'key',
  'picture',
  'remove-companion-device',
  'companion_hello',
  'companion_finish',
  'get_country_code',
  'set-picture',
  'usync',
  'media_conn',
  'group',
  'group-change',
  'privacy',
  'set-privacy',
  'tokens',
  'blocklist',
  'block',
  'status-privacy',
  'set-about',
  'disappearing',
] as const
export type RequestName = (typeof REQUESTS)[number]

/** What can go wrong on demand. */
export type FaultAction =
  /** The code that is shown now (or every code) is no longer known. Now. */
  | { readonly kind: 'expire-ref'; readonly all: boolean }
  /** The socket is cut: now, or after a row of 03 section 2. */
  | { readonly kind: 'drop'; readonly afterRow?: number }
  /** Nothing moves in either direction, for `ms` or for good. Now. */
  | { readonly kind: 'freeze'; readonly ms?: number }
  /** Everything takes `ms` in each direction. Now. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** A stream error, then the end. Now. */
  | {
      readonly kind: 'stream-error'
      readonly code: string
      readonly conflict?: string
      /** A conflict without its code, as it is sometimes seen. */
      readonly bare?: boolean
    }
  /** `<xmlstreamend/>`, then the end. Now. */
  | { readonly kind: 'stream-end' }
  /** A stanza is pushed. Now. */
  | {
      readonly kind: 'push'
      readonly stanza: Push
      /** `force_manual_refresh` of `refresh-code`. */
      readonly force?: boolean
      /** Domain of `dirty`. */
      readonly type?: DirtyDomain
      /** Stanzas that `offline-preview` announces. */
      readonly count?: number
      /** Unix seconds of `client-expiration`; without it, the expiration is withdrawn. */
      readonly t?: number
    }
  /** The next device identity reaches the companion with a wrong MAC. */
  | { readonly kind: 'bad-hmac' }
  /** The next device identity reaches the companion with a wrong account signature. */
  | { readonly kind: 'bad-signature' }
  /** The next handshake shows a wrong chain. */
  | { readonly kind: 'bad-certificate'; readonly variant: ChainFlaw }
  /** The next login or registration is refused. */
  | {
      readonly kind: 'failure'
      readonly reason: number
      readonly attrs: Readonly<Record<string, string>>
    }
  /** The next scan, or bundle of a code, is answered by a demand for a passkey. */
  | { readonly kind: 'demand-passkey' }
  /** The next request of this name gets no answer: it took effect, or (`request`) never arrived. */
  | {
      readonly kind: 'no-answer'
      readonly what: RequestName
      readonly lose: 'answer' | 'request'
    }
  /** The next stanza (of this tag) is sent twice. */
  | { readonly kind: 'duplicate'; readonly tag?: string }
  /** The next stanza (of this tag) is sent behind the one that follows it. */
  | { readonly kind: 'reorder'; readonly tag?: string }
  /** The next connection gets no answer to its ClientHello. */
  | { readonly kind: 'silent-handshake' }
  /** One-time pre-keys are taken until this many are left; below five their owner is told. Now. */
  | { readonly kind: 'consume-pre-keys'; readonly leave: number }
  /** Routing tokens given so far are no longer known: who shows one is cut off. Now. */
  | { readonly kind: 'forget-routing' }
  /** The next connection gets every byte in a message of its own. */
  | { readonly kind: 'split' }
  /** The next connection gets its first stanzas in one message, right behind the handshake. */
  | { readonly kind: 'coalesce' }
  /** The next connection gets its stanzas with the compressed flag. */
  | { readonly kind: 'compress' }
  /** The next companion_hello or companion_finish is refused with this code. */
  | {
      readonly kind: 'link-code-error'
      readonly stage: 'hello' | 'finish'
      readonly code: number
      /** Seconds, as an attribute of the error. */
      readonly backoff?: number
    }
  /** The next companion_finish is accepted and never reaches the phone. */
  | { readonly kind: 'link-code-silent' }
  /** Every socket is cut; for `ms` none is taken. State and keys stay. Now. */
  | { readonly kind: 'restart'; readonly ms: number }
  /** The version the service names from now on, and the least that it lets in. Now. */
  | {
      readonly kind: 'service-version'
      readonly tertiary: number
      readonly minimum?: number
    }
  /** The next message of a device is refused with this code, and delivered to nobody. */
  | {
      readonly kind: 'ack-error'
      readonly code: number
      /** Further attributes of the ack, for example `addressing_mode` and `refresh_lid`. */
      readonly attrs: Readonly<Record<string, string>>
    }
  /** The ack of the next message names another hash of devices. */
  | { readonly kind: 'wrong-phash' }
  /** The next message is taken, and the connection cut before its ack. */
  | { readonly kind: 'lose-ack' }
  /** The ack of the next message comes this much later. */
  | { readonly kind: 'delay-ack'; readonly ms: number }
  /** The next receipt (of this type; '' is the plain one) reaches nobody. */
  | { readonly kind: 'drop-receipt'; readonly type?: string }
  /** The next message for a device comes without its content; the service says that it is missing. */
  | { readonly kind: 'unavailable'; readonly type?: 'view_once' }
  /** Receipts of the next group message that gets one are gathered for a second, and come as one. */
  | { readonly kind: 'group-receipts' }
  /** The next request of this name is refused, and has no effect. */
  | {
      readonly kind: 'iq-error'
      readonly what: RequestName
      readonly code: number
      /** Seconds, as an attribute of the error. */
      readonly backoff?: number
    }
  /** The next usync answer leaves out the last user, or the one of this address. */
  | { readonly kind: 'missing-user'; readonly user?: string }
  /** The notification of the next change of a group reaches its author before the result. */
  | { readonly kind: 'notification-first' }
  /** The next read of an encrypted blob finds nothing. */
  | { readonly kind: 'blob-missing' }
  /** The next read of an encrypted blob gets one whose MAC is wrong. */
  | { readonly kind: 'blob-spoiled' }
  /** No fault: every armed one is forgotten. What struck already stays. Now. */
  | { readonly kind: 'clear' }

export type FaultKind = FaultAction['kind']

/** A fault as asked for: what, to whom and how often. */
export interface Fault {
  readonly action: FaultAction
  readonly target: FaultTarget
  /** How often an armed fault strikes; faults that act now ignore it. */
  readonly times: number
}
