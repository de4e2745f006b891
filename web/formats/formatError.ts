/** Which rule the bytes broke. */
export type FormatErrorCode =
  /** The bytes behind a message are not n bytes of the value n. */
  | 'bad-padding'
  /** Wrappers in wrappers, or a piece inside pieces, deeper than anybody sends. */
  | 'too-deep'
  /** Not the structure that it should be. */
  | 'malformed'
  /** A length that the structure cannot have. */
  | 'bad-length'
  /** An authentication code does not match: changed bytes, or another key. */
  | 'bad-mac'
  /** A hash does not match what was announced. */
  | 'bad-hash'
  /** Not a compressed stream, or a stream that ends too early. */
  | 'bad-compression'
  /** More than the limit, which is there for the sake of the reader's memory. */
  | 'too-large'

/** Bytes that are not to be believed or cannot be read. Names the rule, never the content. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
  readonly code: FormatErrorCode

  constructor(code: FormatErrorCode, what: string) {
    super(`${what}: ${code}`)
    this.code = code
  }
}
