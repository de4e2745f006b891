import { toBase64 } from '../../../web/crypto/bytes.ts'
import type { Connection } from '../connection/connection.ts'
import type { Fault, FaultAction, FaultKind, FaultTarget } from './fault.ts'

/** A fault that waits for its moment. */
export interface ArmedFault {
  readonly fault: Fault
  readonly left: number
}

/** The faults that wait for something to happen. */
export interface Armory {
  arm(fault: Fault): void
  /**
   * Takes one strike of the oldest fault of a kind that is meant for this connection; without one,
   * that is meant for everybody.
   */
  strike<K extends FaultKind>(
    kind: K,
    connection: Connection | undefined,
    when?: (action: Extract<FaultAction, { kind: K }>) => boolean,
  ): Extract<FaultAction, { kind: K }> | undefined
  list(): readonly ArmedFault[]
  clear(): void
}

/** An armory without faults. */
export function createArmory(): Armory {
  let armed: Array<{ fault: Fault; left: number }> = []

  return {
    arm(fault) {
      armed.push({ fault, left: fault.times })
    },
    strike(kind, connection, when) {
      type Wanted = Extract<FaultAction, { kind: typeof kind }>
      const found = armed.find(
        ({ fault }) =>
          fault.action.kind === kind &&
          isMeantFor(fault.target, connection) &&
          (when === undefined || when(fault.action as Wanted)),
      )
      if (found === undefined) return undefined
      found.left -= 1
      if (found.left <= 0) armed = armed.filter((other) => other !== found)
      return found.fault.action as Wanted
    },
    list: () => armed.map(({ fault, left }) => ({ fault, left })),
    clear() {
      armed = []
    },
  }
}

/** Whether a target names this connection. A simulated device is meant only by its address. */
export function isMeantFor(target: FaultTarget, connection: Connection | undefined): boolean {
  if (connection === undefined) return Object.keys(target).length === 0
  const { stage, noisePublic } = connection
  if (connection.simulated && target.device === undefined) return false
  if (target.connection !== undefined && target.connection !== connection.id) return false
  if (target.noise !== undefined) {
    if (noisePublic === undefined || toBase64(noisePublic) !== target.noise) return false
  }
  if (target.device !== undefined) {
    if (stage.at !== 'companion' || stage.companion.jid !== target.device) return false
  }
  return true
}
