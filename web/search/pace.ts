/** Long work is done in steps: between two of them others have their turn. */
export interface Pace {
  /** Whether it is time for a pause. */
  readonly due: () => boolean
  readonly pause: () => Promise<void>
}

/** Work that nobody waits for. */
export const NO_PAUSE: Pace = { due: () => false, pause: async () => {} }
