import { concatBytes } from '../../../web/crypto/bytes.ts'
import { aesGcmDecrypt, aesGcmEncrypt } from '../../../web/crypto/aesGcm.ts'
import { agree, generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import { decodeNode } from '../../../web/wire/node/decode.ts'
import { encodeNode } from '../../../web/wire/node/encode.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import { HandshakeMessageSchema } from '../../../web/wire/proto/gen/noise_pb.ts'
import { frameOf } from '../noise/frameCutter.ts'
import { createSymmetric, nonce } from '../noise/symmetric.ts'
import type { PipeEnd } from '../pipe.ts'
import type { SandboxService } from '../service.ts'
import type { Strictness } from '../strict/ledger.ts'
import type { RandomBytes } from '../world.ts'

const INTRO = Uint8Array.of(0x57, 0x41, 6, 3)
const DEADLINE_MS = 5000

/** A client without manners, for tests: sends whatever it is told, checks nothing. */
export interface RawClient {
  /** Every stanza received so far. */
  readonly received: readonly WireNode[]
  /** The bytes of each message that the service put on the socket. */
  readonly messages: readonly Uint8Array[]
  /** The first stanza not taken yet that `wanted` accepts. Fails at the end, or after five seconds. */
  next(wanted: string | ((stanza: WireNode) => boolean)): Promise<WireNode>
  send(stanza: WireNode): void
  /** Encrypts and sends these bytes, whatever they are. */
  sendPlain(plaintext: Uint8Array): void
  /** Puts bytes on the socket as they are. */
  sendRaw(bytes: Uint8Array): void
  /** Resolves when the service ended the socket, and how. */
  readonly ended: Promise<'close' | 'drop'>
  isOpen(): boolean
  /** Ends the socket from this side. */
  hangUp(): void
}

export interface RawOptions {
  readonly noise: KeyPair
  readonly payload: Uint8Array
  readonly randomBytes: RandomBytes
  readonly mode?: Strictness
  readonly before?: Uint8Array
}

/** Opens a socket in memory, does Noise XX and sends the payload. */
export async function openRaw(service: SandboxService, options: RawOptions): Promise<RawClient> {
  const received: WireNode[] = []
  const messages: Uint8Array[] = []
  const waiters = new Set<() => void>()
  let taken = 0
  let pending: Uint8Array = new Uint8Array(0)
  let frames: Uint8Array[] = []
  let open = true
  let endedHow: (how: 'close' | 'drop') => void = () => undefined
  const ended = new Promise<'close' | 'drop'>((resolve) => {
    endedHow = resolve
  })
  let keys: ReturnType<ReturnType<typeof createSymmetric>['split']> | undefined
  let sent = 0
  let opened = 0

  const finish = (how: 'close' | 'drop') => {
    if (!open) return
    open = false
    endedHow(how)
    queueMicrotask(() => end.closed())
    wake()
  }
  const end: PipeEnd = service.accept(
    {
      send(bytes) {
        messages.push(bytes)
        pending = concatBytes(pending, bytes)
        cut()
      },
      close: () => finish('close'),
      drop: () => finish('drop'),
    },
    options.mode,
  )

  function wake(): void {
    for (const waiter of waiters) waiter()
  }

  function cut(): void {
    while (pending.length >= 3) {
      const length = ((pending[0] ?? 0) << 16) | ((pending[1] ?? 0) << 8) | (pending[2] ?? 0)
      if (pending.length < 3 + length) break
      frames.push(pending.slice(3, 3 + length))
      pending = pending.slice(3 + length)
    }
    if (keys !== undefined) decryptAll(keys.serverToClient)
    wake()
  }

  function decryptAll(key: Uint8Array): void {
    for (const frame of frames) {
      const plain = aesGcmDecrypt(key, nonce(opened++), frame)
      received.push(decodeNode(((plain[0] ?? 0) & 2) === 0 ? plain : inflateStored(plain)))
    }
    frames = []
  }

  async function until<T>(what: string, found: () => T | undefined): Promise<T> {
    const value = found()
    if (value !== undefined) return value
    return new Promise((resolve, reject) => {
      const timer = setTimeout(giveUp, DEADLINE_MS)
      function giveUp(): void {
        waiters.delete(check)
        const got = received.map((stanza) => stanza.tag).join(' ')
        reject(new Error(`waited for ${what} in vain; got: ${got}${open ? '' : ', then the end'}`))
      }
      function check(): void {
        const late = found()
        if (late === undefined && open) return
        clearTimeout(timer)
        waiters.delete(check)
        if (late === undefined) giveUp()
        else resolve(late)
      }
      waiters.add(check)
      check()
    })
  }

  const symmetric = createSymmetric('Noise_XX_25519_AESGCM_SHA256')
  const ephemeral = await generateKeyPair(options.randomBytes)
  symmetric.mixHash(INTRO)
  symmetric.mixHash(ephemeral.publicKey)
  const hello = encodeProto(HandshakeMessageSchema, {
    clientHello: { ephemeral: ephemeral.publicKey },
  })
  end.bytes(concatBytes(options.before ?? new Uint8Array(0), INTRO, frameOf(hello)))
  const answer = await until('ServerHello', () => frames.shift())
  const serverHello = decodeProto(HandshakeMessageSchema, answer).serverHello
  if (serverHello === undefined) throw new Error('no ServerHello came')
  symmetric.mixHash(serverHello.ephemeral)
  symmetric.mixKey(await agree(ephemeral.privateKey, serverHello.ephemeral))
  const serverStatic = symmetric.decryptAndHash(serverHello.static)
  symmetric.mixKey(await agree(ephemeral.privateKey, serverStatic))
  symmetric.decryptAndHash(serverHello.payload)
  const sealedStatic = symmetric.encryptAndHash(options.noise.publicKey)
  symmetric.mixKey(await agree(options.noise.privateKey, serverHello.ephemeral))
  const clientFinish = { static: sealedStatic, payload: symmetric.encryptAndHash(options.payload) }
  keys = symmetric.split()
  const { clientToServer } = keys
  end.bytes(frameOf(encodeProto(HandshakeMessageSchema, { clientFinish })))

  const sendPlain = (plaintext: Uint8Array) =>
    end.bytes(frameOf(aesGcmEncrypt(clientToServer, nonce(sent++), plaintext)))
  const skipped: WireNode[] = []
  return {
    received,
    messages,
    next(wanted) {
      const accepts =
        typeof wanted === 'string' ? (stanza: WireNode) => stanza.tag === wanted : wanted
      return until(String(wanted), () => {
        const at = skipped.findIndex(accepts)
        if (at >= 0) return skipped.splice(at, 1)[0]
        while (taken < received.length) {
          const stanza = received[taken++]
          if (stanza === undefined) continue
          if (accepts(stanza)) return stanza
          skipped.push(stanza)
        }
        return undefined
      })
    },
    send: (stanza) => sendPlain(encodeNode(stanza)),
    sendPlain,
    sendRaw: (bytes) => end.bytes(bytes),
    ended,
    isOpen: () => open,
    hangUp() {
      open = false
      end.closed()
    },
  }
}

/** Undoes the stored blocks of the service's compressed stanzas. */
function inflateStored(plaintext: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0)]
  for (let at = 3, last = 0; last === 0; ) {
    last = plaintext[at] ?? 1
    const length = (plaintext[at + 1] ?? 0) | ((plaintext[at + 2] ?? 0) << 8)
    parts.push(plaintext.slice(at + 5, at + 5 + length))
    at += 5 + length
  }
  return concatBytes(...parts)
}
