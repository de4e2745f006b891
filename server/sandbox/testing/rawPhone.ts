import { concatBytes, utf8Encode } from '../../../web/crypto/bytes.ts'
import { hmacSha256 } from '../../../web/crypto/hash.ts'
import { generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import { xeddsaSign } from '../../../web/crypto/xeddsa.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVKeyIndexListSchema,
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import type { LineEvent } from '../../phone/line.ts'
import type { SandboxService } from '../service.ts'
import type { RandomBytes } from '../world.ts'
import type { RawDevice } from './rawDevice.ts'

/** A phone that does the least: enough to try the line, with every part to be spoiled. */
export interface RawPhone {
  readonly number: string
  readonly identity: KeyPair
  readonly events: LineEvent[]
  token: string
  /** Lets the service put a right MAC around what a fault has spoiled. */
  bench: { seal(signedIdentity: Uint8Array): Uint8Array } | undefined
  /** A pair-device upload for a device that shows this ref. */
  upload(device: RawDevice, ref: string, parts?: UploadParts): WireNode
  /** Sends a request with this phone's token. */
  request(iq: WireNode, token?: string): Promise<WireNode>
  signIn(): Promise<string>
}

export interface UploadParts {
  readonly keyIndex?: number
  readonly publicKey?: Uint8Array
  readonly signer?: KeyPair
  readonly extra?: WireNode
}

export async function makePhone(
  service: SandboxService,
  randomBytes: RandomBytes,
  number = '15550001111',
): Promise<RawPhone> {
  const identity = await generateKeyPair(randomBytes)
  const events: LineEvent[] = []
  const { line } = service
  await line.register({
    number,
    lid: `1000${number}@lid`,
    identityKey: identity.publicKey,
    platform: 'android',
    name: 'Ada Example',
    picture: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
  })
  line.listen(number, (event) => events.push(event))

  const phone: RawPhone = {
    number,
    identity,
    events,
    token: '',
    async signIn() {
      const challenge = await line.challenge(number)
      const covered = concatBytes(utf8Encode('sandbox phone sign-in'), challenge)
      const signature = xeddsaSign(identity.privateKey, covered, randomBytes(64))
      const { token } = await line.signIn({ number, challenge, signature })
      phone.token = token
      return token
    },
    request: (iq, token = phone.token) => line.request({ number, token }, iq, phone.bench),
    bench: undefined,
    upload(device, ref, parts = {}) {
      phone.bench = { seal: (signedIdentity) => sealed(device, signedIdentity) }
      return uploadOf(device, ref, parts, identity, randomBytes)
    },
  }
  await phone.signIn()
  return phone
}

function sealed({ advSecret }: RawDevice, inner: Uint8Array): Uint8Array {
  const hmac = hmacSha256(advSecret, inner)
  return encodeProto(ADVSignedDeviceIdentityHMACSchema, { details: inner, hmac })
}

function uploadOf(
  device: RawDevice,
  ref: string,
  parts: UploadParts,
  identity: KeyPair,
  randomBytes: RandomBytes,
): WireNode {
  const signer = parts.signer ?? identity
  const keyIndex = parts.keyIndex ?? 1
  const sign = (...bytes: Uint8Array[]) =>
    xeddsaSign(signer.privateKey, concatBytes(...bytes), randomBytes(64))
  const details = encodeProto(ADVDeviceIdentitySchema, { rawId: 7, timestamp: 1n, keyIndex })
  const inner = encodeProto(ADVSignedDeviceIdentitySchema, {
    details,
    accountSignatureKey: signer.publicKey,
    accountSignature: sign(Uint8Array.of(6, 0), details, device.identity.publicKey),
  })
  const container = sealed(device, inner)
  const indexes = encodeProto(ADVKeyIndexListSchema, {
    rawId: 7,
    timestamp: 1n,
    currentIndex: keyIndex,
    validIndexes: [0, keyIndex],
  })
  const list = encodeProto(ADVSignedKeyIndexListSchema, {
    details: indexes,
    accountSignature: sign(Uint8Array.of(6, 2), indexes),
  })
  const upload = node('pair-device', {}, [
    node('ref', {}, ref),
    node('pub-key', {}, parts.publicKey ?? device.noise.publicKey),
    node('device-identity', {}, container),
    node('key-index-list', { ts: '1' }, list),
    ...(parts.extra === undefined ? [] : [parts.extra]),
  ])
  return node('iq', { to: 's.whatsapp.net', type: 'set', xmlns: 'md', id: 'p1' }, [upload])
}
