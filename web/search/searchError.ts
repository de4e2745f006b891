/** A piece of the index is not what this build wrote: it is to be dropped and made anew. */
export class SearchError extends Error {
  readonly code = 'damaged'

  constructor(what: string) {
    super(`search index: ${what}`)
    this.name = 'SearchError'
  }
}
