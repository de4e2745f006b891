import { decodeNode } from '../../web/wire/node/decode.ts'
import { encodeNode } from '../../web/wire/node/encode.ts'
import type { WireNode } from '../../web/wire/node/node.ts'
import { compare, type Contestant } from './measure.ts'
import { baileysBinary, type PeerNode, rustBridge, zapoTransport } from './peers.ts'
import type * as readFully from './readFully.ts'
import { type Bench, raceRow } from './report.ts'
import { kinds } from './stanzas.ts'

/** Aim: at least twice the fastest peer written in JavaScript. */
const AIM = 2

const RUST = 'rust-bridge'

/** Writing and reading of three stanzas, each side's result read to the last byte and attribute. */
export const bench: Bench = async () => {
  const rows = []
  for (const { name, stanzas } of kinds) {
    rows.push(raceRow(`encode ${name}`, await compare(await encoders(stanzas)), AIM, [RUST]))
    rows.push(raceRow(`decode ${name}`, await compare(await decoders(stanzas)), AIM, [RUST]))
  }
  return rows
}

async function encoders(stanzas: readonly PeerNode[]): Promise<Contestant[]> {
  const zapo = zapoTransport()
  const { binary } = await baileysBinary()
  const rust = await rustBridge()
  const sides: ReadonlyArray<[string, (node: PeerNode) => Uint8Array]> = [
    ['moonlet', (node) => encodeNode(node as WireNode)],
    ['zapo', (node) => zapo.encodeBinaryNodeStanza(node)],
    ['baileys', (node) => binary.encodeBinaryNode(node)],
    [RUST, (node) => rust.encodeNode(node)],
  ]
  for (const [name, encode] of sides) {
    for (const node of stanzas) check(name, decodeNode(encode(node)), node)
  }
  return Promise.all(
    sides.map(async ([name, encode]) => {
      const { makeBytes } = await ownReader(name)
      return { name, run: makeBytes(encode, stanzas) }
    }),
  )
}

/** A stanza as it came in: whole, and without the flag byte, which two peers want removed. */
interface Received {
  readonly frame: Uint8Array
  readonly body: Uint8Array
}

/** All sides read the bytes that Baileys wrote: the service's way to spell addresses. */
async function decoders(stanzas: readonly PeerNode[]): Promise<Contestant[]> {
  const zapo = zapoTransport()
  const { binary, constants } = await baileysBinary()
  const rust = await rustBridge()
  const received = stanzas.map((node): Received => {
    const frame = new Uint8Array(binary.encodeBinaryNode(node))
    return { frame, body: Buffer.from(frame.subarray(1)) }
  })
  const sides: ReadonlyArray<[string, (stanza: Received) => PeerNode]> = [
    ['moonlet', ({ frame }) => decodeNode(frame) as PeerNode],
    ['zapo', ({ body }) => zapo.decodeBinaryNode(body)],
    ['baileys', ({ body }) => binary.decodeDecompressedBinaryNode(body, constants)],
    [RUST, ({ frame }) => readHandle(rust.decodeNode(frame))],
  ]
  for (const [name, decode] of sides) {
    received.forEach((stanza, index) => check(name, decode(stanza), stanzas[index]))
  }
  return Promise.all(
    sides.map(async ([name, decode]) => {
      const { makeNodes } = await ownReader(name)
      return { name, run: makeNodes(decode, received) }
    }),
  )
}

/** Copies a node out of the WASM memory and gives its place back. */
function readHandle(handle: { toJSON(): PeerNode; free(): void }): PeerNode {
  const node = handle.toJSON()
  handle.free()
  return node
}

/**
 * A copy of the reading code for each side. The platform tunes code to the objects it has seen; with
 * one copy for all, everybody's results would be read the slow way.
 */
function ownReader(side: string): Promise<typeof readFully> {
  return import(`./readFully.ts?side=${side}`)
}

/** Whoever gives a different node is not in the race. */
function check(name: string, given: PeerNode | WireNode, wanted: PeerNode | undefined): void {
  if (wanted === undefined || spell(given as PeerNode) !== spell(wanted))
    throw new Error(`${name} gives another node`)
}

function spell({ tag, attrs, content }: PeerNode): string {
  const sorted = Object.entries(attrs)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
  const inner =
    content === undefined || typeof content === 'string'
      ? content
      : content instanceof Uint8Array
        ? Buffer.from(content).toString('hex')
        : content.map(spell)
  return JSON.stringify([tag, sorted, inner])
}
