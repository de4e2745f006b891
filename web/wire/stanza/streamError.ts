import { child, type WireNode } from '../node/node.ts'
import { requireTag } from './reading.ts'

/** Why the service ends the stream (chapter 01 section 8). */
export type StreamError =
  /** 515: reconnect at once; always follows pairing. */
  | { readonly kind: 'restart' }
  /** This device was removed from the account, says this answer. `code` 401 or 516. */
  | { readonly kind: 'removed'; readonly code: number }
  /** Another connection uses the same keys. */
  | { readonly kind: 'replaced' }
  /** 429. */
  | { readonly kind: 'too-often' }
  /** 5xx other than the two above. */
  | { readonly kind: 'unavailable'; readonly code: number }
  /** We still owe the answer to a stanza; it comes again after the next login. */
  | { readonly kind: 'owed-answer' }
  /** We sent something the service could not read. */
  | { readonly kind: 'not-well-formed' }
  | { readonly kind: 'other'; readonly code: number }

/** Reads `<stream:error>`: conflict first, then the code, then other children. Throws 'wrong-tag'. */
export function parseStreamError(stanza: WireNode): StreamError {
  requireTag(stanza, 'stream:error')
  const codeText = stanza.attrs['code'] ?? ''
  const code = /^\d{1,9}$/.test(codeText) ? Number(codeText) : 0
  const conflict = child(stanza, 'conflict')?.attrs['type']
  if (conflict === 'device_removed') return { kind: 'removed', code: code === 0 ? 401 : code }
  if (conflict === 'replaced') return { kind: 'replaced' }
  if (code === 515) return { kind: 'restart' }
  if (code === 516 || code === 401) return { kind: 'removed', code }
  if (code === 409) return { kind: 'replaced' }
  if (code === 429) return { kind: 'too-often' }
  if (code >= 500 && code <= 599) return { kind: 'unavailable', code }
  if (child(stanza, 'ack') !== undefined) return { kind: 'owed-answer' }
  if (child(stanza, 'xml-not-well-formed') !== undefined) return { kind: 'not-well-formed' }
  return { kind: 'other', code }
}
