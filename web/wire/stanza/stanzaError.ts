/** Which rule of the stanza reference an incoming stanza broke. */
export type StanzaRule =
  | 'missing-attribute'
  | 'bad-number'
  | 'bad-address'
  | 'bad-word'
  | 'missing-child'
  | 'missing-content'
  | 'bad-length'
  | 'wrong-tag'

/** A stanza that cannot be what its tag says. Carries names of parts only, never their values. */
export class StanzaError extends Error {
  override readonly name = 'StanzaError'
  readonly code: StanzaRule
  /** Where it broke, as `tag`, `tag@attribute` or `tag>child`. */
  readonly where: string

  constructor(code: StanzaRule, where: string) {
    super(`${code} at ${where}`)
    this.code = code
    this.where = where
  }
}
