import type { Chance } from '../../people/chance.ts'
import { pick } from '../../people/chance.ts'
import { EMOJI, HOSTILE, TONGUES, type Tongue } from './tongues.ts'

/** Texts from this length on are cut by clients when they are shown. */
const VERY_LONG = 4000

/** The tongue of a chat or of one who writes in another now and then. */
export function tongueOf(chance: Chance): Tongue {
  return chance() < 0.55 ? (TONGUES[0] as Tongue) : pick(chance, TONGUES)
}

/** What one person writes in one message: mostly a few words, sometimes a letter. */
export function wording(chance: Chance, tongue: Tongue): string {
  const kind = chance()
  if (kind < 0.05) return pick(chance, EMOJI).repeat(1 + Math.floor(chance() * 3))
  if (kind < 0.052) return pick(chance, HOSTILE)
  if (kind < 0.0525) return longLetter(chance, tongue)
  if (kind < 0.06) return paragraphs(chance, tongue, 2 + Math.floor(chance() * 5))
  if (kind < 0.08) {
    return `${sentence(chance, tongue, 3)} https://example.org/${rareWord(chance, tongue)}/${number(chance)}`
  }
  if (kind < 0.1) return `*${sentence(chance, tongue, 2)}* _${word(chance, tongue)}_`
  // Few words mostly, many now and then: the lengths of what people write fall off quickly.
  const words = 1 + Math.floor(2 * (1 / (1 - 0.97 * chance()) - 1) + chance() * 7)
  const text = sentence(chance, tongue, words)
  return chance() < 0.12 ? `${text} ${pick(chance, EMOJI)}` : text
}

function sentence(chance: Chance, tongue: Tongue, words: number): string {
  let text = ''
  for (let at = 0; at < words; at++) {
    text += (at === 0 ? '' : tongue.between) + word(chance, tongue)
  }
  return text + (words > 2 && chance() < 0.6 ? pick(chance, tongue.ends) : '')
}

/** Frequent words are frequent, and there is no end of rare ones. */
function word(chance: Chance, tongue: Tongue): string {
  const which = chance()
  if (which < 0.06) return rareWord(chance, tongue)
  if (which < 0.08) return number(chance)
  const { words } = tongue
  const rank = chance()
  return words[Math.floor(rank * rank * words.length)] ?? ''
}

function rareWord(chance: Chance, { parts }: Tongue): string {
  const made = pick(chance, parts) + pick(chance, parts) + pick(chance, parts)
  return made.charAt(0).toUpperCase() + made.slice(1)
}

const number = (chance: Chance): string => String(Math.floor(10 ** (1 + chance() * 5)))

function paragraphs(chance: Chance, tongue: Tongue, count: number): string {
  const lines = Array.from({ length: count }, () =>
    sentence(chance, tongue, 4 + Math.floor(chance() * 14)),
  )
  return lines.join(chance() < 0.5 ? '\n' : '\n\n')
}

function longLetter(chance: Chance, tongue: Tongue): string {
  let text = ''
  const length = VERY_LONG + chance() * 3 * VERY_LONG
  while (text.length < length) text += `${paragraphs(chance, tongue, 4)}\n`
  return text.trimEnd()
}
