/**
 * Up to two letters of a name, the first of its first and last word, upper-cased. Empty without a
 * letter or digit. Works on whole graphemes, so that no letter loses its marks.
 */
export function initialsOf(name: string | undefined): string {
  const words = (name ?? '').split(/[\s·|/_-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1)
  return picked.map((word) => firstLetter(word ?? '')).join('')
}

function firstLetter(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (/[\p{L}\p{N}]/u.test(segment)) return segment.toLocaleUpperCase()
  }
  return ''
}
