import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where the clients of other people are installed, apart from the product's own packages. */
export const PEERS_FOLDER = fileURLToPath(new URL('../peers/', import.meta.url))

const requirePeer = createRequire(join(PEERS_FOLDER, 'package.json'))

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
