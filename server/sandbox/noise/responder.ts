import { agree, type KeyPair } from '../../../web/crypto/x25519.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  type HandshakeMessage,
  HandshakeMessageSchema,
} from '../../../web/wire/proto/gen/noise_pb.ts'
import { anything, type FieldRules, fieldDeviations, optionalField } from '../strict/fields.ts'
import { createSymmetric } from './symmetric.ts'
import { createTransport, type ServiceTransport } from './transport.ts'

/** Why a handshake ended. */
export type ResponderFault = 'bad-hello' | 'bad-finish' | 'out-of-order'

/** The client's half of the handshake broke a rule of 01 section 3. */
export class ResponderError extends Error {
  override readonly name = 'ResponderError'
  readonly code: ResponderFault

  constructor(code: ResponderFault, message: string) {
    super(message)
    this.code = code
  }
}

/** What the client proved and said. */
export interface Finished {
  readonly clientStatic: Uint8Array
  /** Bytes of the ClientPayload. */
  readonly payload: Uint8Array
  readonly transport: ServiceTransport
}

/** The service's side of one Noise handshake. Single-use: each step once, in this order. */
export interface Responder {
  /** Reads ClientHello, answers with ServerHello. @throws ResponderError */
  answerHello(message: Uint8Array): Promise<Uint8Array>
  /** Reads ClientFinish and switches the keys. @throws ResponderError */
  readFinish(message: Uint8Array): Promise<Finished>
}

const helloFields: FieldRules = {
  clientHello: {
    fields: {
      ephemeral: anything,
      static: optionalField(anything),
      payload: optionalField(anything),
    },
  },
}
const finishFields: FieldRules = {
  clientFinish: { fields: { static: anything, payload: anything } },
}

/**
 * A responder for XX (01 section 3.1). A hello that tries IK (with `static` inside) is declined by
 * answering as XXfallback, section 3.2.
 *
 * @param intro the 4 intro bytes that the client really sent
 * @param certificates the encoded CertChain, asked for when a ClientHello has come
 * @param foreign hears of fields in the client's messages that nobody names
 */
export function createResponder(options: {
  readonly intro: Uint8Array
  readonly staticKeys: KeyPair
  readonly ephemeral: KeyPair
  certificates(): Uint8Array
  foreign(detail: string): void
}): Responder {
  const { staticKeys, ephemeral } = options
  let step: 'hello' | 'finish' | 'done' = 'hello'
  let symmetric = createSymmetric('Noise_XX_25519_AESGCM_SHA256')

  function read(message: Uint8Array, code: ResponderFault, rules: FieldRules): HandshakeMessage {
    const decoded = decode(message, code)
    for (const { rule, detail } of fieldDeviations(HandshakeMessageSchema, decoded, rules)) {
      if (rule === 'foreign-field') options.foreign(detail)
    }
    return decoded
  }

  return {
    async answerHello(message) {
      if (step !== 'hello') throw new ResponderError('out-of-order', 'a hello is read once')
      step = 'done'
      const hello = read(message, 'bad-hello', helloFields).clientHello
      const clientEphemeral = hello?.ephemeral
      if (clientEphemeral?.length !== 32) {
        throw new ResponderError('bad-hello', 'a ClientHello needs an ephemeral of 32 bytes')
      }
      if (hello !== undefined && hello.static.length > 0) {
        symmetric = createSymmetric('Noise_XXfallback_25519_AESGCM_SHA256')
      }
      symmetric.mixHash(options.intro)
      symmetric.mixHash(clientEphemeral)
      symmetric.mixHash(ephemeral.publicKey)
      symmetric.mixKey(await agreement(ephemeral.privateKey, clientEphemeral, 'bad-hello'))
      const sealedStatic = symmetric.encryptAndHash(staticKeys.publicKey)
      symmetric.mixKey(await agreement(staticKeys.privateKey, clientEphemeral, 'bad-hello'))
      const serverHello = {
        ephemeral: ephemeral.publicKey,
        static: sealedStatic,
        payload: symmetric.encryptAndHash(options.certificates()),
      }
      step = 'finish'
      return encodeProto(HandshakeMessageSchema, { serverHello })
    },

    async readFinish(message) {
      if (step !== 'finish') throw new ResponderError('out-of-order', 'a finish is read once')
      step = 'done'
      const finish = read(message, 'bad-finish', finishFields).clientFinish
      if (finish?.static.length !== 48) {
        throw new ResponderError('bad-finish', 'a ClientFinish needs a sealed static of 48 bytes')
      }
      const clientStatic = open(() => symmetric.decryptAndHash(finish.static))
      symmetric.mixKey(await agreement(ephemeral.privateKey, clientStatic, 'bad-finish'))
      const payload = open(() => symmetric.decryptAndHash(finish.payload))
      return { clientStatic, payload, transport: createTransport(symmetric.split()) }
    },
  }
}

function decode(message: Uint8Array, code: ResponderFault): HandshakeMessage {
  try {
    return decodeProto(HandshakeMessageSchema, message)
  } catch (cause) {
    throw new ResponderError(code, `no HandshakeMessage: ${String(cause)}`)
  }
}

async function agreement(mine: Uint8Array, theirs: Uint8Array, code: ResponderFault) {
  try {
    return await agree(mine, theirs)
  } catch (cause) {
    throw new ResponderError(code, `no agreement: ${String(cause)}`)
  }
}

function open(decrypt: () => Uint8Array): Uint8Array {
  try {
    return decrypt()
  } catch {
    throw new ResponderError('bad-finish', 'the ClientFinish does not decrypt')
  }
}
