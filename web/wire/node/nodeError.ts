/** The rule that was broken. Codes up to the blank line come from reading, the rest from writing. */
export type NodeErrorCode =
  /** No flag byte, or a flag byte with nothing behind it. */
  | 'empty-frame'
  /** The compressed flag alone: the service says that the stream is over. */
  | 'stream-end'
  /** The flag says compressed and the caller asked for a plain node (see decodeStanza). */
  | 'compressed'
  /** Behind the compressed flag is no zlib stream, or one that breaks off or is followed by more. */
  | 'bad-compression'
  /** The stanza, plain or inflated, is larger than MAX_READ_BYTES or MAX_STANZA_BYTES. */
  | 'too-large'
  /** Nodes are nested deeper than MAX_DEPTH. */
  | 'too-deep'
  /** The data ends before a length, a list or a value is complete. */
  | 'truncated'
  /** Bytes remain after the node. */
  | 'leftover-bytes'
  /** A byte that is no list header stands where a node or a list of nodes begins. */
  | 'not-a-list'
  /** A node's list has no entries, so there is no tag. */
  | 'empty-node'
  | 'empty-tag'
  | 'empty-key'
  /** A list header stands where a text is required. */
  | 'not-text'
  /** An address form stands where only plain text may be: tag, key, part of an address. */
  | 'unexpected-jid'
  /** One of the values 240 to 244. */
  | 'unassigned-byte'
  /** A packed text holds a half byte that means nothing. */
  | 'bad-packing'
  | 'bad-utf8'
  /** AD_JID with a domain type nobody uses. */
  | 'bad-domain'
  /** An address without server, with an impossible user, or on a server its form is not for. */
  | 'bad-jid'

  /** A value, key or tag is no string, or holds half a surrogate pair. */
  | 'bad-text'
  /** Content is neither absent, bytes nor a list of nodes. */
  | 'bad-content'
  /** More than 65535 list entries. */
  | 'list-too-long'

/** A node that cannot be read or written. Never holds stanza content. */
export class NodeError extends Error {
  readonly code: NodeErrorCode
  /** Reading: position in the frame (inflated if compressed) where reading stopped. Writing: 0. */
  readonly offset: number
  /** How many nodes enclose the place of the error; 0 is the outermost node. */
  readonly depth: number

  constructor(code: NodeErrorCode, offset = 0, depth = 0) {
    super(`binary node: ${code} at byte ${offset}, depth ${depth}`)
    this.name = 'NodeError'
    this.code = code
    this.offset = offset
    this.depth = depth
  }
}
