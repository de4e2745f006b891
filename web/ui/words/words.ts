import { start } from './en/start.ts'

/** Words of the first screen in the language that this window speaks. */
export const words = start
