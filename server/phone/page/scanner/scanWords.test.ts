import { describe, expect, it } from 'vitest'
import { words } from '../words.ts'
import type { ScanFailure, ScanState } from './scanState.ts'
import { outcomeOf, progressWords } from './scanWords.ts'

describe('words of the scanner', () => {
  it.each<ScanState>([
    { at: 'starting', source: 'camera' },
    { at: 'looking', source: 'screen' },
    { at: 'linking', source: 'neighbour' },
  ])('say what it waits for: $at', (state) => {
    expect(progressWords(state)).not.toBe('')
    expect(outcomeOf(state)).toBeUndefined()
  })

  it('say nothing while the person chooses', () => {
    expect(progressWords({ at: 'choosing' })).toBe('')
    expect(outcomeOf({ at: 'choosing' })).toBeUndefined()
  })

  it('name the device that was linked', () => {
    const state: ScanState = { at: 'linked', source: 'camera', deviceName: 'Edge (Windows)' }
    expect(outcomeOf(state)).toMatchObject({ good: true })
    expect(outcomeOf(state)?.text).toContain('Edge (Windows)')
  })

  it('tell an expired code what to do', () => {
    const state: ScanState = { at: 'refused', source: 'camera', failure: 'unknown-ref' }
    expect(outcomeOf(state)?.text).toBe(
      'This code is no longer valid. Scan the one on the screen now.',
    )
  })

  it('differ for every way a scan can fail', () => {
    const failures = Object.keys(words.scanner.failures) as ScanFailure[]
    const texts = failures.map(
      (failure) => outcomeOf({ at: 'refused', source: 'camera', failure })?.text,
    )
    expect(new Set(texts).size).toBe(failures.length)
  })

  it.each<ScanState>([
    { at: 'blocked', source: 'camera', fault: 'denied' },
    { at: 'blocked', source: 'picture', fault: 'missing' },
    { at: 'ended', source: 'screen' },
    { at: 'nothingFound', source: 'picture' },
  ])('say that nothing came of it: $at $source', (state) => {
    expect(outcomeOf(state)).toMatchObject({ good: false })
    expect(outcomeOf(state)?.text).toMatch(/\.$/)
  })
})
