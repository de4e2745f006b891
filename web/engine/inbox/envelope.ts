import type { MessageKey, TicksRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import type { ChatRef } from '../chats/book.ts'

/** Whose hands a message comes from. */
export type Source =
  /** Just now, while the connection stood. */
  | 'live'
  /** It waited in the service's queue. */
  | 'offline'
  | 'history'
  /** Written here. */
  | 'own'
  /** The own phone sent it again. */
  | 'resend'

/** What is known about a message before its content is read. */
export interface Envelope {
  readonly ref: ChatRef
  /** The chat's address, without a device. */
  readonly chat: Jid
  readonly author: 'me' | number
  /** As addressed; absent for one's own. */
  readonly senderJid?: Jid
  readonly id: string
  /** The service's time. */
  readonly atMs: number
  readonly source: Source
  /** Of one's own, where more is known than that the service has it. */
  readonly ticks?: TicksRow
  readonly pushName?: string
  /** As `NewMessage.seq`. */
  readonly seq?: number
}

/** What became of a message's content. */
export type Applied =
  /** It is a message of its own: new, or in the place of one that could not be read. */
  | { readonly at: 'stored'; readonly key: MessageKey; readonly counts: boolean }
  /** It was stored before. */
  | { readonly at: 'known'; readonly key: MessageKey }
  /** It changed another one, or waits for it. */
  | { readonly at: 'changed' }
  /** There is nothing to show: a key, a control that this build has no use for, content out of time. */
  | { readonly at: 'nothing' }
