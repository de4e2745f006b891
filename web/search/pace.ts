/** Long work is done in steps: between two of them others have their turn. */
export interface Pace {
  /** Whether it is time for a pause. */
  readonly due: () => boolean
  readonly pause: () => Promise<void>
}

/** Work that nobody waits for. */
export const NO_PAUSE: Pace = { due: () => false, pause: async () => {} }

/** Runs work that is done in steps to its end, with pauses in between. */
export async function inSteps<T>(steps: Generator<undefined, T>, pace: Pace): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (pace.due()) await pace.pause()
  }
}
