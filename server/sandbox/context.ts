import type { LineEvent } from '../phone/line.ts'
import type { Connection } from './connection/connection.ts'
import type { Armory } from './faults/armory.ts'
import type { LinkCodeBook } from './linking/linkCodes.ts'
import type { RefBook } from './linking/refBook.ts'
import type { ServiceRecord } from './record.ts'
import type { Companion } from './state/accounts.ts'
import type { ServiceState } from './state/serviceState.ts'
import type { RoutingDesk } from './login/routing.ts'
import type { Ledger } from './strict/ledger.ts'
import type { Uptime } from './uptime.ts'
import type { VersionDesk } from './version.ts'
import type { World } from './world.ts'

/** Where phones listen. Events for a phone that does not listen are lost, as for one that is off. */
export interface PhoneBoard {
  listen(number: string, listener: (event: LineEvent) => void): () => void
  tell(number: string, event: LineEvent): void
}

/** Device numbers that a pairing in progress holds, by account number. */
export type Reservations = Map<string, Set<number>>

/** Counts since the service was opened. */
export interface Counters {
  socketsOpened: number
  handshakes: number
  refusedStreams: number
  registrations: number
  logins: number
  stanzasIn: number
  stanzasOut: number
  /** Message stanzas that were taken and answered without an error. */
  messagesTaken: number
  /** Copies that went to devices' queues. */
  messagesRouted: number
}

/** What every part of the service works on. */
export interface ServiceContext {
  readonly world: World
  readonly state: ServiceState
  readonly connections: Map<string, Connection>
  /** Simulated devices that are online. */
  readonly lanes: Map<Companion, Connection>
  readonly refs: RefBook
  readonly linkCodes: LinkCodeBook
  readonly version: VersionDesk
  readonly routing: RoutingDesk
  readonly uptime: Uptime
  readonly armory: Armory
  readonly ledger: Ledger
  readonly record: ServiceRecord
  readonly phones: PhoneBoard
  readonly reservations: Reservations
  readonly counters: Counters
  /** How many one-time keys every upload has, first and refill alike (04 section 2). */
  readonly preKeysPerUpload: number
  /** Work that nobody waits for; a failure of it is a failure of the run. */
  background(work: Promise<void>): void
  /** The state has changed; it is saved within a moment, many changes at once. */
  saveSoon(): void
  /** Tells whoever watches the state that something changed. */
  changed(): void
}

/** A short id, unique enough for stanzas and connections. */
export function freshId(world: World): string {
  return Array.from(world.randomBytes(6), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

/** The service's clock in whole seconds, as text. */
export function nowSeconds(world: World): string {
  return String(Math.floor(world.clock.now() / 1000))
}
