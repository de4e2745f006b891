import { getHeapSnapshot } from 'node:v8'

/** What a program keeps; the rest of a heap is code, compiled as functions grow warm. */
const KEPT_TYPES = [
  'object',
  'array',
  'string',
  'concatenated string',
  'sliced string',
  'closure',
  'number',
  'bigint',
  'symbol',
  'regexp',
  'native',
]

interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: ReadonlyArray<readonly string[] | string>
    }
  }
  readonly nodes: readonly number[]
}

/**
 * Bytes that are still reachable: objects, texts, and the buffers that lie outside the heap. Taking a
 * snapshot collects everything else first.
 */
export async function bytesInUse(): Promise<number> {
  const chunks: Buffer[] = []
  for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk as Uint8Array))
  const { snapshot, nodes } = JSON.parse(Buffer.concat(chunks).toString()) as HeapSnapshot
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [typeAt, sizeAt] = [fields.indexOf('type'), fields.indexOf('self_size')]
  const kept = new Set(KEPT_TYPES.map((name) => types[0]?.indexOf(name)))
  let bytes = 0
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (kept.has(nodes[at + typeAt])) bytes += nodes[at + sizeAt] ?? 0
  }
  return bytes
}
