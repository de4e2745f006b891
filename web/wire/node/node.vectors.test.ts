import { describe, expect, test } from 'vitest'
import { fromHex, toHex, utf8Encode } from '../../crypto/bytes.ts'
import { sha256 } from '../../crypto/hash.ts'
import { encodeNode } from './encode.ts'
import type { WireNode } from './node.ts'
import { NodeError, type NodeErrorCode } from './nodeError.ts'
import { decodeStanza } from './stanza.ts'
import binaryNodes from './vectors/binary-nodes.json' with { type: 'json' }

/** A node as the vector file spells it. */
interface VectorNode {
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly content: VectorContent | null
}
type VectorContent = { hex: string } | { children: VectorNode[] } | GeneratedBytes

interface GeneratedBytes {
  readonly length: number
  readonly sha256: string
  readonly rule: string
}

interface VectorFile {
  readonly nodes: ReadonlyArray<{
    readonly name: string
    readonly node: VectorNode
    readonly encoded?: string
    readonly encodedLength?: number
    readonly encodedSha256?: string
    readonly otherAcceptedEncodings?: Readonly<Record<string, string>>
  }>
  readonly decodeOnly: ReadonlyArray<{
    readonly name: string
    readonly encoded: string
    readonly expected: VectorNode
  }>
  readonly malformed: ReadonlyArray<{ readonly name: string; readonly encoded: string }>
}

const vectors = binaryNodes as unknown as VectorFile

/** The node of a vector; an empty list of children stays one, to see how it is written. */
function fromVector({ tag, attrs, content }: VectorNode): WireNode {
  if (content === null) return { tag, attrs }
  if ('hex' in content) return { tag, attrs, content: fromHex(content.hex) }
  if ('rule' in content) return { tag, attrs, content: generate(content) }
  return { tag, attrs, content: content.children.map(fromVector) }
}

/** A node to compare: bytes as hex, an empty list as no content, the way readers give it. */
function spell({ tag, attrs, content }: WireNode): unknown {
  if (content instanceof Uint8Array) return { tag, attrs, content: toHex(content) }
  if (content === undefined || content.length === 0) return { tag, attrs }
  return { tag, attrs, content: content.map(spell) }
}

/** Large content is given as a rule: hashes of a label and a counter, one behind the other. */
function generate({ length, rule, sha256: expected }: GeneratedBytes): Uint8Array {
  const label = /SHA256\("([^"]+)"\+i\)/.exec(rule)?.[1] ?? ''
  const bytes = new Uint8Array(Math.ceil(length / 32) * 32)
  for (let at = 0; at < bytes.length; at += 32) {
    bytes.set(sha256(utf8Encode(`${label}${at / 32}`)), at)
  }
  const cut = bytes.slice(0, length)
  expect(toHex(sha256(cut))).toBe(expected)
  return cut
}

/** The rule each rejected input breaks, by the name it has in the vector file. */
const brokenRules: Readonly<Record<string, NodeErrorCode>> = {
  'empty payload': 'empty-frame',
  'flag only': 'empty-frame',
  'node list size 0 (LIST_EMPTY)': 'empty-node',
  'node list size 0 (LIST_8 0)': 'empty-node',
  'tag missing': 'truncated',
  'empty tag (BINARY_8 0)': 'empty-tag',
  'tag is LIST_EMPTY': 'empty-tag',
  'attribute value missing': 'truncated',
  'unassigned byte 240 as string': 'unassigned-byte',
  'unassigned byte 244 as string': 'unassigned-byte',
  'list tag where a string is required': 'not-text',
  'BINARY_8 longer than data': 'truncated',
  'BINARY_20 longer than data': 'truncated',
  'BINARY_32 longer than data': 'truncated',
  'children list truncated': 'truncated',
  'dictionary index missing': 'truncated',
  'packed data truncated': 'truncated',
  'nibble value 12': 'bad-packing',
  'AD_JID truncated': 'truncated',
  'AD_JID domain 2': 'bad-domain',
  'JID_PAIR without server': 'bad-jid',
  'FB_JID with wrong server': 'bad-jid',
  'trailing byte after the node': 'leftover-bytes',
  'flag 2 with data that is not zlib': 'bad-compression',
  'node is not a list': 'not-a-list',
}

describe('nodes other clients wrote', () => {
  test('are all here', () => expect(vectors.nodes).toHaveLength(85))

  test.each(vectors.nodes)('$name', async (vector) => {
    const node = fromVector(vector.node)
    const written = encodeNode(node)
    const { encoded } = vector
    if (encoded === undefined) {
      expect(written).toHaveLength(vector.encodedLength ?? 0)
      expect(toHex(sha256(written))).toBe(vector.encodedSha256)
    } else {
      expect(toHex(written)).toBe(encoded)
    }
    const others = Object.values(vector.otherAcceptedEncodings ?? {})
    for (const bytes of [written, ...others.map(fromHex)]) {
      expect(spell(await decodeStanza(bytes))).toEqual(spell(node))
    }
  })
})

describe('spellings no one has to write', () => {
  test('are all here', () => expect(vectors.decodeOnly).toHaveLength(22))

  test.each(vectors.decodeOnly)('$name', async ({ encoded, expected }) => {
    expect(spell(await decodeStanza(fromHex(encoded)))).toEqual(spell(fromVector(expected)))
  })
})

describe('malformed stanzas', () => {
  test('are all here', () => {
    expect(vectors.malformed.map(({ name }) => name)).toEqual(Object.keys(brokenRules))
  })

  test.each(vectors.malformed)('$name', async ({ name, encoded }) => {
    const failure = await decodeStanza(fromHex(encoded)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(NodeError)
    expect(failure).toMatchObject({ code: brokenRules[name] })
  })
})
