/** Country calling codes of one and two digits (ITU-T E.164 assignments); all others have three. */
const short = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/

/**
 * A phone number for reading: plus sign, country calling code, and the rest in groups. Grouping by
 * country comes with a numbering library; this one is even: 3-3-4 for ten digits, otherwise threes.
 *
 * @param digits the number without plus sign, as the account carries it
 */
export function formatPhoneNumber(digits: string): string {
  const code = short.exec(digits)?.[0] ?? digits.slice(0, 3)
  return [`+${code}`, ...groups(digits.slice(code.length))].join(' ')
}

/** Threes, with a last group of two to four digits, so that none stands alone. */
function groups(rest: string): readonly string[] {
  if (rest.length <= 4) return rest === '' ? [] : [rest]
  return [rest.slice(0, 3), ...groups(rest.slice(3))]
}
