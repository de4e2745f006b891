/** Characters that a passphrase has at least; the engine refuses shorter ones. */
export const shortestPassphrase = 8

export type Strength = 'short' | 'weak' | 'fair' | 'strong'

/** What everybody tries first, in lower case. */
const common =
  /pass(word|wort|phrase)?|qwert[yz]*|azerty|asdf|letmein|welcome|admin|secret|iloveyou|dragon|monkey|moonlet|whatsapp|(19|20)\d\d/g

/**
 * How hard a passphrase is to guess, roughly: what it would take to try everything of its length and
 * kinds of characters, where common words, repeats and runs such as `abcd` or `4321` count as one
 * character each. It guides; the only rule is the length.
 */
export function passphraseStrength(text: string): Strength {
  if (lengthOf(text) < shortestPassphrase) return 'short'
  const bits = surprises(text) * Math.log2(kindsOf(text))
  if (bits < 40) return 'weak'
  return bits < 70 ? 'fair' : 'strong'
}

/** Characters as the engine counts them: code points, in one spelling of each. */
export function lengthOf(text: string): number {
  return Array.from(text.normalize('NFKC')).length
}

/** Characters that do not simply follow from the one before. */
function surprises(text: string): number {
  const codes = Array.from(
    text.toLowerCase().replaceAll(common, '\u0001'),
    (character) => character.codePointAt(0) ?? 0,
  )
  return codes.filter((code, at) => {
    const before = codes[at - 1]
    return before === undefined || Math.abs(code - before) > 1
  }).length
}

/** How many characters there are of the kinds that occur. */
function kindsOf(text: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^a-zA-Z0-9\u0080-\uffff]/, 20],
    [/[\u0080-\uffff]/, 60],
  ]
  return kinds.reduce((sum, [kind, count]) => (kind.test(text) ? sum + count : sum), 0)
}
