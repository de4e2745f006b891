import { en, type Words } from './en.ts'

/** The words of the language that this window speaks. Another language is another value of this. */
export const words: Words = en
