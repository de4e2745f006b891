const mostLetters = 900
const mostLines = 18

/**
 * The beginning of a very long text, cut between words; the text itself when it is not so long that
 * the rest would be worth a press.
 */
export function excerptOf(text: string): string {
  const cut = text.length > mostLetters * 1.5 ? mostLetters : text.length
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < cut; at = text.indexOf('\n', at + 1)) {
    lines += 1
    if (lines > mostLines) return text.slice(0, at)
  }
  if (cut === text.length) return text
  const space = text.slice(0, cut).search(/\s\S*$/)
  const end = space > cut - 80 ? space : cut
  // Never between the two halves of one letter.
  return text.slice(0, /[\uD800-\uDBFF]$/.test(text.slice(0, end)) ? end - 1 : end).trimEnd()
}
