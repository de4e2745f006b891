import { move } from './en/move.ts'

/** Words about an account that moves, in the language that this window speaks. */
export const moveWords = move
