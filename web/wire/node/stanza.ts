import { decodeBody, decodeNode } from './decode.ts'
import { inflate } from './inflate.ts'
import { COMPRESSED_FLAG, MAX_READ_BYTES } from './layout.ts'
import type { WireNode } from './node.ts'

/**
 * Reads the plaintext of one transport frame: flag byte and node, inflated first when the flag says
 * so (only the service compresses). Content bytes are views into `frame` or into the inflated copy.
 * Rejects with NodeError; 'stream-end' is the compressed flag alone. A rejected stanza leaves the
 * stream intact: the next frame can be read.
 */
export async function decodeStanza(frame: Uint8Array): Promise<WireNode> {
  const flag = frame[0] ?? 0
  if ((flag & COMPRESSED_FLAG) === 0 || frame.length === 1) return decodeNode(frame)
  return decodeBody(await inflate(frame.subarray(1), MAX_READ_BYTES), 0)
}
