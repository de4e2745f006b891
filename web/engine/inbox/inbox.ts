import type { NoticeView } from '../../bridge/chatViews.ts'
import type { CommandResult, EngineEvent, TalkCommand } from '../../bridge/contract.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import type { PeerDataOperationRequestResponseMessage } from '../../wire/proto/gen/peerData_pb.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Cipher } from '../cipher/cipher.ts'
import type { Turn } from '../connection/arrivalQueue.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Line, Taken } from '../talk/talk.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import type { Content } from './applyContent.ts'

/** A history notification of the own phone, as it came. */
export interface HistoryNotice {
  readonly stanzaId: string
  /** HistorySyncNotification, encoded, with its inline payload if it has one. */
  readonly notification: Uint8Array
}

export interface InboxParts {
  readonly platform: Pick<Platform, 'clock' | 'randomBytes'>
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly cipher: Cipher
  readonly content: Content
  readonly outbox: Pick<Outbox, 'sendPeer' | 'takeAck' | 'takeRetry'>
  /** The own addresses with the device number. */
  readonly own: () => { readonly pn: Jid; readonly lid?: Jid }
  /** The connection, while it is logged in. */
  readonly line: () => Line | undefined
  /** Whether the last presence told on this connection was available. */
  readonly available: () => boolean
  /** The newest one, which is the last, gets notices. */
  readonly windows: () => ReadonlySet<string>
  readonly focusedWindows: () => ReadonlySet<string>
  readonly tell: (...events: readonly EngineEvent[]) => void
  /** How a message is told in a notice; absent: it is gone, or its chat is muted or archived. */
  readonly notice: (chatId: number, key: MessageKey) => Promise<NoticeView | undefined>
  /** Keeps the record of a history notification in the unit; reads it once that is durable. */
  readonly takeHistory: (unit: UnitOfWork, notice: HistoryNotice) => Promise<void>
  /** Takes what the phone says to a request for older messages. False: it answers something else. */
  readonly takeOlder: (
    unit: UnitOfWork,
    response: PeerDataOperationRequestResponseMessage,
  ) => Promise<boolean>
  /** Something here is broken. */
  readonly onBroken: (cause: unknown) => void
}

/** Everything that comes in: messages, receipts, acks of messages. */
export interface Inbox {
  /**
   * Takes a stanza: `message`, `receipt`, or `ack` of a message; 'unknown' for any other. Commits what
   * it brings, then answers it in its turn. Throws StorageError, StanzaError.
   */
  take(stanza: WireNode, line: Line, turn: Turn): Promise<Taken>
  /** Asks the sender and the own phone again for a message that could not be read. */
  askAgain(command: Extract<TalkCommand, { type: 'askAgain' }>): Promise<CommandResult>
  /** Logged in: what was asked for and not answered is asked for again. */
  connected(line: Line): void
  /** The service's queue is through: gathered receipts leave, the newest of the backlog is told. */
  offlineOver(): void
  lost(): void
  /** Resolves when nothing is under way that could go on without the network. */
  idle(): Promise<void>
  stop(): void
}
