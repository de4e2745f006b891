import { hmacKey, hmacUnder } from '../crypto/keyedHash.ts'
import { SignalError } from './signalError.ts'

/*
 * A chain gives each message a seed and goes one step on; there is no way back. Seeds of messages
 * that did not come yet are kept packed in one array, because a chain is stored after each message:
 * number (4 bytes, big endian) and seed (32), ascending by number.
 */

const NUMBER_LENGTH = 4
const SEED_LENGTH = 32
const ENTRY_LENGTH = NUMBER_LENGTH + SEED_LENGTH

/** How many seeds a chain keeps; the oldest are dropped (chapter 04 sections 5 and 6). */
export const SKIPPED_KEPT = 2000

export const NOTHING_SKIPPED: Uint8Array = new Uint8Array()

const SEED_INPUT = Uint8Array.of(1)
const CHAIN_INPUT = Uint8Array.of(2)

/** A chain of somebody's messages, as far as it was followed. */
export interface FollowedChain {
  /** 32 bytes. */
  readonly chainKey: Uint8Array
  /** Number of the next message. */
  readonly next: number
  readonly skipped: Uint8Array
}

/** The seed of the next message and the chain key behind it, 32 bytes each. */
export function stepChain(chainKey: Uint8Array): {
  readonly seed: Uint8Array
  readonly chainKey: Uint8Array
} {
  const key = hmacKey(chainKey)
  return { seed: hmacUnder(key, SEED_INPUT), chainKey: hmacUnder(key, CHAIN_INPUT) }
}

/**
 * The seed of one message, and the chain once that message is used up. Throws SignalError
 * 'duplicate' for a message that was, 'future' for one more than `gapLimit` ahead.
 */
export function seedOf(
  chain: FollowedChain,
  number: number,
  gapLimit: number,
): { readonly seed: Uint8Array; readonly chain: FollowedChain } {
  if (number < chain.next) return takeSkipped(chain, number)
  if (number - chain.next > gapLimit) throw new SignalError('future', 'too many messages missing')
  const skipped = skipTo(chain, number)
  const { seed, chainKey } = stepChain(skipped.chainKey)
  return { seed, chain: { chainKey, next: number + 1, skipped: skipped.skipped } }
}

/** Goes on to a later message and keeps the seeds on the way. */
function skipTo(
  chain: FollowedChain,
  number: number,
): { readonly chainKey: Uint8Array; readonly skipped: Uint8Array } {
  if (number === chain.next) return chain
  const kept = Math.min(number - chain.next, SKIPPED_KEPT)
  const room = (SKIPPED_KEPT - kept) * ENTRY_LENGTH
  const older = chain.skipped.subarray(Math.max(0, chain.skipped.length - room))
  const skipped = new Uint8Array(older.length + kept * ENTRY_LENGTH)
  skipped.set(older)
  let at = older.length
  let { chainKey } = chain
  for (let passed = chain.next; passed < number; passed++) {
    const key = hmacKey(chainKey)
    if (number - passed <= kept) {
      writeEntry(skipped, at, passed, hmacUnder(key, SEED_INPUT))
      at += ENTRY_LENGTH
    }
    chainKey = hmacUnder(key, CHAIN_INPUT)
  }
  return { chainKey, skipped }
}

function takeSkipped(
  chain: FollowedChain,
  number: number,
): { readonly seed: Uint8Array; readonly chain: FollowedChain } {
  const { skipped } = chain
  const at = placeOf(skipped, number)
  if (at === undefined) throw new SignalError('duplicate')
  const rest = new Uint8Array(skipped.length - ENTRY_LENGTH)
  rest.set(skipped.subarray(0, at))
  rest.set(skipped.subarray(at + ENTRY_LENGTH), at)
  const seed = skipped.slice(at + NUMBER_LENGTH, at + ENTRY_LENGTH)
  return { seed, chain: { ...chain, skipped: rest } }
}

/** Where the entry of a message begins. */
function placeOf(skipped: Uint8Array, number: number): number | undefined {
  const view = new DataView(skipped.buffer, skipped.byteOffset, skipped.length)
  let low = 0
  let high = skipped.length / ENTRY_LENGTH
  while (low < high) {
    const middle = (low + high) >> 1
    const found = view.getUint32(middle * ENTRY_LENGTH)
    if (found === number) return middle * ENTRY_LENGTH
    if (found < number) low = middle + 1
    else high = middle
  }
  return undefined
}

function writeEntry(out: Uint8Array, at: number, number: number, seed: Uint8Array): void {
  out[at] = number >>> 24
  out[at + 1] = number >>> 16
  out[at + 2] = number >>> 8
  out[at + 3] = number
  out.set(seed, at + NUMBER_LENGTH)
}
