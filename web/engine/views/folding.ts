/** A text without case and diacritics, to find it however it is typed. */
export function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()
}

/** Digits of a text, to find numbers however they are grouped. Empty unless it looks like a number. */
export function numberPart(text: string): string {
  return /^[\d\s+()./-]+$/.test(text) ? text.replaceAll(/\D/g, '') : ''
}

/** Whether a name or number has this part; `filter` as typed. */
export function createMatch(filter: string): (name: string, number: string | undefined) => boolean {
  const part = folded(filter)
  const digits = numberPart(filter)
  return (name, number) =>
    name.includes(part) || (digits !== '' && number?.includes(digits) === true)
}
