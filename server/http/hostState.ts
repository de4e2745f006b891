import type { PhoneView } from '../phone/control.ts'
import type { ServiceView } from '../sandbox/view.ts'
import type { PolicyReport } from './policyReports.ts'
import type { RequestCounts } from './requestCounts.ts'

/** What `GET /sandbox/state` answers: no keys, no tokens, no content of stanzas. */
export interface HostState {
  readonly service: { readonly name: 'sandbox'; readonly root: string }
  readonly clock: { readonly nowMs: number; readonly offsetMs: number; readonly rate: number }
  readonly phones: readonly PhoneView[]
  readonly connections: ServiceView['connections']
  readonly pendingAnswers: ServiceView['pendingAnswers']
  readonly counters: RequestCounts & ServiceView['counters'] & { readonly socketsLive: number }
  /** Deviations of strict connections: each is a failure of the run. */
  readonly failures: ServiceView['failures']
  /** Deviations of connections that a test declared `report`. */
  readonly reported: ServiceView['reported']
  readonly armedFaults: ServiceView['armedFaults']
  readonly queued: ServiceView['queued']
  readonly devices: ServiceView['devices']
  readonly cspReports: readonly PolicyReport[]
  /** What went wrong in a phone where nobody waited for an answer: each is a failure of the run. */
  readonly phoneNotes: readonly string[]
}
