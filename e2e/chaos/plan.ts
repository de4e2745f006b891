import { drawer } from './draw.ts'

/** The stretches of a session in the browser in which something can go wrong, in their order. */
export const LINKING = ['starting', 'codes-shown', 'pairing', 'first-login'] as const
export const LINKED = ['working', 'returning', 'logging-out'] as const
export const WINDOWS = [...LINKING, ...LINKED] as const
export type Window = (typeof WINDOWS)[number]

/** What can happen to a session at any point. */
export const FAULTS = [
  'socket-cut',
  'engine-killed',
  'page-reloaded',
  'other-tab',
  'browser-killed',
  'disk-full',
  'service-restart',
  'duplicate',
  'reorder',
] as const
export type FaultName = (typeof FAULTS)[number]

/** A disturbance that is to come. */
export interface PlannedStrike {
  readonly window: Window
  readonly fault: FaultName
  /** How many messages the service sees in that window before it strikes. */
  readonly afterMessages: number
}

/** What a seed stands for: a disturbance while the browser is linked, and one later. */
export interface SessionPlan {
  readonly seed: number
  readonly strikes: readonly [PlannedStrike, PlannedStrike]
  readonly logsOut: boolean
}

/** About as many messages as cross the service in each window. */
const MESSAGES: Readonly<Record<Window, number>> = {
  starting: 8,
  'codes-shown': 1,
  pairing: 5,
  'first-login': 16,
  working: 10,
  returning: 14,
  'logging-out': 3,
}

/** The plan of a seed. Neighbours differ in fault and window, until each has met each other. */
export function planOf(seed: number): SessionPlan {
  const draw = drawer(seed)
  const round = Math.floor(seed / FAULTS.length)
  const planned = (window: Window, fault: number): PlannedStrike => ({
    window,
    fault: FAULTS[fault % FAULTS.length] ?? 'socket-cut',
    afterMessages: draw(MESSAGES[window]),
  })
  const early = planned(LINKING[seed % LINKING.length] ?? 'starting', seed)
  const late = planned(LINKED[seed % LINKED.length] ?? 'working', seed + round + 4)
  return {
    seed,
    strikes: [early, late],
    logsOut: late.window === 'logging-out' || draw(6) === 0,
  }
}
