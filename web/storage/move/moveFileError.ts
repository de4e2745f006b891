/** What is wrong with a file that an account should move in with. */
export type MoveFileErrorCode =
  | 'not-a-file'
  | 'newer'
  /** Its end is missing: the other browser did not let go, or the file was not saved whole. */
  | 'not-released'
  | 'wrong-passphrase'
  | 'damaged'

/** A file of a move that cannot be used. The message holds nothing of what it contains. */
export class MoveFileError extends Error {
  readonly code: MoveFileErrorCode

  constructor(code: MoveFileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MoveFileError'
    this.code = code
  }
}
