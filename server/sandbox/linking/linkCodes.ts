import type { Connection } from '../connection/connection.ts'
import type { World } from '../world.ts'
import { printable } from './refBook.ts'

/** A companion counts 180 s (03 section 5); the service is a little more patient. */
const CODE_LIFE_MS = 200_000
/** How long a phone may take from companion_finish to its upload: as long as a companion waits. */
const UPLOAD_LIFE_MS = 60_000
/** After `refresh_code` the connection stays for the companion_hello that answers it. */
const RENEWAL_GRACE_MS = 20_000
const REF_BYTES = 24

/** One number may be asked this often in this time; beyond, a hello is refused. */
const HELLOS_AT_MOST = 20
const HELLOS_WITHIN_MS = 600_000

/** How far the exchange of 03 section 5 has come: rows 2, 6 and 8. */
export type LinkCodeStage = 'hello' | 'primary' | 'finish'

/** One request to link by code: which connection waits for which number. */
export interface LinkCode {
  readonly ref: string
  readonly connection: Connection
  readonly number: string
  readonly stage: LinkCodeStage
}

/** The requests that phones can answer. The code itself is known to both ends only. */
export interface LinkCodeBook {
  /** Whether a number was asked too often lately. */
  isThrottled(number: string): boolean
  /**
   * A new request. Earlier ones of this connection are retired, and so is another connection's for
   * the same number: the service finds the companion by number.
   */
  begin(connection: Connection, number: string): LinkCode
  /** A request that is still good. */
  find(ref: string): LinkCode | undefined
  /** The request of a connection that is still good. */
  of(connection: Connection): LinkCode | undefined
  /** Whether this connection ever got this ref, good or not. */
  wasGiven(connection: Connection, ref: string): boolean
  /** The exchange went on; companion_finish gives the phone a minute more. */
  advance(code: LinkCode, stage: LinkCodeStage): void
  /** A request is no longer good; its connection may renew it for some seconds. */
  retire(code: LinkCode): void
  /** Until when a connection must stay open for its request; 0 when it has none. */
  aliveUntilMs(connection: Connection): number
  /** Forgets every request of a connection. */
  forget(connection: Connection): void
}

interface Entry {
  readonly ref: string
  readonly connection: Connection
  readonly number: string
  stage: LinkCodeStage
  endsMs: number
  retired: boolean
}

/** A book without requests. */
export function createLinkCodeBook(world: World): LinkCodeBook {
  const entries = new Map<string, Entry>()
  const hellos = new Map<string, number[]>()

  const isGood = (entry: Entry): boolean => !entry.retired && world.clock.now() < entry.endsMs
  const ofConnection = (connection: Connection): Entry[] =>
    [...entries.values()].filter((entry) => entry.connection === connection)

  function recentHellos(number: string): number[] {
    const sinceMs = world.clock.now() - HELLOS_WITHIN_MS
    return (hellos.get(number) ?? []).filter((atMs) => atMs > sinceMs)
  }

  return {
    isThrottled: (number) => recentHellos(number).length >= HELLOS_AT_MOST,
    begin(connection, number) {
      hellos.set(number, [...recentHellos(number), world.clock.now()])
      for (const entry of entries.values()) {
        if (entry.connection === connection || entry.number === number) entry.retired = true
      }
      const ref = printable(world.randomBytes(REF_BYTES))
      const endsMs = world.clock.now() + CODE_LIFE_MS
      const entry: Entry = { ref, connection, number, stage: 'hello', endsMs, retired: false }
      entries.set(ref, entry)
      return entry
    },
    find(ref) {
      const entry = entries.get(ref)
      return entry !== undefined && isGood(entry) ? entry : undefined
    },
    of: (connection) => ofConnection(connection).find(isGood),
    wasGiven: (connection, ref) => entries.get(ref)?.connection === connection,
    advance({ ref }, stage) {
      const entry = entries.get(ref)
      if (entry === undefined) return
      entry.stage = stage
      if (stage !== 'finish') return
      entry.endsMs = Math.max(entry.endsMs, world.clock.now() + UPLOAD_LIFE_MS)
    },
    retire({ ref }) {
      const entry = entries.get(ref)
      if (entry === undefined) return
      entry.retired = true
      entry.endsMs = world.clock.now() + RENEWAL_GRACE_MS
    },
    aliveUntilMs: (connection) =>
      Math.max(0, ...ofConnection(connection).map(({ endsMs }) => endsMs)),
    forget(connection) {
      for (const { ref } of ofConnection(connection)) entries.delete(ref)
    },
  }
}
