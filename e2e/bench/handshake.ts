import { randomBytes } from 'node:crypto'
import { useNativeCrypto } from '../../web/crypto/native.ts'
import { generateKeyPair } from '../../web/crypto/x25519.ts'
import { encodeFrame, INTRO } from '../../web/wire/frames.ts'
import { NoiseHandshake } from '../../web/wire/noise/handshake.ts'
import { compare, type Contestant, type Watch } from './measure.ts'
import { baileysNoise, silentLogger, zapoNoise } from './peers.ts'
import { type Bench, plainRow, raceRow } from './report.ts'
import { createResponder, type Responder } from './responder.ts'

/** Aim: no slower than the fastest peer, though our checks are the fullest. */
const AIM = 1

/** About what a login weighs. */
const PAYLOAD = Uint8Array.from(randomBytes(200))

/**
 * The whole client side of Noise XX: ephemeral key, hello, the server's answer with its certificate
 * chain, finish, split. The server's own work does not count. Moonlet runs twice, with native
 * crypto, as in a browser that has it, and with noble alone. whatsapp-rust-bridge stays out: it
 * takes no other root than the compiled-in one.
 */
export const bench: Bench = async () => {
  const nowSec = Math.floor(Date.now() / 1000)
  const responder = createResponder(nowSec)
  const effort = { rounds: 25, turnMs: 40 }
  const rows = []
  for (const wanted of [true, false]) {
    const native = await useNativeCrypto(wanted)
    const sides = [
      await moonlet(responder, nowSec),
      zapo(responder, await generateKeyPair(random)),
      await baileys(responder),
    ]
    const timings = await compare(sides, effort)
    if (native) rows.push(raceRow('handshake', timings, AIM))
    else rows.push(plainRow('handshake, ours with noble alone', timings))
  }
  return rows
}

function random(length: number): Uint8Array {
  return Uint8Array.from(randomBytes(length))
}

/** The server must get the payload that the client was given. */
function check(payload: Uint8Array): void {
  if (Buffer.compare(payload, PAYLOAD) !== 0) throw new Error('the server read another payload')
}

async function moonlet(responder: Responder, nowSec: number): Promise<Contestant> {
  const clientStatic = await generateKeyPair(random)
  return {
    name: 'moonlet',
    async run(watch) {
      const ephemeral = await generateKeyPair(random)
      const handshake = new NoiseHandshake({ prologue: INTRO, clientStatic, ephemeral })
      const hello = handshake.clientHello()
      const server = watch.outside(() => responder.answer(hello))
      await handshake.readServerHello(server.serverHello, { root: responder.root, nowSec })
      const { message } = await handshake.clientFinish(PAYLOAD)
      watch.outside(() => check(server.finish(message)))
    },
  }
}

async function baileys(responder: Responder): Promise<Contestant> {
  const { makeNoiseHandler, Curve, HandshakeMessage } = await baileysNoise()
  const noiseKey = Curve.generateKeyPair()
  return {
    name: 'baileys',
    async run(watch) {
      const keyPair = Curve.generateKeyPair()
      const handler = makeNoiseHandler({ keyPair, NOISE_HEADER: INTRO, logger: silentLogger })
      const hello = HandshakeMessage.encode({ clientHello: { ephemeral: keyPair.public } }).finish()
      const server = watch.outside(() => responder.answer(hello))
      const encrypted = handler.processHandshake(
        HandshakeMessage.decode(server.serverHello),
        noiseKey,
      )
      const clientFinish = { static: encrypted, payload: handler.encrypt(PAYLOAD) }
      const message = HandshakeMessage.encode({ clientFinish }).finish()
      await handler.finishInit()
      watch.outside(() => check(server.finish(message)))
    },
  }
}

/** zapo sends frames, the first behind the intro, and takes frames. */
function zapo(
  responder: Responder,
  { privateKey, publicKey }: { privateKey: Uint8Array; publicKey: Uint8Array },
): Contestant {
  const { WaNoiseSession } = zapoNoise()
  return {
    name: 'zapo',
    async run(watch) {
      let server: ReturnType<Responder['answer']> | undefined
      const session = new WaNoiseSession(async (bytes) => {
        if (server === undefined) {
          const answer = watch.outside(() => responder.answer(bytes.subarray(INTRO.length + 3)))
          server = answer
          await session.pushWireChunk(encodeFrame(answer.serverHello))
        } else {
          finish(watch, server, bytes)
        }
      }, silentLogger)
      await session.start({
        clientStaticKeyPair: { privKey: privateKey, pubKey: publicKey },
        isRegistered: true,
        loginPayload: PAYLOAD,
        trustedRootCa: { publicKey: responder.root, serial: 0 },
      })
    },
  }
}

function finish(watch: Watch, server: ReturnType<Responder['answer']>, bytes: Uint8Array): void {
  watch.outside(() => check(server.finish(bytes.subarray(3))))
}
