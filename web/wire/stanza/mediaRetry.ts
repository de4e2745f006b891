import { child, node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { exactContent, optionalContent } from './content.ts'
import {
  optionalCount,
  optionalJid,
  present,
  requiredChild,
  requiredText,
  requireTag,
} from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** Bytes encrypted under the key of the file that is asked for (`formats/mediaRetry.ts`). */
export interface SealedRetry {
  readonly payload: Uint8Array
  /** 12 bytes. */
  readonly iv: Uint8Array
}

/** Asks the phone to upload a file again (chapter 09 section 8). */
export interface ReuploadRequest {
  /** Of the message that named the file. */
  readonly id: string
  /** The own account, phone number, without a device. */
  readonly to: Jid
  readonly sealed: SealedRetry
  /** Which message it was; absent for a piece of history. */
  readonly message?: { readonly chat: Jid; readonly fromMe: boolean; readonly participant?: Jid }
}

/** `<receipt type="server-error">`; for a piece of history with `category="peer"`. */
export function reuploadReceipt({ id, to, sealed, message }: ReuploadRequest): WireNode {
  const encrypt = node('encrypt', {}, [
    node('enc_p', {}, sealed.payload),
    node('enc_iv', {}, sealed.iv),
  ])
  const attrs = { id, to, type: 'server-error' }
  if (message === undefined) return node('receipt', { ...attrs, category: 'peer' }, [encrypt])
  const { chat, fromMe, participant } = message
  const rmr = {
    jid: chat,
    from_me: String(fromMe),
    ...(participant === undefined ? {} : { participant }),
  }
  return node('receipt', attrs, [encrypt, node('rmr', rmr)])
}

/** What the phone says to it. */
export interface ReuploadAnswer {
  readonly id: string
  readonly from?: Jid
  readonly result:
    | { readonly kind: 'sealed'; readonly sealed: SealedRetry }
    | { readonly kind: 'error'; readonly code: number }
}

/**
 * Reads `<notification type="mediaretry">`.
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'missing-child', 'bad-length', 'bad-address'
 */
export function parseReuploadAnswer(stanza: WireNode): ReuploadAnswer {
  requireTag(stanza, 'notification')
  const head = { id: requiredText(stanza, 'id'), ...present('from', optionalJid(stanza, 'from')) }
  const error = child(stanza, 'error')
  if (error !== undefined) {
    return { ...head, result: { kind: 'error', code: optionalCount(error, 'code') ?? 0 } }
  }
  const encrypt = requiredChild(stanza, 'encrypt')
  const payload = optionalContent(encrypt, 'enc_p')
  if (payload === undefined) throw new StanzaError('missing-child', 'encrypt>enc_p')
  const sealed = { payload, iv: exactContent(encrypt, 'enc_iv', 12) }
  return { ...head, result: { kind: 'sealed', sealed } }
}
