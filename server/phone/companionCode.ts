import { fromBase64 } from '../../web/crypto/bytes.ts'

/** What a companion's QR code says. Keys are 32 raw bytes each. */
export interface CompanionCode {
  readonly ref: string
  readonly noisePublic: Uint8Array
  readonly identityPublic: Uint8Array
  readonly advSecret: Uint8Array
  /** One character: `1` Chrome … `9` other web client, `c` macOS, `d`-`f` Android, `0` unknown. */
  readonly clientType: string
}

/** Why a text is no code: nothing of ours, or the form without client type that phones gave up. */
export type CodeFault = 'not-a-code' | 'old-code'

const LINK_PREFIX = 'https://wa.me/settings/linked_devices#'
/** Printable, and no address of something else. */
const REF = /^(?!.*:\/\/)[\x21-\x7e]+$/
const CLIENT_TYPE = /^[0-9c-f]$/
/** Padded base64 of exactly 32 bytes; the last character carries four bits, the rest are zero. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

/**
 * Reads the text of a companion's QR code: `ref,noise,identity,secret,type`, bare or behind the
 * wa.me link, each key in padded base64 of 44 characters. Fields are counted from the end, because
 * a ref may hold commas. Source: chapter 03 section 2, whatsmeow `makeQRData`.
 */
export function readCompanionCode(
  text: string,
): { readonly code: CompanionCode } | { readonly fault: CodeFault } {
  const bare = text.startsWith(LINK_PREFIX) ? text.slice(LINK_PREFIX.length) : text
  const fields = bare.split(',')
  if (fields.length >= 4 && fields.slice(-3).every((field) => KEY.test(field))) {
    return { fault: 'old-code' }
  }
  const clientType = fields.at(-1) ?? ''
  const ref = fields.slice(0, -4).join(',')
  const [noise, identity, secret] = fields.slice(-4, -1)
  if (!CLIENT_TYPE.test(clientType) || !REF.test(ref)) return { fault: 'not-a-code' }
  if (!isKey(noise) || !isKey(identity) || !isKey(secret)) return { fault: 'not-a-code' }
  return {
    code: {
      ref,
      noisePublic: fromBase64(noise),
      identityPublic: fromBase64(identity),
      advSecret: fromBase64(secret),
      clientType,
    },
  }
}

function isKey(field: string | undefined): field is string {
  return field !== undefined && KEY.test(field)
}
