import { FaultError } from '../../server/sandbox/faults/faultError.ts'
import type { Host } from '../../server/sandbox/host.ts'
import { killEngine } from '../killEngine.ts'
import { pause } from './person.ts'
import type { FaultName } from './plan.ts'
import type { Session } from './session.ts'
import { whileThere } from './whileThere.ts'

/** Longer than a login takes, shorter than a person's patience. */
const FULL_MS = 800

/** Strikes now. False when there was nothing to strike: the next moment is another occasion. */
export async function strikeWith(fault: FaultName, session: Session): Promise<boolean> {
  const { host, draw, profile } = session
  switch (fault) {
    case 'socket-cut':
      return serviceFault(host, { kind: 'drop' })
    case 'engine-killed': {
      const browser = profile.browser()
      const killed = browser && (await whileThere(() => killEngine(browser)))
      return killed !== undefined && killed > 0
    }
    case 'page-reloaded': {
      const tab = profile.tab()
      if (tab === undefined) return false
      await whileThere(() => tab.reload({ waitUntil: 'commit' }))
      return true
    }
    case 'other-tab':
      return otherTab(session)
    case 'browser-killed':
      if (profile.tab() === undefined) return false
      await profile.kill()
      return true
    case 'disk-full':
      return fillDisk(session)
    case 'service-restart':
      host.restart(draw(4_000))
      return true
    case 'duplicate':
    case 'reorder':
      return serviceFault(host, { kind: fault, times: 1 + draw(3) })
  }
}

/** A second tab comes, and one of the two goes. */
async function otherTab(session: Session): Promise<boolean> {
  const { profile, draw } = session
  const first = profile.tab()
  if (first === undefined) return false
  await profile.openTab()
  await pause(draw(300))
  if (draw(2) === 0) await whileThere(() => first.close())
  else session.secondTabs.push(first)
  return true
}

/** For a moment nothing can be stored. */
async function fillDisk({ profile, draw }: Session): Promise<boolean> {
  const tab = profile.tab()
  if (tab?.url().startsWith('http') !== true) return false
  const struck = await whileThere(async () => {
    const isFull = await profile.disk().fill(tab)
    if (isFull) await pause(draw(FULL_MS))
    return isFull
  })
  await profile.disk().free()
  return struck === true
}

/** False when the service has no connection that this fault could strike. */
export function serviceFault(host: Host, fault: object): boolean {
  try {
    host.fault(fault)
    return true
  } catch (cause) {
    if (cause instanceof FaultError) return false
    throw cause
  }
}
