import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { streamError } from '../login/farewell.ts'
import { isMeantFor } from './armory.ts'
import type { Fault, FaultAction } from './fault.ts'
import { FaultError } from './faultError.ts'
import { pushStanza } from './pushes.ts'

/** What came of a fault: it struck that many connections now, or waits for its moment. */
export type FaultOutcome =
  | { readonly at: 'struck'; readonly connections: number }
  | { readonly at: 'armed' }

/**
 * Lets a fault strike the connections it is meant for, or arms it for what comes. `clear` forgets
 * what is armed.
 *
 * @throws FaultError 'no-connection' when a fault that acts now finds nobody: a test must not pass
 *   because nothing happened.
 */
export function applyFault(context: ServiceContext, fault: Fault): FaultOutcome {
  const { action } = fault
  const struckService = strikeService(context, action)
  if (struckService !== undefined) {
    context.changed()
    return { at: 'struck', connections: struckService }
  }
  if (!actsNow(action)) {
    context.armory.arm(fault)
    context.changed()
    return { at: 'armed' }
  }
  const struck = [...context.connections.values()].filter(
    (connection) =>
      isMeantFor(fault.target, connection) && canBeStruck(context, action, connection),
  )
  if (struck.length === 0) {
    throw new FaultError('no-connection', 'no live connection is there for this fault')
  }
  for (const connection of struck) strike(context, connection, action)
  context.changed()
  return { at: 'struck', connections: struck.length }
}

/** Faults of the service itself. @returns how many connections they struck; undefined: another. */
function strikeService(context: ServiceContext, action: FaultAction): number | undefined {
  switch (action.kind) {
    case 'clear':
      context.armory.clear()
      return 0
    case 'service-version':
      context.version.set(action)
      return 0
    case 'restart': {
      const live = context.connections.size
      context.uptime.restart(action.ms)
      return live
    }
    default:
      return undefined
  }
}

/** Faults that strike what is live; the others wait for something to happen. */
type Immediate = Extract<
  FaultAction,
  { kind: 'expire-ref' | 'drop' | 'freeze' | 'delay' | 'stream-error' | 'push' }
>

const IMMEDIATE: ReadonlySet<string> = new Set<Immediate['kind']>([
  'expire-ref',
  'drop',
  'freeze',
  'delay',
  'stream-error',
  'push',
])

function actsNow(action: FaultAction): action is Immediate {
  return IMMEDIATE.has(action.kind) && !(action.kind === 'drop' && action.afterRow !== undefined)
}

const UNPAIRED_PUSHES: readonly string[] = [
  'refresh-secret',
  'rotate-qr',
  'new-refs',
  'downgrade',
  'passkey',
  'ping',
]
const COMPANION_PUSHES: readonly string[] = ['downgrade', 'dirty', 'ping', 'low-pre-keys', 'digest']

function canBeStruck(context: ServiceContext, action: Immediate, connection: Connection): boolean {
  const { stage } = connection
  if (action.kind === 'expire-ref') return stage.at === 'unpaired'
  if (action.kind === 'stream-error') return stage.at === 'unpaired' || stage.at === 'companion'
  if (action.kind !== 'push') return true
  if (action.stanza === 'refresh-code') return context.linkCodes.of(connection) !== undefined
  const allowed = stage.at === 'unpaired' ? UNPAIRED_PUSHES : COMPANION_PUSHES
  return stage.at !== 'handshake' && allowed.includes(action.stanza)
}

function strike(context: ServiceContext, connection: Connection, action: Immediate): void {
  switch (action.kind) {
    case 'expire-ref':
      if (action.all) context.refs.forget(connection)
      else context.refs.forgetShown(connection)
      return
    case 'drop':
      connection.drop()
      return
    case 'freeze':
      freeze(context, connection, action.ms)
      return
    case 'delay':
      for (const lane of connection.lanes) lane.delay(action.ms)
      return
    case 'push':
      pushStanza(context, connection, action)
      return
    case 'stream-error':
      sendStreamError(connection, action.code, action.conflict)
  }
}

function freeze(context: ServiceContext, connection: Connection, ms: number | undefined): void {
  for (const lane of connection.lanes) lane.freeze()
  if (ms === undefined) return
  context.world.clock.after(ms, () => {
    for (const lane of connection.lanes) lane.thaw()
  })
}

function sendStreamError(connection: Connection, code: string, conflict: string | undefined): void {
  const isNumber = /^\d/.test(code)
  if (conflict === 'replaced') streamError(connection, { conflict })
  else if (conflict !== undefined) streamError(connection, { code, conflict })
  else streamError(connection, isNumber ? { code } : { child: code })
}
