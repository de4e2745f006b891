import { equalBytes } from '../crypto/bytes.ts'
import type { SessionRecord, SessionState } from './records.ts'

/** How many older sessions with one device are kept. */
const ARCHIVED_KEPT = 40

export const NO_SESSIONS: SessionRecord = { archived: [] }

/** All sessions with a device, the current one first, then from new to old. */
export function allSessions(record: SessionRecord): readonly SessionState[] {
  return record.current === undefined ? record.archived : [record.current, ...record.archived]
}

/** Makes a session the current one; the one before it becomes the newest in the archive. */
export function withNewSession(record: SessionRecord, state: SessionState): SessionRecord {
  return { current: state, archived: allSessions(record).slice(0, ARCHIVED_KEPT) }
}

/**
 * Puts the next state of a session in its place. An archived session that was used becomes the
 * current one: the other side writes in it. Not so when the current one is with another identity
 * key: then a late message of the old device must not bring its session back.
 */
export function withNextState(
  record: SessionRecord,
  before: SessionState,
  after: SessionState,
): SessionRecord {
  const { current, archived } = record
  if (current === before) return { current: after, archived }
  if (current !== undefined && !equalBytes(current.remoteIdentity, after.remoteIdentity)) {
    return { current, archived: archived.map((state) => (state === before ? after : state)) }
  }
  const others = { current, archived: archived.filter((state) => state !== before) }
  return withNewSession(others, after)
}
