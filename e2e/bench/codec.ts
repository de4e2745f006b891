import { decodeNode } from '../../web/wire/node/decode.ts'
import { encodeNode } from '../../web/wire/node/encode.ts'
import type { WireNode } from '../../web/wire/node/node.ts'
import { compare, type Contestant } from './measure.ts'
import { baileysBinary, type PeerNode, rustBridge, zapoTransport } from './peers.ts'
import { type Bench, raceRow } from './report.ts'
import { fanOut, oneToOne, smallIq } from './stanzas.ts'

/** Aim: at least twice the fastest peer written in JavaScript. */
const AIM = 2

const RUST = 'rust-bridge'

/** Writing and reading of three stanzas, each side's result read to the last byte and attribute. */
export const bench: Bench = async () => {
  const rows = []
  for (const [name, node] of [
    ['small iq', smallIq],
    ['1:1 message', oneToOne],
    ['20-device fan-out', fanOut],
  ] as const) {
    rows.push(raceRow(`encode ${name}`, await compare(await encoders(node)), AIM, [RUST]))
    rows.push(raceRow(`decode ${name}`, await compare(await decoders(node)), AIM, [RUST]))
  }
  return rows
}

async function encoders(node: PeerNode): Promise<Contestant[]> {
  const zapo = zapoTransport()
  const { binary } = await baileysBinary()
  const rust = await rustBridge()
  const sides: ReadonlyArray<[string, () => Uint8Array]> = [
    ['moonlet', () => encodeNode(node as WireNode)],
    ['zapo', () => zapo.encodeBinaryNodeStanza(node)],
    ['baileys', () => binary.encodeBinaryNode(node)],
    [RUST, () => rust.encodeNode(node)],
  ]
  for (const [name, encode] of sides) check(name, decodeNode(encode()), node)
  return sides.map(([name, encode]) => ({ name, run: () => readBytes(encode()) }))
}

/** All sides read the bytes that Baileys wrote: the service's way to spell addresses. */
async function decoders(node: PeerNode): Promise<Contestant[]> {
  const zapo = zapoTransport()
  const { binary, constants } = await baileysBinary()
  const rust = await rustBridge()
  const frame = new Uint8Array(binary.encodeBinaryNode(node))
  const body = Buffer.from(frame.subarray(1))
  const sides: ReadonlyArray<[string, () => PeerNode]> = [
    ['moonlet', () => decodeNode(frame) as PeerNode],
    ['zapo', () => zapo.decodeBinaryNode(body)],
    ['baileys', () => binary.decodeDecompressedBinaryNode(body, constants)],
    [
      RUST,
      () => {
        const handle = rust.decodeNode(frame)
        const whole = handle.toJSON()
        handle.free()
        return whole
      },
    ],
  ]
  for (const [name, decode] of sides) check(name, decode(), node)
  return sides.map(([name, decode]) => ({ name, run: () => readNode(decode()) }))
}

/** Where everything that is read goes; large enough for the largest stanza here. */
const sink = new Uint8Array(1 << 16)

/** Keeps the last character of every text, so that no reading can be left out as useless. */
export const seen = { codes: 0 }

function readBytes(bytes: Uint8Array): void {
  sink.set(bytes)
}

/** Taking a character makes the platform put a text together that was only noted as parts. */
function readText(text: string): void {
  seen.codes ^= text.charCodeAt(text.length - 1)
}

function readNode({ tag, attrs, content }: PeerNode): void {
  readText(tag)
  for (const key in attrs) {
    readText(key)
    readText(attrs[key] ?? '')
  }
  if (content === undefined) return
  if (typeof content === 'string') readText(content)
  else if (content instanceof Uint8Array) readBytes(content)
  else for (const child of content) readNode(child)
}

/** Whoever gives a different node is not in the race. */
function check(name: string, given: PeerNode | WireNode, wanted: PeerNode): void {
  if (spell(given as PeerNode) !== spell(wanted)) throw new Error(`${name} gives another node`)
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
