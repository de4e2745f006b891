import { DRAW, drawn } from '../draw.ts'

/** The spread of how much is written in chats; 0 would make all of them alike. */
const SPREAD = 1.7
/** Everybody has at least the line that a chat begins with, and one message. */
const LEAST = 2

export interface SizesWish {
  readonly seed: number
  readonly chats: number
  /** Messages of all chats together. */
  readonly total: number
  readonly longest: number
}

/**
 * How many messages each chat has, by position: few have most of them. They are `total` together,
 * unless `longest` leaves no room for that many, or each chat's two are more.
 */
export function lifeSizes({ seed, chats, total, longest }: SizesWish): Uint32Array {
  const sizes = new Uint32Array(chats).fill(LEAST)
  const most = Math.max(LEAST, Math.min(longest, total - LEAST * (chats - 1)))
  const longestAt = Math.min(2, chats - 1)
  sizes[longestAt] = most
  let left = total - most - LEAST * (chats - 1)
  const weights = Float64Array.from({ length: chats }, (_, at) =>
    at === longestAt ? 0 : Math.exp(SPREAD * bell(seed, at)),
  )
  // What one chat has no room for goes to the others in the next round.
  while (left > 0) {
    const open = weights.reduce((sum, weight, at) => sum + (room(at) > 0 ? weight : 0), 0)
    if (open === 0) break
    const share = left / open
    let given = 0
    for (let at = 0; at < chats; at++) {
      const part = Math.min(room(at), Math.floor((weights[at] ?? 0) * share), left - given)
      sizes[at] = (sizes[at] ?? 0) + part
      given += part
    }
    left -= given
    if (given === 0) left -= spread(left)
  }
  return sizes

  function room(at: number): number {
    return weights[at] === 0 ? 0 : Math.max(0, longest - (sizes[at] ?? 0))
  }

  /** What is too little to be shared: one to each. Gives how many were taken. */
  function spread(few: number): number {
    let given = 0
    for (let at = 0; at < chats && given < few; at++) {
      if (room(at) === 0) continue
      sizes[at] = (sizes[at] ?? 0) + 1
      given++
    }
    return given === 0 ? few : given
  }
}

/** A number of the normal distribution (Box and Muller). */
function bell(seed: number, at: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - drawn(seed, DRAW.size, at, 0)))
  return radius * Math.cos(2 * Math.PI * drawn(seed, DRAW.size, at, 1))
}
