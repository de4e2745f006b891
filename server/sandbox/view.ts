import { toBase64 } from '../../web/crypto/bytes.ts'
import type { Connection } from './connection/connection.ts'
import type { Counters, ServiceContext } from './context.ts'
import type { FaultKind } from './faults/fault.ts'
import type { LinkCodeStage } from './linking/linkCodes.ts'
import { connectionOf } from './login/delivery.ts'
import type { Companion } from './state/accounts.ts'
import { devicesOf } from './state/directory.ts'
import type { Deviation, Strictness } from './strict/ledger.ts'

/** One live connection, for a person or a test. */
export interface ConnectionView {
  readonly id: string
  readonly mode: Strictness
  readonly stage: Connection['stage']['at']
  /** base64 of the client's Noise public key, as in its QR. */
  readonly noisePublic?: string
  /** Address of the companion, once it logged in. */
  readonly device?: string
  readonly openedAtMs: number
  readonly active: boolean
  /** Codes that a phone could still use. */
  readonly refs: number
  /** How far its request to link by code has come, if it has one that is good. */
  readonly linkCode?: LinkCodeStage
}

/** A stanza that a client has not answered yet. */
export interface PendingAnswer {
  readonly connection: string
  readonly id: string
  readonly what: string
}

/** The service as JSON: no keys, no tokens, no stanza content. */
export interface ServiceView {
  readonly nowMs: number
  readonly connections: readonly ConnectionView[]
  readonly pendingAnswers: readonly PendingAnswer[]
  readonly counters: Readonly<Counters>
  readonly failures: readonly Deviation[]
  readonly reported: readonly Deviation[]
  readonly armedFaults: ReadonlyArray<{ readonly kind: FaultKind; readonly left: number }>
  /** Devices with stanzas that wait for an answer, over reconnects. */
  readonly queued: ReadonlyArray<{ readonly device: string; readonly stanzas: number }>
  /** Every device that the service knows keys of. */
  readonly devices: readonly DeviceView[]
}

/** One device: what it was given and what it answered, since it is known. */
export interface DeviceView {
  readonly device: string
  readonly lid: string
  /** Messages that were put into its queue, and those that it answered. */
  readonly delivered: number
  readonly answered: number
  readonly queued: number
  /** One-time keys that others can still get. */
  readonly preKeys: number
  /** Connected, or a simulated device that is online. */
  readonly online: boolean
  /** Its last presence was `available`. */
  readonly available: boolean
}

/** A copy of the service's visible state. */
export function serviceView(context: ServiceContext): ServiceView {
  const connections = [...context.connections.values()]
  return {
    nowMs: context.world.clock.now(),
    connections: connections.map((connection) => connectionView(context, connection)),
    pendingAnswers: connections.flatMap((connection) =>
      Array.from(connection.owed.values(), ({ stanza, what }) => ({
        connection: connection.id,
        id: stanza.attrs['id'] ?? '',
        what,
      })),
    ),
    counters: { ...context.counters },
    failures: [...context.ledger.failures],
    reported: [...context.ledger.reported],
    armedFaults: context.armory
      .list()
      .map(({ fault, left }) => ({ kind: fault.action.kind, left })),
    queued: queuedStanzas(context),
    devices: everyDevice(context)
      .filter(({ published }) => published)
      .map((device) => deviceView(context, device)),
  }
}

function everyDevice(context: ServiceContext): readonly Companion[] {
  return [...context.state.accounts.values()].flatMap(devicesOf)
}

function deviceView(context: ServiceContext, device: Companion): DeviceView {
  const connection = connectionOf(context, device)
  return {
    device: device.jid,
    lid: device.lid,
    delivered: device.delivered,
    answered: device.answered,
    queued: device.queue.length,
    preKeys: device.preKeys.size,
    online: connection !== undefined,
    available: connection?.available === true,
  }
}

function connectionView(context: ServiceContext, connection: Connection): ConnectionView {
  const { stage, noisePublic } = connection
  const linkCode = context.linkCodes.of(connection)
  return {
    id: connection.id,
    mode: connection.mode,
    stage: stage.at,
    ...(noisePublic === undefined ? {} : { noisePublic: toBase64(noisePublic) }),
    ...(stage.at === 'companion' ? { device: stage.companion.jid } : {}),
    openedAtMs: connection.openedAtMs,
    active: connection.active,
    refs: context.refs.countOf(connection),
    ...(linkCode === undefined ? {} : { linkCode: linkCode.stage }),
  }
}

function queuedStanzas(context: ServiceContext): Array<{ device: string; stanzas: number }> {
  return everyDevice(context)
    .filter(({ queue }) => queue.length > 0)
    .map(({ jid, queue }) => ({ device: jid, stanzas: queue.length }))
}
