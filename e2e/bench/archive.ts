import { seededRandom } from '../../web/fuzz/seeded.ts'
import { scanHistory } from '../../web/formats/historyScan.ts'
import { ltHash } from '../../web/formats/ltHash.ts'
import { compare, type Contestant, type Timing } from './measure.ts'
import { madePast } from './madePast.ts'
import { importFile, requirePeer } from './peers.ts'
import { type Bench, plainRow, raceRow } from './report.ts'

const MESSAGES = 5_000
const VALUES = 100
/** Aim: no slower than the fastest that is not compiled code. */
const AIM = 1
const COMPILED = ['rust-bridge']
const EFFORT = { rounds: 15, turnMs: 60 }

/** A chunk of history read, and the hash of app state, each side by its own code. */
export const bench: Bench = async () => [
  raceRow(`read ${MESSAGES} messages of history`, await compare(await readers(), EFFORT), AIM),
  plainRow('  whole object tree, moonlet and peers', await compare(await decoders(), EFFORT)),
  raceRow(`LT-hash of ${VALUES} values`, await hashes(), AIM, COMPILED),
]

interface HistorySync {
  readonly conversations: readonly {
    readonly messages?: readonly { readonly message?: { readonly message?: unknown } }[]
  }[]
}

interface PeerProto {
  readonly HistorySync: { decode(bytes: Uint8Array): HistorySync }
  readonly Message: { encode(message: unknown): { finish(): Uint8Array } }
}

function chunkOfHistory(): Uint8Array {
  const wish = { chats: 40, messages: MESSAGES, chunkMessages: MESSAGES, untilSec: 1_780_000_000 }
  const [, chunk] = madePast(wish)
  if (chunk === undefined) throw new Error('no chunk of messages')
  return chunk.bytes
}

/** From inflated bytes to what each keeps of a message, as its own code for history does it. */
async function readers(): Promise<Contestant[]> {
  const bytes = chunkOfHistory()
  const { zapo, baileys, process } = await peers()
  const check = (name: string, count: number): void => {
    if (count !== MESSAGES) throw new Error(`${name} reads ${count} messages`)
  }
  return [
    {
      name: 'moonlet',
      run() {
        let count = 0
        for (const { kind } of scanHistory(bytes)) if (kind === 'message') count += 1
        check('moonlet', count)
      },
    },
    {
      name: 'zapo',
      run() {
        let count = 0
        for (const { messages = [] } of zapo.HistorySync.decode(bytes).conversations) {
          for (const { message } of messages) {
            // What its store is given.
            if (message?.message) zapo.Message.encode(message.message).finish()
            count += 1
          }
        }
        check('zapo', count)
      },
    },
    {
      name: 'baileys',
      run() {
        check('baileys', process(baileys.HistorySync.decode(bytes)).messages.length)
      },
    },
  ]
}

async function decoders(): Promise<Contestant[]> {
  const { decodeProto } = await import('../../web/wire/proto/codec.ts')
  const { HistorySyncSchema } = await import('../../web/wire/proto/gen/history_pb.ts')
  const bytes = chunkOfHistory()
  const { zapo, baileys } = await peers()
  return [
    { name: 'moonlet', run: () => void decodeProto(HistorySyncSchema, bytes) },
    { name: 'zapo', run: () => void zapo.HistorySync.decode(bytes) },
    { name: 'baileys', run: () => void baileys.HistorySync.decode(bytes) },
  ]
}

async function peers() {
  const { proto: zapo } = requirePeer('zapo-js') as { readonly proto: PeerProto }
  const schemas = (await importFile('baileys', '../WAProto/index.js')) as {
    readonly proto: PeerProto
  }
  const history = (await importFile('baileys', 'Utils/history.js')) as {
    readonly processHistoryMessage: (item: HistorySync) => {
      readonly messages: readonly unknown[]
    }
  }
  return { zapo, baileys: schemas.proto, process: history.processHistoryMessage }
}

interface ZapoAppState {
  readonly WaAppStateCrypto: new () => {
    ltHashAdd(base: Uint8Array, values: readonly Uint8Array[]): Promise<Uint8Array>
  }
}

interface RustHashes {
  readonly LTHashAntiTampering: new () => {
    subtractThenAdd(
      base: Uint8Array,
      subtract: readonly Uint8Array[],
      add: readonly Uint8Array[],
    ): Uint8Array
  }
}

/** Baileys has its hash from whatsapp-rust-bridge. */
async function hashes(): Promise<Timing[]> {
  const random = seededRandom(8)
  const base = random.bytes(128)
  const add = Array.from({ length: VALUES }, () => random.bytes(32))
  const { WaAppStateCrypto } = requirePeer('zapo-js/appstate') as ZapoAppState
  const zapo = new WaAppStateCrypto()
  const { LTHashAntiTampering } = (await importFile(
    'whatsapp-rust-bridge',
    'index.js',
  )) as RustHashes
  const rust = new LTHashAntiTampering()
  const expected = Buffer.from(ltHash(base, { subtract: [], add })).toString('hex')
  const check = (name: string, hash: Uint8Array): void => {
    if (Buffer.from(hash).toString('hex') !== expected) throw new Error(`${name}: another hash`)
  }
  return compare([
    { name: 'moonlet', run: () => check('moonlet', ltHash(base, { subtract: [], add })) },
    { name: 'zapo', run: async () => check('zapo', await zapo.ltHashAdd(base, add)) },
    { name: 'rust-bridge', run: () => check('rust', rust.subtractThenAdd(base, [], add)) },
  ])
}
