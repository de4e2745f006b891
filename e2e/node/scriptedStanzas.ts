import { fromBase64 } from '../../web/crypto/bytes.ts'
import { generateKeyPair, type KeyPair } from '../../web/crypto/x25519.ts'
import { seededRandom } from '../../web/platform/fakes.ts'
import { node, type WireNode } from '../../web/wire/node/node.ts'
import { makeDeviceIdentity, type Signer } from '../../server/phone/signing.ts'

/** Six refs, as the service sends them. */
export function pairDevice(refs = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'], id = 'pd'): WireNode {
  return node('iq', { from: 's.whatsapp.net', type: 'set', xmlns: 'md', id }, [
    node(
      'pair-device',
      {},
      refs.map((ref) => node('ref', {}, ref)),
    ),
  ])
}

/** What a QR's text holds. */
export function readQr(qr: string): {
  readonly ref: string
  readonly noisePublic: Uint8Array
  readonly identityPublic: Uint8Array
  readonly advSecret: Uint8Array
} {
  const fields = qr.slice(qr.indexOf('#') + 1).split(',')
  const [ref = '', noise = '', identity = '', secret = ''] = fields
  return {
    ref,
    noisePublic: fromBase64(noise),
    identityPublic: fromBase64(identity),
    advSecret: fromBase64(secret),
  }
}

/** A phone that signs whatever it is shown. */
export async function signer(seed = 4): Promise<Signer> {
  const random = seededRandom(seed)
  const identity: KeyPair = await generateKeyPair(random)
  return { identity, random64: () => random(64) }
}

export interface PairSuccessWish {
  readonly id?: string
  readonly keyIndex?: number
  readonly container?: Uint8Array
  readonly device?: Readonly<Record<string, string>>
}

/** A pair-success for the code on the screen. */
export function pairSuccess(phone: Signer, qr: string, wish: PairSuccessWish = {}): WireNode {
  const container =
    wish.container ??
    makeDeviceIdentity(
      phone,
      { rawId: 7, timestampSec: 1_767_225_600, keyIndex: wish.keyIndex ?? 3 },
      readQr(qr),
    )
  const device = wish.device ?? { jid: '15550001111:2@s.whatsapp.net', lid: '88888:2@lid' }
  return node('iq', { from: 's.whatsapp.net', type: 'set', xmlns: 'md', id: wish.id ?? 'ps' }, [
    node('pair-success', {}, [
      node('device-identity', {}, container),
      node('device', device),
      node('platform', { name: 'android' }),
    ]),
  ])
}

/** `<stream:error code/>`, perhaps with a conflict. */
export function streamError(code: string, conflict?: string): WireNode {
  return node(
    'stream:error',
    code === '' ? {} : { code },
    conflict === undefined ? undefined : [node('conflict', { type: conflict })],
  )
}

/** `<failure reason/>`. */
export function failure(reason: number, more: Readonly<Record<string, string>> = {}): WireNode {
  return node('failure', { reason: String(reason), ...more })
}

/** `<success/>` in the service's own time. */
export function success(more: Readonly<Record<string, string>> = {}): WireNode {
  return node('success', { t: '1767225600', lid: '88888:2@lid', ...more })
}
