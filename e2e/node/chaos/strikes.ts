import type { FaultAction } from '../../../server/sandbox/faults/fault.ts'
import { FaultError } from '../../../server/sandbox/faults/faultError.ts'
import type { Session } from './session.ts'

/** What can happen to a session at any point. */
export const FAULTS = [
  'socket-cut',
  'engine-killed',
  'disk-full',
  'service-restart',
  'duplicate',
  'reorder',
  'delay',
] as const
export type FaultName = (typeof FAULTS)[number]

const DELAYS_MS = [200, 2_000, 15_000]

/** Strikes now. False when there was nothing to strike: the next step is another occasion. */
export function strikeWith(fault: FaultName, session: Session): boolean {
  const { world, profile, draw } = session
  switch (fault) {
    case 'socket-cut':
      profile.cut()
      return true
    case 'engine-killed':
      session.life?.kill()
      return session.life !== undefined
    case 'disk-full':
      profile.fillDisk(1 + draw(3))
      return true
    case 'service-restart':
      void world.restart(draw(10_000))
      return true
    case 'duplicate':
    case 'reorder':
      return serviceFault(session, { kind: fault }, 1 + draw(3))
    case 'delay':
      return serviceFault(session, { kind: 'delay', ms: DELAYS_MS[draw(3)] ?? 200 })
  }
}

/** False when the service has no connection that this fault could strike. */
function serviceFault({ world }: Session, action: FaultAction, times = 1): boolean {
  try {
    world.service()?.fault({ action, target: {}, times })
    return true
  } catch (cause) {
    if (cause instanceof FaultError) return false
    throw cause
  }
}
