import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where the clients of other people are installed, apart from the product's own packages. */
export const PEERS_FOLDER = fileURLToPath(new URL('../peers/', import.meta.url))

/** Loads a CommonJS package of the peers, or a file of one. */
export const requirePeer = createRequire(join(PEERS_FOLDER, 'package.json'))

/** A node in the shape that all three peers take and give. */
export interface PeerNode {
  tag: string
  attrs: Record<string, string>
  content?: Uint8Array | string | PeerNode[]
}

/** What the benches use of zapo-js `transport`. */
export interface ZapoTransport {
  encodeBinaryNodeStanza(node: PeerNode): Uint8Array
  /** Without the flag byte. */
  decodeBinaryNode(data: Uint8Array): PeerNode
}

/** What the benches use of Baileys `WABinary`. */
export interface BaileysBinary {
  encodeBinaryNode(node: PeerNode): Uint8Array
  /** Without the flag byte; the second argument is the module of constants. */
  decodeDecompressedBinaryNode(data: Uint8Array, constants: unknown): PeerNode
}

/** What the benches use of whatsapp-rust-bridge. */
export interface RustBridge {
  encodeNode(node: PeerNode): Uint8Array
  /** With the flag byte. A handle whose fields are read across the WASM border; to be freed. */
  decodeNode(data: Uint8Array): { toJSON(): PeerNode; free(): void }
}

/** What the benches use of zapo-js frames and sessions, which its list of exports leaves out. */
export interface ZapoNoise {
  readonly WaFrameCodec: new (
    intro?: Uint8Array,
  ) => { pushWireChunk(chunk: Uint8Array): readonly Uint8Array[] }
  readonly WaNoiseSession: new (
    sendWire: (bytes: Uint8Array) => Promise<void>,
    logger: unknown,
  ) => {
    start(config: {
      clientStaticKeyPair: unknown
      isRegistered: boolean
      loginPayload: Uint8Array
      trustedRootCa: { publicKey: Uint8Array; serial: number }
    }): Promise<void>
    pushWireChunk(chunk: Uint8Array): Promise<unknown>
  }
}

interface BaileysKeyPair {
  readonly private: Uint8Array
  readonly public: Uint8Array
}

/** What the benches use of the Baileys noise handler, its curve and its schemas. */
export interface BaileysNoise {
  readonly makeNoiseHandler: (options: {
    keyPair: BaileysKeyPair
    NOISE_HEADER: Uint8Array
    logger: unknown
  }) => {
    processHandshake(hello: unknown, noiseKey: BaileysKeyPair): Uint8Array
    encrypt(plaintext: Uint8Array): Uint8Array
    finishInit(): Promise<void>
    decodeFrame(chunk: Uint8Array, onFrame: (frame: Uint8Array) => void): Promise<void>
  }
  readonly Curve: { generateKeyPair(): BaileysKeyPair }
  readonly HandshakeMessage: {
    encode(message: object): { finish(): Uint8Array }
    decode(bytes: Uint8Array): unknown
  }
}

/** A logger that says nothing, in the shape both peers want. */
export const silentLogger = {
  level: 'silent',
  child: () => silentLogger,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
}

function ignore(): void {
  return undefined
}

export function zapoNoise(): ZapoNoise {
  const folder = join(dirname(requirePeer.resolve('zapo-js/transport')), 'noise')
  return {
    ...(requirePeer(join(folder, 'WaFrameCodec.js')) as Pick<ZapoNoise, 'WaFrameCodec'>),
    ...(requirePeer(join(folder, 'WaNoiseSession.js')) as Pick<ZapoNoise, 'WaNoiseSession'>),
  }
}

export async function baileysNoise(): Promise<BaileysNoise> {
  const [handler, crypto, schemas] = await Promise.all([
    importFile('baileys', 'Utils/noise-handler.js'),
    importFile('baileys', 'Utils/crypto.js'),
    importFile('baileys', '../WAProto/index.js'),
  ])
  const { proto } = schemas as { proto: { HandshakeMessage: BaileysNoise['HandshakeMessage'] } }
  return {
    ...(handler as Pick<BaileysNoise, 'makeNoiseHandler'>),
    ...(crypto as Pick<BaileysNoise, 'Curve'>),
    HandshakeMessage: proto.HandshakeMessage,
  }
}

export function zapoTransport(): ZapoTransport {
  return requirePeer('zapo-js/transport') as ZapoTransport
}

export async function baileysBinary(): Promise<{ binary: BaileysBinary; constants: unknown }> {
  const [binary, constants] = await Promise.all([
    importFile('baileys', 'WABinary/index.js'),
    importFile('baileys', 'WABinary/constants.js'),
  ])
  return { binary: binary as BaileysBinary, constants }
}

export async function rustBridge(): Promise<RustBridge> {
  return (await import(
    pathToFileURL(requirePeer.resolve('whatsapp-rust-bridge')).href
  )) as RustBridge
}

/** A file beside the main file of a package, past its list of exports. */
export async function importFile(name: string, path: string): Promise<unknown> {
  return import(pathToFileURL(join(dirname(requirePeer.resolve(name)), path)).href)
}
