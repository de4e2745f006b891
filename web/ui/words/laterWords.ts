import { later } from './en/later.ts'
import { problems } from './en/problems.ts'

/** Words of what may follow the first code, in the language that this window speaks. */
export const laterWords = { ...later, ...problems }
