import { words } from '../words.ts'
import type { ScanState } from './scanState.ts'

/** How a scan ended, in words. */
export interface ScanOutcome {
  readonly good: boolean
  readonly heading: string
  readonly text: string
}

/** The line under the viewfinder while the scanner works; empty when there is nothing to wait for. */
export function progressWords(state: ScanState): string {
  switch (state.at) {
    case 'starting':
      return words.scanner.starting[state.source]
    case 'looking':
      if (state.source === 'picture') return words.scanner.starting.picture
      return state.source === 'neighbour' ? words.scanner.lookingBeside : words.scanner.looking
    case 'linking':
      return words.scanner.linking
    default:
      return ''
  }
}

/** What to say at the end; undefined while the scanner works or waits for a choice. */
export function outcomeOf(state: ScanState): ScanOutcome | undefined {
  const { scanner } = words
  switch (state.at) {
    case 'linked':
      return { good: true, heading: scanner.linkedHeading, text: scanner.linked(state.deviceName) }
    case 'refused':
      return { good: false, heading: scanner.refusedHeading, text: scanner.failures[state.failure] }
    case 'blocked':
      return {
        good: false,
        heading: scanner.blockedHeading[state.source],
        text: scanner.blocked[state.source][state.fault],
      }
    case 'ended':
      return { good: false, heading: scanner.endedHeading, text: scanner.ended }
    case 'nothingFound':
      return { good: false, heading: scanner.nothingHeading, text: scanner.nothing }
    default:
      return undefined
  }
}
