/** One notification of history that a companion was sent. */
export interface ShippedChunk {
  /** Of the notification's stanza. */
  readonly id: string
  /** The encoded HistorySyncNotification. */
  readonly notification: Uint8Array
  /** The compressed history, to be sent again when the blob got lost. */
  readonly payload: Uint8Array
  readonly mediaKey: Uint8Array
  /** Whether `hist_sync` came. */
  done: boolean
}

/** What of the history one companion was sent. */
export interface ShippedHistory {
  readonly chunks: ShippedChunk[]
}
