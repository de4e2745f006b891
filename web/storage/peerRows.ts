/* Rows about other people's devices and the keys shared with them. */

/** The session in use with one device: a SessionState of signal. */
export interface SignalSessionRow {
  readonly current: unknown
}

/** Older sessions with one device, newest first: SessionStates of signal. */
export interface ArchivedSessionsRow {
  readonly archived: readonly unknown[]
}

/** What others gave us to read them in one group: a SenderKeyRecord of signal. */
export interface SenderKeysRow {
  readonly record: unknown
}

/** What we write with in one group, and who can read it. */
export interface OwnSenderKeyRow {
  /** A SenderKeyState of signal. */
  readonly state: unknown
  /** Device JIDs that have this key, confirmed by the service's ack. */
  readonly holders: readonly string[]
  readonly createdMs: number
}

/** What keys are kept of one person, since rows are found by hashes only. */
export interface PeerRow {
  readonly devices: readonly number[]
  /** JIDs of groups in which sender keys of these devices are kept. */
  readonly groups: readonly string[]
}

/** The devices of one person. */
export interface DeviceListRow {
  readonly devices: readonly { readonly device: number; readonly keyIndex?: number }[]
  /** The service's hash of the list, when it told one. */
  readonly hash?: string
  /** ADVKeyIndexList.rawId: another one means that the account was registered anew. */
  readonly rawId?: number
  /** Of the newest key index list that was taken. */
  readonly listedSec?: number
  readonly fetchedMs: number
  /** Must be asked again before the next send. */
  readonly stale?: boolean
}
