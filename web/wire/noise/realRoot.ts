import { fromHex } from '../../crypto/bytes.ts'

/** The public key that the real service's certificates go back to, 32 bytes. */
export const REAL_ROOT: Uint8Array = fromHex(
  '142375574d0a587166aae71ebe516437c4a28b73e3695c6ce1f7f9545da8ee6b',
)
