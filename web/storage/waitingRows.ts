import type { MessageRow, ReactionRow } from './talkRows.ts'

/** What came before the message that it is about, of all messages with one id. */
export interface WaitingRow {
  readonly entries: readonly WaitingEntry[]
}

/** Ids as they were when it came; they may have joined others since. */
export interface WaitingEntry {
  readonly chatId: number
  /** Who must have written the message. */
  readonly author: 'me' | number
  readonly sinceMs: number
  /** When it was taken back; an older message stays so. */
  readonly revoke?: { readonly by: 'me' | 'sender' | 'admin'; readonly atMs: number }
  /** `atMs` by the editor's clock, `servedMs` by the service's; it goes when its content says so. */
  readonly edit?: MessageRow['edit'] & { readonly servedMs: number; readonly expiresAtMs?: number }
  readonly reactions?: readonly ReactionRow[]
  readonly receipts?: readonly {
    readonly contactId: number
    readonly step: 'delivered' | 'read' | 'played'
    readonly atMs: number
  }[]
}
