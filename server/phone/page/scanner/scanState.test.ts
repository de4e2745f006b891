import { describe, expect, it } from 'vitest'
import { nextScanState, type ScanEvent, type ScanState } from './scanState.ts'

function after(state: ScanState, ...events: ScanEvent[]): ScanState {
  return events.reduce(nextScanState, state)
}

const choosing: ScanState = { at: 'choosing' }
const looking: ScanState = { at: 'looking', source: 'camera' }
const linking: ScanState = { at: 'linking', source: 'camera' }

const everyState: ScanState[] = [
  choosing,
  { at: 'starting', source: 'screen' },
  looking,
  linking,
  { at: 'linked', source: 'camera', deviceName: 'Chrome (Linux)' },
  { at: 'refused', source: 'camera', failure: 'unknown-ref' },
  { at: 'blocked', source: 'camera', fault: 'denied' },
  { at: 'ended', source: 'screen' },
  { at: 'nothingFound', source: 'picture' },
]

describe('nextScanState', () => {
  it('goes from a choice to a linked device', () => {
    const end = after(
      choosing,
      { type: 'choose', source: 'neighbour' },
      { type: 'started' },
      { type: 'found' },
      { type: 'linked', deviceName: 'Chrome (Linux)' },
    )
    expect(end).toEqual({ at: 'linked', source: 'neighbour', deviceName: 'Chrome (Linux)' })
  })

  it('starts the same live picture again after a refusal', () => {
    const refused = after(linking, { type: 'refused', failure: 'unknown-ref' })
    expect(refused).toEqual({ at: 'refused', source: 'camera', failure: 'unknown-ref' })
    expect(after(refused, { type: 'again' })).toEqual({ at: 'starting', source: 'camera' })
  })

  it('asks for another picture after one that was refused or empty', () => {
    const refused: ScanState = { at: 'refused', source: 'picture', failure: 'not-a-code' }
    expect(after(refused, { type: 'again' })).toEqual(choosing)
    expect(after({ at: 'nothingFound', source: 'picture' }, { type: 'again' })).toEqual(choosing)
  })

  it('names a picture that cannot be had', () => {
    const blocked = after(
      choosing,
      { type: 'choose', source: 'camera' },
      { type: 'blocked', fault: 'denied' },
    )
    expect(blocked).toEqual({ at: 'blocked', source: 'camera', fault: 'denied' })
    expect(after(blocked, { type: 'choose', source: 'screen' })).toMatchObject({ at: 'starting' })
  })

  it('uses one code only: what is read while linking is dropped', () => {
    expect(after(linking, { type: 'found' })).toBe(linking)
    expect(after(linking, { type: 'choose', source: 'screen' })).toBe(linking)
    expect(after(linking, { type: 'ended' })).toBe(linking)
  })

  it.each<[string, ScanEvent, string[]]>([
    ['an answer', { type: 'linked', deviceName: 'x' }, ['linking']],
    ['a refusal', { type: 'refused', failure: 'old-code' }, ['linking']],
    ['a code', { type: 'found' }, ['starting', 'looking']],
    ['an empty picture', { type: 'nothingFound' }, ['starting', 'looking']],
    ['the end of the picture', { type: 'ended' }, ['starting', 'looking']],
    ['a permission', { type: 'started' }, ['starting']],
    ['a missing permission', { type: 'blocked', fault: 'missing' }, ['starting']],
  ])('ignores %s that comes late', (_name, event, places) => {
    const changed = everyState.filter((state) => nextScanState(state, event) !== state)
    expect(changed.map(({ at }) => at)).toEqual(places)
  })
})
