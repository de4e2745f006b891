import type { HistoryWish } from '../history/wish.ts'

/** Who lives in a sandbox. */
export interface CastWish {
  /** Whether the cast is there, answers and greets. */
  readonly cast?: boolean
  /** The same seed makes the same history, and the same words of the cast. */
  readonly seed?: number
  /** What phones send to a new companion; `none` leaves them silent. */
  readonly history?: HistoryWish | 'none'
}

/** `none`: nobody but the owners of phones, and no history. `cast`: what a visitor meets. */
export type PeopleChoice = 'none' | 'cast' | CastWish

export function readChoice(choice: PeopleChoice): Required<CastWish> {
  if (choice === 'none') return { cast: false, seed: 1, history: 'none' }
  if (choice === 'cast') return { cast: true, seed: 1, history: {} }
  return { cast: false, seed: 1, history: 'none', ...choice }
}
