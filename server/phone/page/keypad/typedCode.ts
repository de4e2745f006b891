/** What codes are made of: no 0, I, O and U, which look like others or spell words. */
export const CODE_CHARACTERS = '123456789ABCDEFGHJKLMNPQRSTVWXYZ'
export const CODE_LENGTH = 8

/** Typed, pasted or tapped text as far as it can be part of a code. */
export interface TypedCode {
  /** At most eight characters of the alphabet. */
  readonly code: string
  /** Something was left out that is neither part of a code nor a gap in one. */
  readonly hadForeign: boolean
}

/** Takes what can be part of a code out of a text; small letters count as large ones. */
export function readTyped(text: string): TypedCode {
  const solid = text.replaceAll(/[\s\-\u2010-\u2015]/g, '').toUpperCase()
  const kept = Array.from(solid).filter((character) => CODE_CHARACTERS.includes(character))
  return {
    code: kept.slice(0, CODE_LENGTH).join(''),
    hadForeign: kept.length < Array.from(solid).length,
  }
}
