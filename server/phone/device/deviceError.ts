/** Why a simulated device could not do what was asked of it. */
export type DeviceErrorCode =
  /** The device is offline. */
  | 'offline'
  /** The service did not answer in time, or the connection ended first. */
  | 'no-answer'
  /** The service answered with an error; the message names it. */
  | 'refused'
  /** Nobody could be encrypted for. */
  | 'no-recipient'
  /** Key material from the service does not hold what it promises. */
  | 'bad-bundle'
  /** What the control names does not exist. */
  | 'unknown'

/** A simulated device's own failure. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
  readonly code: DeviceErrorCode

  constructor(code: DeviceErrorCode, detail: string = code) {
    super(detail)
    this.code = code
  }
}
