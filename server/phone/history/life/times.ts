import { DRAW, drawn, mixed } from '../draw.ts'

const DAY = 86_400
const YEAR = 365 * DAY
/** A chat is not older than this. */
const OLDEST = 11 * YEAR
/** People write a few messages at a time. */
const BURST = 8
/** Seconds from one message of a burst to the next, at least. */
const STEP = 35
const LEAST_GAP = 60
const MOST_GAP = 2 * DAY

export interface TimesWish {
  readonly seed: number
  readonly position: number
  readonly chats: number
  readonly count: number
  readonly untilSec: number
}

/**
 * When each message of a chat was sent, Unix seconds: never before the one at the place before it,
 * some in the same second. Chats of higher positions ended longer ago.
 */
export function lifeTimes({ seed, position, chats, count, untilSec }: TimesWish): {
  readonly endSec: number
  readonly timeOf: (at: number) => number
} {
  const age = position / chats
  const endSec = untilSec - 90 - Math.floor(position * 240 + age ** 3 * 8 * YEAR)
  const gap = LEAST_GAP + (MOST_GAP - LEAST_GAP) * drawn(seed, DRAW.time, position, 0) ** 4
  const bursts = Math.ceil(count / BURST)
  const span = Math.max(bursts * BURST * LEAST_GAP, Math.min(count * gap, OLDEST))
  const spacing = span / bursts
  const room = spacing - (BURST + 1) * STEP

  function timeOf(at: number): number {
    const burst = Math.floor(at / BURST)
    const inBurst = at % BURST
    if (inBurst % 2 === 1 && mixed(seed, DRAW.time, position, -1 - (at >> 1)) % 12 === 0) {
      return timeOf(at - 1)
    }
    const jitter = Math.floor(drawn(seed, DRAW.time, position, 1 + burst) * room)
    const step = inBurst * STEP + (mixed(seed, DRAW.time, position, 0x40000000 + at) % (STEP - 5))
    return endSec - Math.floor(span) + Math.floor(burst * spacing) + jitter + step
  }

  return { endSec, timeOf }
}
