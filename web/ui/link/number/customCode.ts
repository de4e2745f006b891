/** How many characters a code has. */
export const codeLength = 8

/** A character of the code alphabet: no 0, I, O and U, which are easily misread. */
const ofAlphabet = /^[1-9A-HJ-NP-TV-Z]$/

/** A code of one's own choosing, as far as it is typed. */
export interface CustomCode {
  /** What was typed, upper-cased and without spaces and dashes. */
  readonly code: string
  /** The first character that no code has. */
  readonly strange?: string
  readonly count: number
  /** Exactly eight characters of the alphabet. */
  readonly complete: boolean
}

/** Reads a code while it is typed. Lower case, spaces and dashes are taken as they are meant. */
export function readCustomCode(text: string): CustomCode {
  const code = text.replaceAll(/[\s\-\u2010-\u2015]/gu, '').toUpperCase()
  const characters = Array.from(code)
  const strange = characters.find((character) => !ofAlphabet.test(character))
  return {
    code,
    ...(strange === undefined ? {} : { strange }),
    count: characters.length,
    complete: strange === undefined && characters.length === codeLength,
  }
}

/** The two groups of four that a code is shown in. */
export function groupsOf(code: string): readonly [string, string] {
  return [code.slice(0, codeLength / 2), code.slice(codeLength / 2)]
}

/** A code for the ear: one character after the other, with a longer pause between the groups. */
export function spelled(code: string): string {
  return groupsOf(code)
    .map((group) => Array.from(group).join(', '))
    .join('; ')
}
