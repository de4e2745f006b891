import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { xeddsaSign } from '../../web/crypto/xeddsa.ts'
import { decodeProto, encodeProto } from '../../web/wire/proto/codec.ts'
import {
  CertChain_NoiseCertificate_DetailsSchema,
  CertChainSchema,
  HandshakeMessageSchema,
} from '../../web/wire/proto/gen/noise_pb.ts'

/**
 * The other side of a Noise XX handshake, on Node's own crypto and no line of the client's. It
 * stands outside the timing; one certificate chain serves all handshakes.
 */
export interface Responder {
  /** Public key that the certificate chain hangs on. */
  readonly root: Uint8Array
  /** Takes a ClientHello body; gives the ServerHello body and the reader of the ClientFinish. */
  answer(clientHello: Uint8Array): {
    readonly serverHello: Uint8Array
    /** Gives the payload. Throws when the client's last message is not right. */
    finish(clientFinish: Uint8Array): Uint8Array
  }
}

const PROTOCOL = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0')
const PROLOGUE = Uint8Array.of(0x57, 0x41, 6, 3)

export function createResponder(nowSec: number): Responder {
  const root = keyPair()
  const own = keyPair()
  const chain = certificates(root, own, nowSec)
  return {
    root: root.publicKey,
    answer(clientHello) {
      const { ephemeral: theirs } = part(clientHello, 'clientHello')
      const fresh = keyPair()
      const noise = symmetricState()
      noise.mixHash(theirs)
      noise.mixHash(fresh.publicKey)
      noise.mixKey(agree(fresh, theirs))
      const sealedStatic = noise.encrypt(own.publicKey)
      noise.mixKey(agree(own, theirs))
      const payload = noise.encrypt(chain)
      return {
        serverHello: encodeProto(HandshakeMessageSchema, {
          serverHello: { ephemeral: fresh.publicKey, static: sealedStatic, payload },
        }),
        finish(clientFinish) {
          const last = part(clientFinish, 'clientFinish')
          noise.mixKey(agree(fresh, noise.decrypt(last.static)))
          return noise.decrypt(last.payload)
        },
      }
    },
  }
}

interface NodeKeyPair {
  readonly privateKey: KeyObject
  readonly privateBytes: Uint8Array
  readonly publicKey: Uint8Array
}

const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex')
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex')

function keyPair(): NodeKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8_HEAD.length)
  const privateBytes = Uint8Array.from(seed)
  privateBytes[0] = (privateBytes[0] ?? 0) & 0xf8
  privateBytes[31] = ((privateBytes[31] ?? 0) & 0x7f) | 0x40
  return {
    privateKey: createPrivateKey({
      key: Buffer.concat([PKCS8_HEAD, privateBytes]),
      format: 'der',
      type: 'pkcs8',
    }),
    privateBytes,
    publicKey: Uint8Array.from(
      publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length),
    ),
  }
}

function agree({ privateKey }: NodeKeyPair, theirs: Uint8Array): Uint8Array {
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI_HEAD, theirs]),
    format: 'der',
    type: 'spki',
  })
  return diffieHellman({ privateKey, publicKey })
}

/** Root, intermediate, leaf, all valid for an hour around now. */
function certificates(root: NodeKeyPair, own: NodeKeyPair, nowSec: number): Uint8Array {
  const middle = keyPair()
  const validity = { notBefore: BigInt(nowSec - 1800), notAfter: BigInt(nowSec + 1800) }
  const certify = (signer: NodeKeyPair, serial: number, issuerSerial: number, key: Uint8Array) => {
    const details = encodeProto(CertChain_NoiseCertificate_DetailsSchema, {
      serial,
      issuerSerial,
      key,
      ...validity,
    })
    return { details, signature: xeddsaSign(signer.privateBytes, details, randomBytes(64)) }
  }
  return encodeProto(CertChainSchema, {
    intermediate: certify(root, 1, 0, middle.publicKey),
    leaf: certify(middle, 2, 1, own.publicKey),
  })
}

function symmetricState() {
  let hash: Uint8Array = PROTOCOL
  let chainingKey: Uint8Array = PROTOCOL
  let key: Uint8Array = PROTOCOL
  let counter = 0
  const mixHash = (data: Uint8Array): void => {
    hash = createHash('sha256').update(hash).update(data).digest()
  }
  const nonce = (): Uint8Array => {
    const bytes = new Uint8Array(12)
    bytes[11] = counter++
    return bytes
  }
  mixHash(PROLOGUE)
  return {
    mixHash,
    mixKey(secret: Uint8Array): void {
      const bytes = new Uint8Array(hkdfSync('sha256', secret, chainingKey, '', 64))
      chainingKey = bytes.subarray(0, 32)
      key = bytes.subarray(32)
      counter = 0
    },
    encrypt(plaintext: Uint8Array): Uint8Array {
      const cipher = createCipheriv('aes-256-gcm', key, nonce()).setAAD(hash)
      const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
      mixHash(sealed)
      return sealed
    },
    decrypt(sealed: Uint8Array): Uint8Array {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce()).setAAD(hash)
      decipher.setAuthTag(sealed.subarray(-16))
      const plaintext = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
      mixHash(sealed)
      return plaintext
    },
  }
}

/** One message of a handshake; a missing field is empty and fails later on. */
function part(body: Uint8Array, name: 'clientHello' | 'clientFinish') {
  const message = decodeProto(HandshakeMessageSchema, body)
  const empty = new Uint8Array(0)
  if (name === 'clientHello') {
    return { ephemeral: message.clientHello?.ephemeral ?? empty, static: empty, payload: empty }
  }
  const { clientFinish } = message
  return {
    ephemeral: empty,
    static: clientFinish?.static ?? empty,
    payload: clientFinish?.payload ?? empty,
  }
}
