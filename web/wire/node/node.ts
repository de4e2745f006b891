import { utf8Decode, utf8Encode } from '../../crypto/bytes.ts'

/**
 * One element of a stanza. Text content and the bytes of that text are the same thing: it is kept
 * as bytes. An empty list of children is the same as no content. Attribute order means nothing.
 */
export interface WireNode {
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly content?: Uint8Array | readonly WireNode[]
}

const NO_ATTRS: Readonly<Record<string, string>> = Object.freeze({})
const NO_CHILDREN: readonly WireNode[] = Object.freeze([])
const NO_BYTES = new Uint8Array(0)

/** Makes a node; text content becomes its UTF-8 bytes. */
export function node(
  tag: string,
  attrs: Readonly<Record<string, string>> = NO_ATTRS,
  content?: Uint8Array | readonly WireNode[] | string,
): WireNode {
  if (content === undefined) return { tag, attrs }
  return { tag, attrs, content: typeof content === 'string' ? utf8Encode(content) : content }
}

/** The child nodes; none when the content is absent or bytes. */
export function children(parent: WireNode): readonly WireNode[] {
  const { content } = parent
  return content === undefined || content instanceof Uint8Array ? NO_CHILDREN : content
}

/** The first child with this tag. */
export function child(parent: WireNode, tag: string): WireNode | undefined {
  return children(parent).find((candidate) => candidate.tag === tag)
}

/** The content bytes; empty when the content is absent or a list. */
export function bytesOf(owner: WireNode): Uint8Array {
  return owner.content instanceof Uint8Array ? owner.content : NO_BYTES
}

/** The content bytes read as UTF-8. Throws CryptoError 'bad-encoding' when they are no text. */
export function textOf(owner: WireNode): string {
  return utf8Decode(bytesOf(owner))
}
