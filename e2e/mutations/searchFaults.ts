import type { Fault } from './faults.ts'

const folding = 'web/search/folding.ts'
const foldingTests = ['web/search/folding.test.ts']
const index = ['web/search/index.property.test.ts']
const engine = ['web/engine/search/createSearch.test.ts']
const any = ['web/engine/search/createSearch.property.test.ts']
const indexer = 'web/engine/search/indexer.ts'

/** Faults in what a search finds, and in what the index keeps. */
export const SEARCH_FAULTS: readonly Fault[] = [
  {
    name: 'diacritics make another word',
    file: folding,
    line: "if (DROPPED.test(part) || (MARK.test(part) && DROPPED_MARK.test(part))) return ''",
    instead: "if (DROPPED.test(part)) return ''",
    tests: foldingTests,
  },
  {
    name: 'a script without spaces is one long word',
    file: folding,
    line: 'return DENSE_SCRIPT.test(text) ? DENSE : PLAIN',
    instead: 'return PLAIN',
    tests: foldingTests,
  },
  {
    name: 'the last character of a script without spaces is no term',
    file: 'web/search/runs.ts',
    line: 'while (at < to) {',
    instead: 'while (at + widthAt(folded, at) < to) {',
    tests: index,
  },
  {
    name: 'marks stand where the folded text has them',
    file: 'web/search/needles.ts',
    line: 'marks.push([from[at] ?? 0, to[at + needle.text.length - 1] ?? text.length])',
    instead: 'marks.push([at, at + needle.text.length])',
    tests: foldingTests,
  },
  {
    name: 'one word of several is enough',
    file: 'web/search/needles.ts',
    line: 'return seen.size === needles.length ? joined(marks) : undefined',
    instead: 'return seen.size > 0 ? joined(marks) : undefined',
    tests: foldingTests,
  },
  {
    name: 'a term that only a dropped document had stays in its block',
    file: 'web/search/dropDocs.ts',
    line: 'if (left.length > 0) writer.add(cursor.term.slice(0, cursor.length()), left)',
    instead: 'writer.add(cursor.term.slice(0, cursor.length()), left)',
    tests: index,
  },
  {
    name: 'a block that lost its first term is found by it',
    file: 'web/search/dropDocs.ts',
    line: 'dictionary.push({ block: entry.block, first: block.first })',
    instead: 'dictionary.push(entry)',
    tests: index,
  },
  {
    name: 'dropped documents come back when segments merge',
    file: 'web/search/mergeSegments.ts',
    line: 'while (table.streams[place] === 0) place += 1',
    instead: '',
    tests: index,
  },
  {
    name: 'of a block of terms only those with its first letter are read',
    file: 'web/search/querySegment.ts',
    line: 'for (let at = Math.max(0, low - 1); at < dictionary.length; at++) {',
    instead: 'for (let at = low; at < dictionary.length; at++) {',
    tests: index,
  },
  {
    name: 'an edit leaves the words of before in the index',
    file: 'web/engine/search/searchQueue.ts',
    line: 'if (was) keys.push(key)',
    instead: 'if (was && !is) keys.push(key)',
    tests: engine,
  },
  {
    name: 'what was dropped never leaves the segments',
    file: indexer,
    line: 'if (dropDue) return await dropAll()',
    instead: '',
    tests: engine,
  },
  {
    name: 'a damaged segment is set aside and not made anew',
    file: indexer,
    line: 'if (sick !== undefined) return await heal(sick)',
    instead: '',
    tests: engine,
  },
  {
    name: 'what the engine before this one left in the journal is not found',
    file: 'web/engine/search/recentMessages.ts',
    line: 'for (const { key } of row.writes) keys.set(key.join(), key)',
    instead: '',
    tests: any,
  },
  {
    name: 'what the engine before this one had in memory only is lost to the search',
    file: 'web/engine/search/backlog.ts',
    line: 'if (found?.added !== undefined) waiting.set(row, unpackKeys(found.added))',
    instead: '',
    tests: engine,
  },
  {
    name: 'the next part begins with the hit that ended the one before',
    file: 'web/engine/search/searchSources.ts',
    line: 'keys ??= index.find(groups).filter((key) => compareDocs(key, after) > 0)',
    instead: 'keys ??= index.find(groups)',
    tests: engine,
  },
  {
    name: 'a hit is not looked at before it is shown',
    file: 'web/engine/search/searchHits.ts',
    line: 'if (marks === undefined) return undefined',
    instead: '',
    tests: any,
  },
  {
    name: 'a hit of another kind or sender is shown',
    file: 'web/engine/search/searchHits.ts',
    line: 'if (!plan.fits(key, row.author, kind)) return undefined',
    instead: '',
    tests: engine,
  },
]
