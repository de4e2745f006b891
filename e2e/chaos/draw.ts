import { seededRandom } from '../../web/platform/fakes.ts'

/** Draws whole numbers from 0 up to, and without, a limit. */
export type Draw = (below: number) => number

/** Always the same numbers for a seed. */
export function drawer(seed: number): Draw {
  const random = seededRandom(seed * 7 + 1)
  return (below) => {
    const [high = 0, low = 0] = random(2)
    return Math.floor(((high * 256 + low) / 65_536) * below)
  }
}
