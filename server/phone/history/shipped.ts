/** One piece of history on its way to a companion. */
export interface ShippedChunk {
  readonly syncType: number
  readonly order: number
  /** Stanzas that carried its notification, the newest last. */
  readonly ids: string[]
  /** Key of the newest blob; empty when it went inline. */
  mediaKey: Uint8Array
  sentMs: number
  /** Whether `hist_sync` came for one of them. */
  done: boolean
}

/** What of the history one companion was sent, by its address and key index. */
export interface ShippedHistory {
  readonly keyIndex: number
  readonly chunks: ShippedChunk[]
}
