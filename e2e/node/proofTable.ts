import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** One test that a table names. */
export interface Proof {
  readonly file: string
  readonly title: string
}

/** The rows of a document's one table, as their cells. */
export function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.slice(1, -1).split('|'))
    .map((cells) => cells.map((cell) => cell.trim()))
}

const PROOF = /`([^`]+)` "((?:[^"\\]|\\.)+)"/

/** Each `file` "title" of a cell, with a semicolon between two; none when anything else stands there. */
export function proofsOf(cell: string): Proof[] {
  if (!new RegExp(`^${PROOF.source}(; ${PROOF.source})*$`).test(cell)) return []
  return Array.from(cell.matchAll(new RegExp(PROOF, 'g')), ([, file = '', title = '']) => ({
    file,
    title: title.replaceAll('\\"', '"'),
  }))
}

/** The paths of all test files, by name: a table names a file without its folder. */
export function testFiles(): Map<string, string[]> {
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
export function problemOf(
  { file, title }: Proof,
  files: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const paths = files.get(file) ?? []
  if (paths.length === 0) return `no file ${file}`
  // In a source a quote may be written with a backslash, or not.
  const isThere = paths.some((path) => {
    const source = readFileSync(path, 'utf8').replaceAll('\\', '')
    return ["'", '"', '`'].some((quote) => source.includes(quote + title + quote))
  })
  return isThere ? undefined : `no test "${title}" in ${file}`
}

/** What is wrong with a row whose last cell names its proofs; nothing when all is well. */
export function problemOfRow(
  cells: readonly string[],
  columns: number,
  files: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  if (cells.length !== columns || cells.includes('')) return `cells of: ${cells[0]}`
  const proofs = proofsOf(cells.at(-1) ?? '')
  if (proofs.length === 0) return `no proof for: ${cells[0]}`
  return proofs.map((proof) => problemOf(proof, files)).find((found) => found !== undefined)
}
