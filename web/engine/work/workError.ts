/** A mistake in the program: a unit of work was used after its task had ended. */
export class WorkError extends Error {
  override readonly name = 'WorkError'
  readonly code = 'unit-over'

  constructor() {
    super('a unit of work was used after its task had ended')
  }
}
