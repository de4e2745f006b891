import type { Fault } from './faults.ts'

const pages = 'web/engine/pages/messagePages.ts'
const foldStream = 'web/engine/pages/foldStream.ts'
const source = 'web/engine/pages/pageSource.ts'
const reads = 'web/engine/pages/streamReads.ts'
const folding = ['web/engine/pages/folding.test.ts']
const damage = ['web/engine/pages/damage.test.ts']

/** Faults in how messages lie in pages. */
export const PAGE_FAULTS: readonly Fault[] = [
  {
    name: 'an older word of the journal stands over a newer page',
    file: 'web/engine/pages/planFold.ts',
    line: 'const streams = byStream([...journal.writes, ...fresh], damaged)',
    instead: 'const streams = byStream([...fresh, ...journal.writes], damaged)',
    tests: folding,
  },
  {
    name: 'the parts of a page that was split lie in one place',
    file: foldStream,
    line: 'made.pages.set(place, bytes)',
    instead: 'made.pages.set(key, bytes)',
    tests: folding,
  },
  {
    name: 'a reader takes pages from before a fold and from after it',
    file: 'web/engine/pages/foldWatch.ts',
    line: 'if (unchanged()) return found',
    instead: 'return found',
    tests: folding,
  },
  {
    name: 'the journal is not read back by the next engine',
    file: 'web/engine/pages/journal.ts',
    line: 'if (row !== undefined) add(number, row)',
    instead: 'if (row !== undefined) add(number, { writes: [] })',
    tests: folding,
  },
  {
    name: 'traffic puts off that removed content leaves the journal',
    file: 'web/engine/pages/foldTimer.ts',
    line: 'wait(Math.min(IDLE_MS, latestMs - nowMs))',
    instead: 'wait(IDLE_MS)',
    tests: folding,
  },
  {
    name: 'a removed message leaves no trace that keeps it from coming back',
    file: pages,
    line: 'return entries.filter(({ row }) => ids.has(row.id))',
    instead: 'return entries.filter(({ row }) => ids.has(row.id) && !isTombstone(row))',
    tests: folding,
  },
  {
    name: 'a removed message is shown again once it lies in a page',
    file: reads,
    line: '({ key, row }) => !isTombstone(row) && isWithin(key, stretch),',
    instead: '({ key }) => isWithin(key, stretch),',
    tests: folding,
  },
  {
    name: 'an id is found in the newest pages only',
    file: reads,
    line: 'for (const record of await source.records(keys)) {',
    instead: 'for (const record of await source.records(keys.slice(-1))) {',
    tests: folding,
  },
  {
    name: 'one damaged page makes its whole conversation unreadable',
    file: 'web/engine/pages/readEach.ts',
    line: 'found.push(undefined)',
    instead: 'throw cause',
    tests: damage,
  },
  {
    name: 'a damaged page is not remembered',
    file: foldStream,
    line: 'made.damaged.push({ key: page.key, count: page.count, ...to })',
    instead: 'void to',
    tests: damage,
  },
  {
    name: 'a damaged record of the directory hides its pages',
    file: source,
    line: 'const made = read ?? (await rebuild(key))',
    instead: 'const made = read ?? { key, pages: [] }',
    tests: damage,
  },
  {
    name: 'what an older build stored stays in its old stores when it was brought forward',
    file: 'web/engine/work/createWork.ts',
    line: 'await commit(batch, true, slice.removals)',
    instead: 'await commit(batch, true)',
    tests: ['web/engine/pages/oldMessages.test.ts'],
  },
  {
    name: 'what the old stores knew of removed messages is thrown away',
    file: 'web/engine/pages/oldMessages.ts',
    line: 'const placed = rows.filter(({ row }) => row.gone !== true)',
    instead: 'const placed = rows',
    tests: ['web/engine/pages/oldMessages.test.ts'],
  },
]
