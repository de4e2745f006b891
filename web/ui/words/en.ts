import { home } from './en/home.ts'
import { later } from './en/later.ts'
import { problems } from './en/problems.ts'
import { start } from './en/start.ts'
import { unsupported } from './en/unsupported.ts'

/**
 * The catalogue: every word of the product, in English. Functions take what varies; nothing is glued
 * together in components. It lies in parts, so that the first screen loads only its own words.
 */
export const en = { ...start, ...later, ...problems, ...home, ...unsupported }
