import type { ClientType } from '../browsers.ts'
import { bytesOf, node, type WireNode } from '../node/node.ts'
import { iqRequest } from './iq.ts'
import { optionalText, requiredChild, requiredContent, requireTag } from './reading.ts'
import { StanzaError } from './stanzaError.ts'

const TAG = 'link_code_companion_reg'
const REF = 'link_code_pairing_ref'

/** salt 32, counter block 16, encrypted key 32. */
const WRAPPED_LENGTH = 80
const KEY_LENGTH = 32
/** Refs are opaque; none that is known comes near this length. */
const REF_LIMIT = 512

/** What a companion says of itself when it asks for a code to be expected. */
export interface CompanionHello {
  /** The phone's number, digits only. */
  readonly number: string
  /** The ephemeral public key behind the code, 80 bytes. */
  readonly wrappedEphemeral: Uint8Array
  /** 32 bytes. */
  readonly noisePublic: Uint8Array
  readonly clientType: ClientType
  /** `Browser (OS)`, both by their real names: the service refuses anything else. */
  readonly display: string
}

/** `companion_hello` (chapter 03 section 5, row 1). The nonce is one zero byte (whatsmeow pair-code.go). */
export function companionHello(id: string, hello: CompanionHello): WireNode {
  return iqRequest(id, 'set', 'md', [
    node(TAG, stage('companion_hello', hello.number, { should_show_push_notification: 'true' }), [
      node('link_code_pairing_wrapped_companion_ephemeral_pub', {}, hello.wrappedEphemeral),
      node('companion_server_auth_key_pub', {}, hello.noisePublic),
      node('companion_platform_id', {}, hello.clientType),
      node('companion_platform_display', {}, hello.display),
      node('link_code_pairing_nonce', {}, Uint8Array.of(0)),
    ]),
  ])
}

/**
 * The ref in the answer to `companion_hello` (row 2): 1 to 512 bytes, not decoded.
 *
 * @throws StanzaError 'missing-child', 'missing-content', 'bad-length'.
 */
export function parseCodeRef(answer: WireNode): Uint8Array {
  return requiredContent(requiredChild(requiredChild(answer, TAG), REF), REF_LIMIT)
}

/** The companion's answer to a code that was typed. */
export interface CompanionFinish {
  readonly number: string
  /** The sealed key bundle, 156 bytes. */
  readonly bundle: Uint8Array
  /** 32 bytes. */
  readonly identityPublic: Uint8Array
  /** As the service gave it. */
  readonly ref: Uint8Array
}

/** `companion_finish` (row 7). */
export function companionFinish(id: string, finish: CompanionFinish): WireNode {
  return iqRequest(id, 'set', 'md', [
    node(TAG, stage('companion_finish', finish.number), [
      node('link_code_pairing_wrapped_key_bundle', {}, finish.bundle),
      node('companion_identity_public', {}, finish.identityPublic),
      node(REF, {}, finish.ref),
    ]),
  ])
}

function stage(name: string, number: string, more: Readonly<Record<string, string>> = {}) {
  return { jid: `${number}@s.whatsapp.net`, stage: name, ...more }
}

/** What the service tells about a code. */
export type CodeNotice =
  /** A code was typed on the phone (row 6). */
  | {
      readonly kind: 'primary-hello'
      readonly ref: Uint8Array
      /** The phone's ephemeral public key behind the code that was typed, 80 bytes. */
      readonly wrappedEphemeral: Uint8Array
      /** 32 bytes. */
      readonly accountIdentity: Uint8Array
    }
  /** The code with this ref is not good any more. `forced`: only the person may ask for another. */
  | { readonly kind: 'refresh'; readonly ref: Uint8Array; readonly forced: boolean }
  /** A stage this build has no use for. */
  | { readonly kind: 'other'; readonly stage: string }

/**
 * Reads the notification `link_code_companion_reg`.
 *
 * @throws StanzaError 'wrong-tag'; 'missing-child'; 'missing-content' or 'bad-length' for a ref that
 *   is not 1 to 512 bytes, a wrapped key that is not 80 and an identity key that is not 32; 'bad-word'
 *   for a `force_manual_refresh` that is neither true nor false.
 */
export function parseCodeNotice(stanza: WireNode): CodeNotice {
  requireTag(stanza, 'notification')
  const inner = requiredChild(stanza, TAG)
  const name = optionalText(inner, 'stage') ?? ''
  switch (name) {
    case 'primary_hello':
      return {
        kind: 'primary-hello',
        ref: refOf(inner),
        wrappedEphemeral: exactly(
          inner,
          'link_code_pairing_wrapped_primary_ephemeral_pub',
          WRAPPED_LENGTH,
        ),
        accountIdentity: exactly(inner, 'primary_identity_pub', KEY_LENGTH),
      }
    case 'refresh_code':
      return { kind: 'refresh', ref: refOf(inner), forced: isForced(inner) }
    default:
      return { kind: 'other', stage: name }
  }
}

function refOf(inner: WireNode): Uint8Array {
  return requiredContent(requiredChild(inner, REF), REF_LIMIT)
}

function exactly(inner: WireNode, tag: string, length: number): Uint8Array {
  const bytes = bytesOf(requiredChild(inner, tag))
  if (bytes.length !== length) throw new StanzaError('bad-length', tag)
  return bytes
}

/** Left out means that it is not forced. */
function isForced(inner: WireNode): boolean {
  const word = optionalText(inner, 'force_manual_refresh') ?? 'false'
  if (word !== 'true' && word !== 'false') {
    throw new StanzaError('bad-word', 'force_manual_refresh')
  }
  return word === 'true'
}
