import { encodeFrame, FrameReader } from '../../web/wire/frames.ts'
import { seededRandom } from '../../web/fuzz/seeded.ts'
import { compare, type Contestant } from './measure.ts'
import { baileysNoise, silentLogger, zapoNoise } from './peers.ts'
import { type Bench, raceRow } from './report.ts'

const FRAMES = 400

/** Aim: no slower than the fastest peer. */
const AIM = 1

/** Cutting a stream into frames: whole frames, many in a message, and split anywhere. */
export const bench: Bench = async () => {
  const random = seededRandom(21)
  const frames = Array.from({ length: FRAMES }, (_, index) =>
    encodeFrame(random.bytes(index % 40 === 0 ? 8000 : 40 + random.int(500))),
  )
  const stream = Buffer.concat(frames)
  return [
    raceRow(`cut ${FRAMES} frames, one a message`, await compare(await sides(frames)), AIM),
    raceRow(
      `cut ${FRAMES} frames, 16 KiB messages`,
      await compare(await sides(pieces(stream, 16384))),
      AIM,
    ),
    raceRow(
      `cut ${FRAMES} frames, 100-byte messages`,
      await compare(await sides(pieces(stream, 100))),
      AIM,
    ),
  ]
}

function pieces(stream: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
    stream.slice(index * size, (index + 1) * size),
  )
}

/** Every body is copied out, so each side has to come up with all of its bytes. */
const sink = new Uint8Array(1 << 14)

async function sides(messages: readonly Uint8Array[]): Promise<Contestant[]> {
  const { WaFrameCodec } = zapoNoise()
  const { makeNoiseHandler, Curve } = await baileysNoise()
  const keyPair = Curve.generateKeyPair()
  let bodies = 0
  const take = (body: Uint8Array): void => {
    sink.set(body)
    bodies++
  }
  const contestants: Contestant[] = [
    {
      name: 'moonlet',
      run() {
        const reader = new FrameReader()
        for (const message of messages) {
          reader.push(message)
          for (let body = reader.next(); body !== undefined; body = reader.next()) take(body)
        }
      },
    },
    {
      name: 'zapo',
      run() {
        const codec = new WaFrameCodec()
        for (const message of messages) for (const body of codec.pushWireChunk(message)) take(body)
      },
    },
    {
      name: 'baileys',
      async run() {
        const handler = makeNoiseHandler({
          keyPair,
          NOISE_HEADER: Uint8Array.of(0x57, 0x41, 6, 3),
          logger: silentLogger,
        })
        for (const message of messages) await handler.decodeFrame(message, take)
      },
    },
  ]
  for (const { name, run } of contestants) {
    bodies = 0
    await run({ outside: (work) => work(), outsideLater: (work) => work() })
    if (bodies !== FRAMES) throw new Error(`${name} cuts another number of frames`)
  }
  return contestants
}
