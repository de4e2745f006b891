import type { Command, ServiceView } from '../bridge/contract.ts'
import type { WindowState } from './mirror.ts'

/** Whether a command of this kind has no answer yet. */
export function isPending(state: WindowState, command: Command['type']): boolean {
  return state.pending.includes(command)
}

/**
 * Whether the window belongs to a linked account. While a code is being refused or a session has ended
 * there may still be an account in flight; the link state decides.
 */
export function isLinked(state: WindowState): boolean {
  return state.snapshot?.link.at === 'linked' && state.snapshot.account !== undefined
}

/** The practice service is the one the repository brings along. */
export function isSandbox(service: ServiceView): boolean {
  return service.name === 'sandbox'
}

/** Whether the service's clock differs from the device's: honoured and shown only in the sandbox. */
export function isClockBent(service: ServiceView): boolean {
  const { clock } = service
  return clock !== undefined && (clock.offsetMs !== 0 || clock.rate !== 1)
}

/**
 * Window-clock time at which a span that the engine announced will be over.
 *
 * @param announcedMs engine-clock milliseconds that were left when the view arrived
 * @param rate engine-clock milliseconds per millisecond here; nonsense counts as 1
 * @param arrivedAtMs window-clock time of the arrival
 */
export function endsAtMs(announcedMs: number, rate: number, arrivedAtMs: number): number {
  return arrivedAtMs + announcedMs / (rate > 0 ? rate : 1)
}
