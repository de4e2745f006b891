import type { RandomBytes } from '../../platform/platform.ts'

/** No pause is longer than this, in seconds. */
const LIMIT_SEC = 900
/** How far chance moves a pause either way, as a part of it. */
const JITTER = 0.1
/** No pause is longer than this before chance moves it: then the longest ones differ too. */
const CAP_SEC = LIMIT_SEC / (1 + JITTER)

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
 * milliseconds: Fibonacci seconds and up to a tenth more or less, at most 900 s in all, so that clients
 * which lost the service together do not come back together.
 */
export function backoffMs(failures: number, randomBytes: RandomBytes): number {
  const seconds = Math.min(CAP_SEC, fibonacci(failures))
  return Math.round(seconds * 1000 * (1 + JITTER * (2 * randomFraction(randomBytes) - 1)))
}
