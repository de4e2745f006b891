import type { PeerNode } from './peers.ts'

/** Where everything that is read goes; large enough for the largest stanza here. */
const sink = new Uint8Array(1 << 16)

/** Keeps a trace of every text, so that no reading can be left out as useless. */
export const seen = { codes: 0 }

/** An operation that makes bytes of the next input and reads every one of them. */
export function makeBytes<T>(make: (input: T) => Uint8Array, inputs: readonly T[]): () => void {
  const next = endless(inputs)
  return () => sink.set(make(next()))
}

/** An operation that makes a node of the next input and reads every text and byte in it. */
export function makeNodes<T>(make: (input: T) => PeerNode, inputs: readonly T[]): () => void {
  const next = endless(inputs)
  return () => readNode(make(next()))
}

function endless<T>(values: readonly T[]): () => T {
  let index = 0
  return () => {
    const value = values[index++ % values.length]
    if (value === undefined) throw new Error('nothing to take')
    return value
  }
}

function readNode({ tag, attrs, content }: PeerNode): void {
  readText(tag)
  for (const key in attrs) {
    readText(key)
    readText(attrs[key] ?? '')
  }
  if (content === undefined) return
  if (typeof content === 'string') readText(content)
  else if (content instanceof Uint8Array) sink.set(content)
  else for (const child of content) readNode(child)
}

/** Taking a character makes the platform put a text together that was only noted as parts. */
function readText(text: string): void {
  seen.codes ^= text.charCodeAt(text.length - 1)
}
