import { toBase64 } from '../../web/crypto/bytes.ts'
import type { Connection } from './connection/connection.ts'
import type { Counters, ServiceContext } from './context.ts'
import type { FaultKind } from './faults/fault.ts'
import type { LinkCodeStage } from './linking/linkCodes.ts'
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
  /** Companions with stanzas that wait for an answer, over reconnects. */
  readonly queued: ReadonlyArray<{ readonly device: string; readonly stanzas: number }>
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
  const queued = []
  for (const account of context.state.accounts.values()) {
    for (const { jid, queue } of account.companions.values()) {
      if (queue.length > 0) queued.push({ device: jid, stanzas: queue.length })
    }
  }
  return queued
}
