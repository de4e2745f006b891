import type { ScanRefusal } from '../../refusals.ts'

/** Where the scanner's picture comes from. Pixels are all it ever gets. */
export type ScanSource = 'neighbour' | 'screen' | 'camera' | 'picture'

/** Why a live picture cannot be had. */
export type SourceFault = 'denied' | 'missing'

/** The phone asked the service and it said no; or the page could not reach it. */
export type ScanFailure = ScanRefusal | 'unreachable'

export type ScanState =
  /** No picture yet: the person chooses where it comes from. */
  | { readonly at: 'choosing' }
  /** Waiting for the browser's permission, or for the first frame. */
  | { readonly at: 'starting'; readonly source: ScanSource }
  | { readonly at: 'looking'; readonly source: ScanSource }
  /** A code was read; the phone signs and uploads. */
  | { readonly at: 'linking'; readonly source: ScanSource }
  | { readonly at: 'linked'; readonly source: ScanSource; readonly deviceName: string }
  | { readonly at: 'refused'; readonly source: ScanSource; readonly failure: ScanFailure }
  | { readonly at: 'blocked'; readonly source: ScanSource; readonly fault: SourceFault }
  /** The live picture ended: the person stopped sharing, or the camera was unplugged. */
  | { readonly at: 'ended'; readonly source: ScanSource }
  /** A still picture without a readable code. */
  | { readonly at: 'nothingFound'; readonly source: 'picture' }

export type ScanEvent =
  | { readonly type: 'choose'; readonly source: ScanSource }
  | { readonly type: 'started' }
  | { readonly type: 'blocked'; readonly fault: SourceFault }
  | { readonly type: 'ended' }
  | { readonly type: 'found' }
  | { readonly type: 'nothingFound' }
  | { readonly type: 'linked'; readonly deviceName: string }
  | { readonly type: 'refused'; readonly failure: ScanFailure }
  | { readonly type: 'again' }

/**
 * The scanner's one transition function. An event that does not belong to the present state is
 * late (a picture that was still being read, an answer after a new choice) and changes nothing.
 */
export function nextScanState(state: ScanState, event: ScanEvent): ScanState {
  switch (event.type) {
    case 'choose':
      return isBusy(state) ? state : { at: 'starting', source: event.source }
    case 'again':
      return again(state)
    case 'started':
      return state.at === 'starting' ? { at: 'looking', source: state.source } : state
    case 'blocked':
      if (state.at !== 'starting') return state
      return { at: 'blocked', source: state.source, fault: event.fault }
    case 'ended':
      return isLooking(state) ? { at: 'ended', source: state.source } : state
    case 'found':
      return isLooking(state) ? { at: 'linking', source: state.source } : state
    case 'nothingFound':
      return isLooking(state) ? { at: 'nothingFound', source: 'picture' } : state
    case 'linked':
      if (state.at !== 'linking') return state
      return { at: 'linked', source: state.source, deviceName: event.deviceName }
    case 'refused':
      if (state.at !== 'linking') return state
      return { at: 'refused', source: state.source, failure: event.failure }
  }
}

/** Whether the picture is live: being waited for, or being read. */
export function isLooking(
  state: ScanState,
): state is Extract<ScanState, { at: 'starting' | 'looking' }> {
  return state.at === 'starting' || state.at === 'looking'
}

/** While the service is asked, and after a link, there is nothing to choose. */
export function isBusy(state: ScanState): boolean {
  return state.at === 'linking' || state.at === 'linked'
}

/** One tap back: the same live picture again, or a new choice where there is none. */
function again(state: ScanState): ScanState {
  switch (state.at) {
    case 'refused':
    case 'blocked':
    case 'ended':
      return state.source === 'picture'
        ? { at: 'choosing' }
        : { at: 'starting', source: state.source }
    case 'nothingFound':
      return { at: 'choosing' }
    default:
      return state
  }
}
