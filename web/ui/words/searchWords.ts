import { search } from './en/search.ts'

/** Words of the search, in the language that this window speaks. */
export const searchWords = search
