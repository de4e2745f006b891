import { toBase64 } from '../crypto/bytes.ts'
import type { ClientType } from './browsers.ts'

/** Lets a phone's own camera app open the right screen. */
const DEEP_LINK = 'https://wa.me/settings/linked_devices#'

/** What a phone reads from the screen. The three keys have 32 bytes each. */
export interface QrContent {
  /** Handed out by the service; names the connection that shows the code. */
  readonly ref: string
  readonly noisePublic: Uint8Array
  readonly identityPublic: Uint8Array
  /** The secret that the phone proves it has seen. It leaves the client nowhere else. */
  readonly advSecret: Uint8Array
  readonly clientType: ClientType
}

/** The text of a QR code: a link whose fragment holds five fields, keys in base64, with commas. */
export function qrText(content: QrContent): string {
  const keys = [content.noisePublic, content.identityPublic, content.advSecret]
  return DEEP_LINK + [content.ref, ...keys.map(toBase64), content.clientType].join(',')
}
