/** Why a request for a fault was refused. */
export type FaultErrorCode =
  | 'bad-request'
  | 'unknown-kind'
  | 'missing-field'
  | 'bad-field'
  | 'no-connection'

/** A fault that cannot be asked for like this. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  readonly code: FaultErrorCode

  constructor(code: FaultErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
