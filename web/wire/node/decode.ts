import * as layout from './layout.ts'
import type { WireNode } from './node.ts'
import { NodeError } from './nodeError.ts'
import { readText } from './readJid.ts'
import { StanzaReader } from './reader.ts'
import { setAttribute } from './setAttribute.ts'

/**
 * Reads one stanza: flag byte, node, nothing behind it. Every spelling of a text is accepted and
 * addresses come out as canonical text. Content bytes are a view into `frame`, which therefore must
 * not be written to afterwards. Throws NodeError; 'compressed' when the flag asks for inflation.
 */
export function decodeNode(frame: Uint8Array): WireNode {
  const flag = frame[0]
  if (flag === undefined) throw new NodeError('empty-frame')
  if ((flag & layout.COMPRESSED_FLAG) !== 0) {
    throw new NodeError(frame.length === 1 ? 'stream-end' : 'compressed')
  }
  if (frame.length === 1) throw new NodeError('empty-frame')
  return decodeBody(frame, 1)
}

/** Reads the node that fills `bytes` from a position on. Throws NodeError. */
export function decodeBody(bytes: Uint8Array, from: number): WireNode {
  if (bytes.length - from > layout.MAX_READ_BYTES) throw new NodeError('too-large')
  const reader = new StanzaReader(bytes, from)
  const root = readNode(reader)
  if (reader.at !== bytes.length) reader.fail('leftover-bytes')
  return root
}

const NO_ATTRS: Readonly<Record<string, string>> = Object.freeze({})

const textEncoder = new TextEncoder()

/** List header of two bytes and a tag: a list that promises more nodes than fit is cut off. */
const SMALLEST_NODE = 3

function readNode(reader: StanzaReader): WireNode {
  const entries = readListSize(reader, reader.byte())
  if (entries === 0) reader.fail('empty-node')
  const tag = reader.plain(reader.byte())
  if (tag === '') reader.fail('empty-tag')
  const attrs = entries > 2 ? readAttributes(reader, (entries - 1) >> 1) : NO_ATTRS
  if ((entries & 1) === 1) return { tag, attrs }
  const content = readContent(reader)
  return content === undefined ? { tag, attrs } : { tag, attrs, content }
}

function readListSize(reader: StanzaReader, header: number): number {
  if (header === layout.LIST_8) return reader.byte()
  if (header === layout.LIST_16) return reader.uint16()
  if (header === layout.LIST_EMPTY) return 0
  reader.at--
  return reader.fail('not-a-list')
}

function readAttributes(reader: StanzaReader, count: number): Record<string, string> {
  const attrs: Record<string, string> = {}
  for (let left = count; left > 0; left--) {
    const key = reader.plain(reader.byte())
    if (key === '') reader.fail('empty-key')
    const value = readText(reader, reader.byte())
    setAttribute(attrs, key, value)
  }
  return attrs
}

function readContent(reader: StanzaReader): Uint8Array | WireNode[] | undefined {
  const header = reader.byte()
  switch (header) {
    case layout.LIST_EMPTY:
      return undefined
    case layout.LIST_8:
    case layout.LIST_16:
      return readChildren(reader, readListSize(reader, header))
    case layout.BINARY_8:
    case layout.BINARY_20:
    case layout.BINARY_32: {
      const length = reader.binaryLength(header)
      const start = reader.skip(length)
      return reader.bytes.subarray(start, start + length)
    }
    default:
      return textEncoder.encode(readText(reader, header))
  }
}

function readChildren(reader: StanzaReader, count: number): WireNode[] | undefined {
  if (count === 0) return undefined
  if (reader.depth + 1 >= layout.MAX_DEPTH) reader.fail('too-deep')
  if (count * SMALLEST_NODE > reader.bytes.length - reader.at) reader.fail('truncated')
  reader.depth++
  const nodes = Array<WireNode>(count)
  for (let index = 0; index < count; index++) nodes[index] = readNode(reader)
  reader.depth--
  return nodes
}
