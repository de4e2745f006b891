import { SERVICE } from '../../web/wire/jid.ts'
import { CryptoError } from '../../web/crypto/errors.ts'
import { bytesOf, child, node, textOf, type WireNode } from '../../web/wire/node/node.ts'
import { cleanLabel } from './deviceName.ts'

const REG = 'link_code_companion_reg'
const REF = 'link_code_pairing_ref'

/** What the service tells a phone while a companion links by code. */
export type LinkCodeNews =
  | {
      readonly stage: 'companion_hello'
      readonly ref: string
      /** The companion's ephemeral key behind its code, 80 bytes. */
      readonly hidden: Uint8Array
      readonly noisePublic: Uint8Array
      /** `Browser (OS)`. */
      readonly companionName: string
      readonly notifies: boolean
    }
  | {
      readonly stage: 'companion_finish'
      readonly ref: string
      readonly bundle: Uint8Array
      readonly companionIdentity: Uint8Array
    }

/** Reads rows 3 and 8 of chapter 03 section 5; undefined for every other stanza. */
export function readLinkCodeNews(stanza: WireNode): LinkCodeNews | undefined {
  if (stanza.tag !== 'notification' || stanza.attrs['type'] !== REG) return undefined
  const reg = child(stanza, REG)
  if (reg === undefined) return undefined
  const ref = textIn(reg, REF)
  switch (reg.attrs['stage']) {
    case 'companion_hello':
      return {
        stage: 'companion_hello',
        ref,
        hidden: bytesIn(reg, 'link_code_pairing_wrapped_companion_ephemeral_pub'),
        noisePublic: bytesIn(reg, 'companion_server_auth_key_pub'),
        companionName: cleanLabel(textIn(reg, 'companion_platform_display')),
        notifies: reg.attrs['should_show_push_notification'] === 'true',
      }
    case 'companion_finish':
      return {
        stage: 'companion_finish',
        ref,
        bundle: bytesIn(reg, 'link_code_pairing_wrapped_key_bundle'),
        companionIdentity: bytesIn(reg, 'companion_identity_public'),
      }
    default:
      return undefined
  }
}

/** Row 5: the phone's key behind the typed code, and the account's identity. */
export function primaryHelloRequest(
  id: string,
  hello: {
    readonly ref: string
    readonly hidden: Uint8Array
    readonly identityPublic: Uint8Array
  },
): WireNode {
  const reg = node(REG, { stage: 'primary_hello' }, [
    node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, hello.hidden),
    node('primary_identity_pub', {}, hello.identityPublic),
    node(REF, {}, hello.ref),
  ])
  return node('iq', { id, to: SERVICE, type: 'set', xmlns: 'md' }, [reg])
}

function bytesIn(reg: WireNode, tag: string): Uint8Array {
  return bytesOf(child(reg, tag) ?? node(tag)).slice()
}

function textIn(reg: WireNode, tag: string): string {
  try {
    return textOf(child(reg, tag) ?? node(tag))
  } catch (cause) {
    if (cause instanceof CryptoError) return ''
    throw cause
  }
}
