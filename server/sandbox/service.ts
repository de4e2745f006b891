import type { DeviceLine } from '../phone/deviceLine.ts'
import type { PhoneLine } from '../phone/line.ts'
import { accept } from './connection/accept.ts'
import type { Connection } from './connection/connection.ts'
import type { Counters, ServiceContext } from './context.ts'
import { createDeviceLine } from './devices/deviceLine.ts'
import { type FaultOutcome, applyFault } from './faults/apply.ts'
import { createArmory } from './faults/armory.ts'
import type { Fault } from './faults/fault.ts'
import { createBoard } from './line/board.ts'
import { createPhoneLine } from './line/phoneLine.ts'
import { createLinkCodeBook } from './linking/linkCodes.ts'
import { createRefBook } from './linking/refBook.ts'
import { createRoutingDesk } from './login/routing.ts'
import { deleteBlob, readBlob } from './media/blobs.ts'
import type { Pipe, PipeEnd } from './pipe.ts'
import { createRecord, type ServiceRecord } from './record.ts'
import { openState } from './state/serviceState.ts'
import { createLedger, type Ledger, type Strictness } from './strict/ledger.ts'
import { createUptime } from './uptime.ts'
import { type AppVersion, createVersionDesk } from './version.ts'
import { type ServiceView, serviceView } from './view.ts'
import type { World } from './world.ts'

/** The embedded service: a double of the real one, without sockets. */
export interface SandboxService {
  /** The root key that clients have to trust, 32 bytes. */
  readonly root: Uint8Array
  /** The line that phones use. */
  readonly line: PhoneLine
  /** The door of simulated devices. */
  readonly devices: DeviceLine
  /** Everything clients did that the reference does not name. */
  readonly ledger: Ledger
  /** Everything seen in clear; empty unless asked for. */
  readonly record: ServiceRecord
  readonly counters: Readonly<Counters>
  /** Serves one socket. `report` is for clients of other people only. */
  accept(pipe: Pipe, mode?: Strictness): PipeEnd
  /** @throws FaultError 'no-connection' */
  fault(fault: Fault): FaultOutcome
  /** What the service could tell a visitor: no keys, no tokens. */
  view(): ServiceView
  /** The picture bytes under a path of the picture host. */
  picture(path: string): Uint8Array | undefined
  /** An encrypted blob under a path (with query) of the media host. */
  blob(path: string): Uint8Array | undefined
  /** Deletes a blob by the path (with query) of its DELETE; whether there was one. */
  deleteBlob(path: string): boolean
  /** The version that clients should have. */
  version(): AppVersion
  /** Whether a fault keeps the service away at this moment. */
  isDown(): boolean
  /** Called after every change of what `view` gives. Returns the function that stops listening. */
  onChange(listener: () => void): () => void
  /** Cuts every connection and saves the state. */
  close(): Promise<void>
}

export interface ServiceOptions {
  readonly record?: boolean
  readonly tokenLifeMs?: number
  /** 812, as the real one is given; a test of something else saves the time. */
  readonly preKeysPerUpload?: number
}

/** Between two saves of what comes in numbers; the end of the service saves too. */
const LEAST_PAUSE_MS = 200
const MOST_PAUSE_MS = 10_000
/** A large state takes its time; saving it must not become all that is done. */
const PAUSE_PER_SAVE = 20

/** Opens the service on its kept state, or on a new one. @throws StateError */
export async function openService(
  world: World,
  options: ServiceOptions = {},
): Promise<SandboxService> {
  const listeners = new Set<() => void>()
  const connections = new Map<string, Connection>()
  const state = await openState(world)
  let cancelSave: (() => void) | undefined
  let pauseMs = LEAST_PAUSE_MS
  const context: ServiceContext = {
    world,
    state,
    connections,
    lanes: new Map(),
    refs: createRefBook(world),
    linkCodes: createLinkCodeBook(world),
    version: createVersionDesk(),
    routing: createRoutingDesk(world, state),
    uptime: createUptime(world, connections),
    armory: createArmory(),
    ledger: createLedger(),
    record: createRecord(options.record === true),
    phones: createBoard(),
    reservations: new Map(),
    counters: {
      socketsOpened: 0,
      handshakes: 0,
      refusedStreams: 0,
      registrations: 0,
      logins: 0,
      stanzasIn: 0,
      stanzasOut: 0,
      messagesTaken: 0,
      messagesRouted: 0,
    },
    preKeysPerUpload: options.preKeysPerUpload ?? 812,
    background(work) {
      work.catch((cause: unknown) => {
        const where = { atMs: world.clock.now(), connection: 'service' }
        context.ledger.add('strict', { ...where, rule: 'service-fault', detail: String(cause) })
      })
    },
    saveSoon() {
      cancelSave ??= world.clock.after(pauseMs, () => {
        cancelSave = undefined
        const beganMs = world.clock.now()
        const saved = state.save().then(() => {
          const tookMs = world.clock.now() - beganMs
          pauseMs = Math.min(Math.max(PAUSE_PER_SAVE * tookMs, LEAST_PAUSE_MS), MOST_PAUSE_MS)
        })
        context.background(saved)
      })
    },
    changed() {
      for (const listener of listeners) listener()
    },
  }

  return {
    root: context.state.keys.root.publicKey,
    line: createPhoneLine(context, options.tokenLifeMs),
    devices: createDeviceLine(context),
    ledger: context.ledger,
    record: context.record,
    counters: context.counters,
    accept: (pipe, mode = 'strict') => accept(context, pipe, mode),
    fault: (fault) => applyFault(context, fault),
    view: () => serviceView(context),
    picture(path) {
      for (const { picture } of [...state.accounts.values(), ...state.groups.values()]) {
        if (picture?.path === path) return picture.jpeg
      }
      return undefined
    },
    blob: (path) => readBlob(context, path),
    deleteBlob: (path) => deleteBlob(context, path),
    version: () => context.version.current(),
    isDown: () => context.uptime.isDown(),
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async close() {
      for (const connection of context.connections.values()) connection.drop()
      cancelSave?.()
      await context.state.save()
    },
  }
}
