import { type KeyPair, agree } from '../../crypto/x25519.ts'
import { CryptoError } from '../../crypto/errors.ts'
import { decodeProto, encodeProto, ProtoError } from '../proto/codec.ts'
import { type HandshakeMessage_ServerHello, HandshakeMessageSchema } from '../proto/gen/noise_pb.ts'
import { type CertificateTrust, type VerifiedCertificate, verifyCertChain } from './certificates.ts'
import { NoiseError } from './errors.ts'
import { SymmetricState } from './symmetricState.ts'
import { TransportCipher } from './transport.ts'

const XX = 'Noise_XX_25519_AESGCM_SHA256'
const KEY_LENGTH = 32
const TAG_LENGTH = 16

/** Whose turn it is. 'busy' while a step computes, 'over' after the last or a failed step. */
type Turn = 'client-hello' | 'server-hello' | 'client-finish' | 'busy' | 'over'

/** What a handshake starts from. */
export interface HandshakeOptions {
  /** The 4 intro bytes exactly as they go out. */
  readonly prologue: Uint8Array
  /** The device's long-lived Noise pair, the one whose public half stands in the QR code. */
  readonly clientStatic: KeyPair
  /** A pair made for this connection alone. */
  readonly ephemeral: KeyPair
}

/**
 * The client's side of Noise XX, good for one connection. Three calls in this order: `clientHello`,
 * `readServerHello`, `clientFinish`. A call out of order throws NoiseError 'wrong-turn'; a step
 * that fails ends the handshake for good, so nothing secret is sent to a server that proved
 * nothing.
 */
export class NoiseHandshake {
  readonly #options: HandshakeOptions
  readonly #symmetric: SymmetricState
  #turn: Turn = 'client-hello'
  #serverEphemeral: Uint8Array = new Uint8Array(0)

  /** `symmetric` is given by tests only, to watch every step of it. */
  constructor(options: HandshakeOptions, symmetric: SymmetricState = new SymmetricState(XX)) {
    this.#options = options
    this.#symmetric = symmetric
    symmetric.mixHash(options.prologue)
  }

  /** The first frame body: a HandshakeMessage with our ephemeral key. */
  clientHello(): Uint8Array {
    this.#begin('client-hello')
    const ephemeral = this.#options.ephemeral.publicKey
    this.#symmetric.mixHash(ephemeral)
    this.#turn = 'server-hello'
    return encodeProto(HandshakeMessageSchema, { clientHello: { ephemeral } })
  }

  /**
   * Takes the server's answer: its ephemeral key (32 bytes), its static key (48, encrypted) and its
   * certificate chain (encrypted), which is verified in full before this returns. Throws NoiseError
   * 'malformed', 'bad-key' or 'decrypt-failed', or CertificateError.
   */
  async readServerHello(
    message: Uint8Array,
    trust: CertificateTrust,
  ): Promise<VerifiedCertificate> {
    this.#begin('server-hello')
    return this.#step('client-finish', async () => {
      const hello = parseServerHello(message)
      const symmetric = this.#symmetric
      const own = this.#options.ephemeral.privateKey
      this.#serverEphemeral = hello.ephemeral
      symmetric.mixHash(hello.ephemeral)
      symmetric.mixKey(await agree(own, hello.ephemeral))
      const serverStatic = symmetric.decryptAndHash(hello.static)
      symmetric.mixKey(await agree(own, serverStatic))
      const chain = symmetric.decryptAndHash(hello.payload)
      return verifyCertChain(chain, serverStatic, trust)
    })
  }

  /**
   * The last frame body, with our static key and `payload` (an encoded ClientPayload), both
   * encrypted; and the cipher for everything after it.
   */
  async clientFinish(
    payload: Uint8Array,
  ): Promise<{ message: Uint8Array; transport: TransportCipher }> {
    this.#begin('client-finish')
    return this.#step('over', async () => {
      const symmetric = this.#symmetric
      const { privateKey, publicKey } = this.#options.clientStatic
      const encryptedStatic = symmetric.encryptAndHash(publicKey)
      symmetric.mixKey(await agree(privateKey, this.#serverEphemeral))
      const encryptedPayload = symmetric.encryptAndHash(payload)
      const [toServer, toClient] = symmetric.split()
      return {
        message: encodeProto(HandshakeMessageSchema, {
          clientFinish: { static: encryptedStatic, payload: encryptedPayload },
        }),
        transport: new TransportCipher(toServer, toClient),
      }
    })
  }

  #begin(turn: Turn): void {
    if (this.#turn !== turn) {
      throw new NoiseError('wrong-turn', `${turn} was called in turn "${this.#turn}"`)
    }
    this.#turn = 'busy'
  }

  async #step<T>(next: Turn, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.#turn = next
      return result
    } catch (error) {
      this.#turn = 'over'
      throw asNoiseError(error)
    }
  }
}

function parseServerHello(message: Uint8Array): HandshakeMessage_ServerHello {
  const { serverHello } = decodeProto(HandshakeMessageSchema, message)
  if (
    serverHello === undefined ||
    serverHello.ephemeral.length !== KEY_LENGTH ||
    serverHello.static.length !== KEY_LENGTH + TAG_LENGTH ||
    serverHello.payload.length < TAG_LENGTH
  ) {
    throw new NoiseError('malformed', 'ServerHello lacks a part or has one of a wrong length')
  }
  return serverHello
}

function asNoiseError(error: unknown): unknown {
  if (error instanceof ProtoError) return new NoiseError('malformed', error.message)
  if (error instanceof CryptoError && error.code === 'bad-key') {
    return new NoiseError('bad-key', error.message)
  }
  return error
}
