import type { Clock } from '../platform/platform.ts'

/**
 * What the work gives, or undefined when it takes longer than `limitMs`. It is not stopped then: its
 * result is dropped, and so is its failure. Rejects when the work fails in time.
 */
export async function atMost<T>(
  clock: Pick<Clock, 'after'>,
  limitMs: number,
  work: Promise<T>,
): Promise<T | undefined> {
  let cancel = () => {}
  const limit = new Promise<undefined>((resolve) => {
    cancel = clock.after(limitMs, () => resolve(undefined))
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    cancel()
  }
}
