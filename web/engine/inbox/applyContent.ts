import type { Clock } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { Message } from '../../wire/proto/gen/message_pb.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Applied, Envelope } from './envelope.ts'

export interface ContentParts {
  readonly clock: Pick<Clock, 'now'>
  readonly store: Pick<AccountStore, 'addressKey'>
  readonly book: Book
  readonly log: MessageLog
}

/** What the content of messages does to rows, wherever it comes from. */
export interface Content {
  /**
   * Applies one message: stores it, or does to another message what it says (edit, revoke, reaction).
   * In any order and as often as it comes, everything is applied once; what is about a message that
   * is not there yet waits for it. `bytes`: the Message as it came, without padding; with its
   * envelopes, a DeviceSentMessage too. Throws ProtoError 'malformed', FormatError 'too-deep'.
   */
  apply(
    unit: UnitOfWork,
    envelope: Envelope,
    bytes: Uint8Array,
    decoded?: Message,
  ): Promise<Applied>
}
