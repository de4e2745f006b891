import type { FaultAction } from './fault.ts'
import type { Fields } from './requestFields.ts'

/** Reads the requests for faults of one kind. */
export interface Parser {
  /** Fields beside the common ones. */
  readonly fields: readonly string[]
  /** It has neither times nor target. */
  readonly alone?: true
  /** @throws FaultError */
  parse(fields: Fields): FaultAction
}
