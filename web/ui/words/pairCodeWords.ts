import { pairCode } from './en/pairCode.ts'

/** Words of linking by a code typed on the phone, in the language that this window speaks. */
export const pairCodeWords = pairCode
