import type { KeyOf, RowOf, StoreName } from '../../storage/rows.ts'
import type { Keyed, RowRange } from '../../storage/readRows.ts'
import type { Write } from '../../storage/rows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { FoldedChange } from '../pages/foldStream.ts'

/** Reads rows: those of a unit with its own writes, those of `Work.reader` as they are committed. */
export interface RowReader {
  /** Throws StorageError. The row may be shared: never change it. */
  get<S extends StoreName, K extends KeyOf<S>>(store: S, key: K): Promise<RowOf<S, K> | undefined>
  /** Rows in the order of `keys`. Throws StorageError. */
  getMany<S extends StoreName>(
    store: S,
    keys: readonly KeyOf<S>[],
  ): Promise<(RowOf<S> | undefined)[]>
  /** A stretch of a store. Throws StorageError. */
  range<S extends StoreName>(store: S, range: RowRange<S>): Promise<Keyed<S>[]>
  /**
   * Every message of a stream that has this id, whoever wrote it. What was removed here is among them
   * (`isTombstone`); nothing else shows it. Throws StorageError.
   */
  withId(streamId: number, id: string): Promise<Keyed<'messages'>[]>
  /** The same for many ids at once, in no order. Throws StorageError. */
  withIds(streamId: number, ids: readonly string[]): Promise<Keyed<'messages'>[]>
}

/**
 * One piece of work on the account's rows: all of it is stored, or nothing. Use it only until its task
 * has ended. Never wait for the network in it.
 */
export interface UnitOfWork extends RowReader {
  put<S extends StoreName, K extends KeyOf<S>>(store: S, key: K, row: RowOf<S, K>): void
  /** Removing what is absent is no error. */
  del<S extends StoreName>(store: S, key: KeyOf<S>): void
  /** Runs once everything is durable, in the order of the units; before `run` resolves. */
  after(task: () => void): void
  /** Somebody is new, or has another name or picture now. */
  changedPerson(contactId: number): void
  /** The row of the list looks different now. */
  changedChat(chatId: number): void
  /** A message is new or looks different now. */
  changedMessage(chatId: number, key: MessageKey): void
  goneMessage(chatId: number, key: MessageKey): void
  /** `into`: the chat that it became part of. */
  goneChat(chatId: number, into?: number): void
}

/** What the units of one commit changed for windows, in the order in which it happened. */
export type Change =
  | { readonly person: number }
  | { readonly chat: number }
  | { readonly chat: number; readonly message: MessageKey }
  | { readonly chat: number; readonly goneMessage: MessageKey }
  | { readonly goneChat: number; readonly into?: number }

/** What a unit wants of its commit. */
export interface CommitWish {
  /**
   * It need not be on the disk when `run` resolves: nobody is told that it is, and if the machine ends
   * suddenly it is done again. A commit with any other unit in it waits for the disk all the same.
   */
  readonly relaxed?: boolean
}

/**
 * The only writer of conversations. Units run one after another in the order of `run`; as long as
 * more are waiting, they join one strict commit (at most 50 units or 20 ms). A unit that writes many
 * messages cuts them: 500 at most.
 *
 * Store `messages` is one in name only: its rows lie packed in pages. What few messages changed is
 * stored at once in the journal, and goes into pages later (`docs/storage.md`).
 */
export interface Work {
  /**
   * Runs a unit and resolves with what its task gave once everything is durable (law 1: answer and
   * send after this). A task that throws leaves nothing behind; `run` rejects with its error, also
   * only after the commit, since what it saw may have been written by a unit before it. A commit that
   * fails rejects every unit of it with StorageError.
   */
  run<T>(task: (unit: UnitOfWork) => Promise<T>, wish?: CommitWish): Promise<T>
  /** Reads what is committed. */
  readonly reader: RowReader
  /** Told after each commit that changed something for windows. Must not throw. Returns the end. */
  onChanges(listener: (changes: readonly Change[]) => void): () => void
  /**
   * Asked before messages go into pages: gives what is to be stored with them. A message may come
   * here late and more than once, never not at all. Must not throw.
   */
  beforeFold(hook: (changes: readonly FoldedChange[]) => readonly Write[]): void
  /** Told after messages went into pages. Must not throw. Returns the end. */
  onFolded(listener: (changes: readonly FoldedChange[]) => void): () => void
  /**
   * Puts messages that an older build stored where they are read from. Call it before the first read.
   * Goes on where it was interrupted. Throws StorageError.
   */
  bringForward(): Promise<void>
  /** Others wrote to the account: what is kept in memory of its rows is read anew. */
  forget(): void
  /**
   * Takes the conversations over: an engine that still writes fails from then on. Call it before the
   * first read. Throws StorageError.
   */
  own(): Promise<void>
  /** Units that were asked for are finished, later ones are refused with StorageError 'closed'. */
  stop(): Promise<void>
  /** Resolves when no unit waits or runs. */
  idle(): Promise<void>
}
