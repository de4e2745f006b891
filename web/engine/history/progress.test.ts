import { expect, it } from 'vitest'
import { historyAfter, type HistoryEvent, type HistoryProgress, SyncType } from './progress.ts'

const { INITIAL_BOOTSTRAP, RECENT, PUSH_NAME, NO_HISTORY } = SyncType
const announced = (syncType: number): HistoryEvent => ({ on: 'announced', syncType })
const stored = (syncType: number, percent?: number, more = false): HistoryEvent => ({
  on: 'stored',
  syncType,
  more,
  ...(percent === undefined ? {} : { percent }),
})
const quiet: HistoryEvent = { on: 'quiet' }

function after(...events: readonly HistoryEvent[]): HistoryProgress {
  return events.reduce(historyAfter, { at: 'waiting' })
}

it.each<[string, HistoryProgress, readonly HistoryEvent[]]>([
  ['the list comes', { at: 'chats' }, [announced(INITIAL_BOOTSTRAP)]],
  ['names alone are not the list', { at: 'waiting' }, [announced(PUSH_NAME), stored(PUSH_NAME)]],
  ['newer messages follow it', { at: 'recent' }, [stored(INITIAL_BOOTSTRAP)]],
  [
    'counted as the phone counts',
    { at: 'recent', percent: 40 },
    [stored(INITIAL_BOOTSTRAP), stored(RECENT, 40)],
  ],
  ['never backwards', { at: 'recent', percent: 80 }, [stored(RECENT, 80), stored(RECENT, 40)]],
  [
    'a chunk of the past may overtake the list',
    { at: 'recent', percent: 30 },
    [stored(RECENT, 30), stored(INITIAL_BOOTSTRAP)],
  ],
  ['to its end', { at: 'done' }, [stored(INITIAL_BOOTSTRAP), stored(RECENT, 100)]],
  ['but not while others wait', { at: 'recent', percent: 100 }, [stored(RECENT, 100, true)]],
  ['until they are stored', { at: 'done' }, [stored(RECENT, 100, true), stored(RECENT, 50)]],
  ['a phone that goes quiet pauses it', { at: 'paused', percent: 50 }, [stored(RECENT, 50), quiet]],
  ['and goes on', { at: 'recent', percent: 50 }, [stored(RECENT, 50), quiet, announced(RECENT)]],
  ['a phone without more says nothing more', { at: 'done' }, [stored(INITIAL_BOOTSTRAP), quiet]],
  ['or nothing at all', { at: 'done' }, [quiet]],
  ['or that there is none', { at: 'done' }, [announced(NO_HISTORY)]],
  [
    'what comes later is not the first history',
    { at: 'done' },
    [quiet, announced(INITIAL_BOOTSTRAP), stored(RECENT, 10)],
  ],
])('%s', (_name, expected, events) => {
  expect(after(...events)).toMatchObject(expected)
})
