import type { RandomBytes } from '../../platform/platform.ts'

/** No pause is longer than this, in seconds, before the jitter. */
const CAP_SEC = 900

/** The n-th Fibonacci number, from 1, 1, 2, 3, 5… (whatsapp-rust copies the web client in this). */
function fibonacci(n: number): number {
  let [current, next] = [1, 1]
  for (let step = 1; step < n && current < CAP_SEC; step++) [current, next] = [next, current + next]
  return current
}

/** A number from 0 (included) to 1 (excluded), from two random bytes. */
export function randomFraction(randomBytes: RandomBytes): number {
  const [high = 0, low = 0] = randomBytes(2)
  return (high * 256 + low) / 65_536
}

/**
 * How long to wait before the next dial after `failures` failures in a row (1 or more), in
 * milliseconds: Fibonacci seconds, at most 900, and up to a tenth more or less, so that clients which
 * lost the service together do not come back together.
 */
export function backoffMs(failures: number, randomBytes: RandomBytes): number {
  const seconds = Math.min(CAP_SEC, fibonacci(failures))
  return Math.round(seconds * 1000 * (0.9 + 0.2 * randomFraction(randomBytes)))
}
