import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** One test that the table names. */
interface Proof {
  readonly row: string
  readonly file: string
  readonly title: string
}

const COLUMNS = 4

/** The rows of the one table, as their cells. */
function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.slice(1, -1).split('|'))
    .map((cells) => cells.map((cell) => cell.trim()))
}

const PROOF = /`([^`]+)` "((?:[^"\\]|\\.)+)"/

/** Each `file` "title" in the last cell, with a semicolon between two; a heading has none. */
function proofsOf([row = '', , , cell = '']: readonly string[]): Proof[] {
  if (!new RegExp(`^${PROOF.source}(; ${PROOF.source})*$`).test(cell)) return []
  return Array.from(cell.matchAll(new RegExp(PROOF, 'g')), ([, file = '', title = '']) => ({
    row,
    file,
    title: title.replaceAll('\\"', '"'),
  }))
}

function testFiles(): Map<string, string[]> {
  const files = new Map<string, string[]>()
  for (const folder of ['web', 'server', 'e2e']) {
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(test|spec)\.tsx?$/.test(path) || path.includes('node_modules')) continue
      const name = basename(path)
      files.set(name, [...(files.get(name) ?? []), join(folder, path)])
    }
  }
  return files
}

/** What is wrong with a proof; nothing when its test exists. */
function problemOf({ file, title }: Proof, files: ReadonlyMap<string, readonly string[]>) {
  const paths = files.get(file) ?? []
  if (paths.length === 0) return `no file ${file}`
  // In a source a quote may be written with a backslash, or not.
  const isThere = paths.some((path) => {
    const source = readFileSync(path, 'utf8').replaceAll('\\', '')
    return ["'", '"', '`'].some((quote) => source.includes(quote + title + quote))
  })
  return isThere ? undefined : `no test "${title}" in ${file}`
}

describe('the table of docs/sessions.md', () => {
  const rows = rowsOf(readFileSync('docs/sessions.md', 'utf8'))
  const files = testFiles()

  it('names a test in every row, and every one of them exists', () => {
    const problems = rows
      .filter(([what = '']) => !what.startsWith('**'))
      .map((cells) => {
        if (cells.length !== COLUMNS || cells.includes('')) return `cells of: ${cells[0]}`
        const proofs = proofsOf(cells)
        if (proofs.length === 0) return `no proof for: ${cells[0]}`
        return proofs.map((proof) => problemOf(proof, files)).find((found) => found !== undefined)
      })
      .filter((problem) => problem !== undefined)
    expect(problems).toEqual([])
    expect(rows.length).toBeGreaterThan(80)
  })

  it('would notice a file or a title that is not there', () => {
    const proof = { row: 'x', file: 'sessionsTable.test.ts', title: 'nobody wrote ' + 'this one' }
    expect(problemOf(proof, files)).toContain('no test')
    expect(problemOf({ ...proof, file: 'nowhere.test.ts' }, files)).toContain('no file')
    expect(proofsOf(['a', 'b', 'c', 'someday'])).toEqual([])
    expect(proofsOf(['a', 'b', 'c', '`x.ts` "one"; `y.ts` "two"']).map(({ file }) => file)).toEqual(
      ['x.ts', 'y.ts'],
    )
    expect(
      problemOf({ ...proof, title: 'would notice a file or a title that is not there' }, files),
    ).toBeUndefined()
  })

  it.each([400, 401, 402, 403, 405, 406, 409, 411, 415, 418, 500, 501, 503, 515, 516, 429])(
    'speaks of %d',
    (number) => {
      expect(rows.some(([what = '']) => what.includes(String(number)))).toBe(true)
    },
  )
})
