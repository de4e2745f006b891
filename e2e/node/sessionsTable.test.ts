import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { problemOf, problemOfRow, proofsOf, rowsOf, testFiles } from './proofTable.ts'

const COLUMNS = 4

const files = testFiles()

describe('the table of docs/sessions.md', () => {
  const rows = rowsOf(readFileSync('docs/sessions.md', 'utf8'))

  it('names a test in every row, and every one of them exists', () => {
    const problems = rows
      .filter(([what = '']) => !what.startsWith('**'))
      .map((cells) => problemOfRow(cells, COLUMNS, files))
      .filter((problem) => problem !== undefined)
    expect(problems).toEqual([])
    expect(rows.length).toBeGreaterThan(80)
  })

  it.each([400, 401, 402, 403, 405, 406, 409, 411, 415, 418, 500, 501, 503, 515, 516, 429])(
    'speaks of %d',
    (number) => {
      expect(rows.some(([what = '']) => what.includes(String(number)))).toBe(true)
    },
  )
})

describe('the table of docs/proof.md', () => {
  const rows = rowsOf(readFileSync('docs/proof.md', 'utf8'))
  const isLater = (cells: readonly string[]) => cells.at(-1)?.startsWith('comes with ') === true

  it('has every row once, in order', () => {
    const lengths = { A: 10, B: 11, C: 5, D: 6, E: 8 }
    const ids = Object.entries(lengths).flatMap(([letter, length]) =>
      Array.from({ length }, (_, at) => `${letter}${at + 1}`),
    )
    expect(rows.map(([id]) => id)).toEqual(ids)
  })

  it('names tests that exist, or says with what a proof comes', () => {
    const problems = rows
      .filter((cells) => !isLater(cells))
      .map((cells) => problemOfRow(cells, COLUMNS, files))
      .filter((problem) => problem !== undefined)
    expect(problems).toEqual([])
    expect(rows.filter(isLater).map(([id]) => id)).toEqual(['C5'])
  })
})

describe('the check of a row', () => {
  const proof = { file: 'sessionsTable.test.ts', title: 'nobody wrote ' + 'this one' }

  it('would notice a file or a title that is not there', () => {
    expect(problemOf(proof, files)).toContain('no test')
    expect(problemOf({ ...proof, file: 'nowhere.test.ts' }, files)).toContain('no file')
    expect(
      problemOf({ ...proof, title: 'would notice a file or a title that is not there' }, files),
    ).toBeUndefined()
  })

  it('would notice a row without a proof, and the second proof of a row', () => {
    expect(proofsOf('someday')).toEqual([])
    expect(proofsOf('`x.ts` "one"; `y.ts` "two"').map(({ file }) => file)).toEqual(['x.ts', 'y.ts'])
    const good = '`sessionsTable.test.ts` "has every row once, in order"'
    expect(problemOfRow(['a', 'b', 'c', good], COLUMNS, files)).toBeUndefined()
    expect(problemOfRow(['a', 'b', 'c', 'someday'], COLUMNS, files)).toContain('no proof')
    expect(problemOfRow(['a', 'b', good], COLUMNS, files)).toContain('cells')
    const second = `${good}; \`${proof.file}\` "${proof.title}"`
    expect(problemOfRow(['a', 'b', 'c', second], COLUMNS, files)).toContain('no test')
  })
})
