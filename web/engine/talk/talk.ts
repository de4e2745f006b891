import type { CareView } from '../../bridge/archive.ts'
import type { ChatsView, CommandResult, EngineEvent, TalkCommand } from '../../bridge/contract.ts'
import type { HistoryView, SettingsView } from '../../bridge/chatViews.ts'
import type { QueryResult, TalkQuery } from '../../bridge/queries.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { WireNode } from '../../wire/node/node.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import type { Turn } from '../connection/arrivalQueue.ts'
import type { StanzaStream } from '../connection/stanzaStream.ts'
import type { LivePart } from '../snapshotHub.ts'
import type { Trace } from '../traceRing.ts'

/** The connection of a device that is logged in, as far as conversations need it. */
export type Line = Pick<StanzaStream, 'request' | 'send' | 'isOpen'>

/** What became of a stanza: answered already, to be answered in the usual way, or nothing of ours. */
export type Taken = 'answered' | 'answer' | 'unknown'

/** What conversations are given by the account they belong to. */
export interface TalkWorld {
  readonly platform: Platform
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  /** Ids of the windows that are there, the newest last. */
  readonly windows: () => ReadonlySet<string>
  /** Ids of the windows that have focus. */
  readonly focusedWindows: () => ReadonlySet<string>
  /** Whether the last presence told on this connection was available. */
  readonly available: () => boolean
  /** Tells windows now. */
  readonly tell: (...events: readonly EngineEvent[]) => void
  /** A part of the snapshot changed. */
  readonly onChange: (...parts: readonly LivePart[]) => void
  /** The phone says what the person of this account is called. */
  readonly ownName: (name: string) => void
  /** Something here is broken: the connection must not go on as if it were not. */
  readonly onBroken: (cause: unknown) => void
}

/**
 * The conversations of a linked account, from the moment its storage is open to its end. Connections
 * come and go meanwhile.
 */
export interface Talk {
  chats(): ChatsView
  history(): HistoryView | undefined
  settings(): SettingsView
  care(): CareView | undefined
  /** Does what a window asks. Never rejects. */
  run(command: TalkCommand, windowId: string): Promise<CommandResult>
  /** Reads what a window asks. Never rejects. */
  answer(query: TalkQuery): Promise<QueryResult>
  /**
   * Takes a stanza: commits what it brings; says that it has `begun` once the order of its units of
   * work is settled, and answers by itself only after `turn.before`. Throws StanzaError, StorageError.
   */
  take(stanza: WireNode, line: Line, turn: Turn): Promise<Taken>
  /** The login is committed on this connection. */
  connected(line: Line): void
  /** The service's queue of what was missed is through. */
  offlineOver(): void
  lost(): void
  /** Asks for all groups anew; true when they are stored. */
  refreshGroups(): Promise<boolean>
  /** Focus came to a window or left one. */
  focusChanged(): void
  windowGone(windowId: string): void
  /** Resolves when nothing is running any more. */
  stop(): Promise<void>
}
