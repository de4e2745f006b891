import type { IqRule } from '../iq/rule.ts'
import { setPictureRule } from './pictures.ts'
import { privacyRules } from './privacyRules.ts'
import { profileRules } from './profile.ts'

/** Requests about people and what they show of themselves (06 sections 3, 4 and 6). */
export const peopleRules: readonly IqRule[] = [setPictureRule, ...profileRules, ...privacyRules]
