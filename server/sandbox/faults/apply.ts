import { node } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { isMeantFor } from './armory.ts'
import type { Fault, FaultAction } from './fault.ts'
import { FaultError } from './faultError.ts'
import { canBePushed, pushStanza } from './pushes.ts'
import { strikeService } from './serviceFaults.ts'
import { sendStreamError } from './streamErrors.ts'

/** What came of a fault: it struck that many connections now, or waits for its moment. */
export type FaultOutcome =
  | { readonly at: 'struck'; readonly connections: number }
  | { readonly at: 'armed' }

/**
 * Lets a fault strike the connections it is meant for or the service itself, or arms it for what
 * comes. `clear` forgets what is armed.
 *
 * @throws FaultError 'no-connection' when a fault that acts now finds nobody: a test must not pass
 *   because nothing happened.
 */
export function applyFault(context: ServiceContext, fault: Fault): FaultOutcome {
  const { action } = fault
  const struckService = strikeService(context, fault)
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

/** Faults that strike what is live; the others wait for something to happen. */
type Immediate = Extract<
  FaultAction,
  { kind: 'expire-ref' | 'drop' | 'freeze' | 'delay' | 'stream-error' | 'stream-end' | 'push' }
>

const IMMEDIATE: ReadonlySet<string> = new Set<Immediate['kind']>([
  'expire-ref',
  'drop',
  'freeze',
  'delay',
  'stream-error',
  'stream-end',
  'push',
])

function actsNow(action: FaultAction): action is Immediate {
  return IMMEDIATE.has(action.kind) && !(action.kind === 'drop' && action.afterRow !== undefined)
}

function canBeStruck(context: ServiceContext, action: Immediate, connection: Connection): boolean {
  const { at } = connection.stage
  switch (action.kind) {
    case 'expire-ref':
      return at === 'unpaired'
    case 'stream-error':
    case 'stream-end':
      return at === 'unpaired' || at === 'companion'
    case 'push':
      return canBePushed(context, connection, action.stanza)
    default:
      return true
  }
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
      sendStreamError(context, connection, action)
      return
    case 'stream-end':
      connection.send(node('xmlstreamend'))
      connection.end()
  }
}

function freeze(context: ServiceContext, connection: Connection, ms: number | undefined): void {
  for (const lane of connection.lanes) lane.freeze()
  if (ms === undefined) return
  context.world.clock.after(ms, () => {
    for (const lane of connection.lanes) lane.thaw()
  })
}
