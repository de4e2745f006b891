import type { PlainError } from '../../bridge/errors.ts'
import type { SocketClosed } from '../../platform/platform.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { CertificateError } from '../../wire/noise/certificates.ts'
import { plainErrorOf } from '../plainErrors.ts'

/** Why a connection is over. The first reason counts; what follows it is only its consequence. */
export type Ending =
  /** The socket never opened. */
  | { readonly why: 'unreachable' }
  /** The socket closed by itself, with its WebSocket code. */
  | { readonly why: 'lost'; readonly code: number }
  | { readonly why: 'handshake-timeout' }
  | { readonly why: 'handshake-failed'; readonly rule: string }
  | { readonly why: 'certificate-refused'; readonly rule: string }
  /** All is right with the certificate but the time on this device. */
  | {
      readonly why: 'clock-wrong'
      readonly deviceSec: number
      readonly notBefore: number
      readonly notAfter: number
    }
  /** A frame that does not open: the counters are out of step. */
  | { readonly why: 'undecipherable' }
  /** A ping, or the login, had no answer. */
  | { readonly why: 'silent' }
  /** A stanza without which nothing can go on was malformed. */
  | { readonly why: 'nonsense' }
  /** The service said why: a `<failure>` or a `<stream:error>`, not yet read. */
  | { readonly why: 'answer'; readonly stanza: WireNode }
  /** A part of this program that a linked device needs did not come: the page's own origin is away. */
  | { readonly why: 'scripts-missing' }
  /** The service said that the stream ends. */
  | { readonly why: 'stream-end' }
  /** After pairing, the restart did not come by itself. */
  | { readonly why: 'restart-overdue' }
  /** The refs ran out beside a pair code, and the person wants others: they need a new connection. */
  | { readonly why: 'refs-wanted' }
  /** We closed it: codes used up, link refused, storage changed, engine retired. */
  | { readonly why: 'own-wish' }
  /** We closed it because something here is broken. */
  | { readonly why: 'broken'; readonly error: PlainError }

/** The ending that an exception of the handshake stands for. */
export function endingOfHandshake(cause: unknown): Ending {
  if (cause instanceof CertificateError) {
    if (cause.details === undefined) return { why: 'certificate-refused', rule: cause.code }
    const { nowSec, notBefore, notAfter } = cause.details
    return { why: 'clock-wrong', deviceSec: nowSec, notBefore, notAfter }
  }
  const named = cause as { readonly code?: unknown }
  const rule = cause instanceof Error && typeof named.code === 'string' ? named.code : 'unexpected'
  return { why: 'handshake-failed', rule }
}

/** The ending that the socket's own closing stands for. */
export function endingOfClose(closed: SocketClosed): Ending {
  return closed.everOpened ? { why: 'lost', code: closed.code } : { why: 'unreachable' }
}

/** The ending that an exception nobody expected stands for. */
export function brokenBy(cause: unknown): Ending {
  return { why: 'broken', error: plainErrorOf(cause) }
}
