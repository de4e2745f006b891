import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Builds the web app twice, into folders of different names and at different times, and compares the
 * lists of files and their SHA-256. Prints the hashes, which is what a release publishes, or the
 * first difference.
 */
function build(folder: string): Map<string, string> {
  execFileSync(
    'npm',
    ['exec', '--no', '--', 'vite', 'build', '--outDir', folder, '--logLevel', 'error'],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return new Map(files.map((file) => [file.slice(folder.length + 1), sha256(file)]))
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** What differs first, or undefined when the builds are the same bytes. */
function firstDifference(
  once: ReadonlyMap<string, string>,
  again: ReadonlyMap<string, string>,
): string | undefined {
  for (const [file, hash] of once) {
    if (!again.has(file)) return `${file} is in the first build only`
    if (again.get(file) !== hash) return `${file} differs: ${hash} and ${again.get(file)}`
  }
  for (const file of again.keys()) {
    if (!once.has(file)) return `${file} is in the second build only`
  }
  return undefined
}

const folders = [
  mkdtempSync(join(tmpdir(), 'moonlet-build-')),
  mkdtempSync(join(tmpdir(), 'moonlet-the-same-build-again-')),
] as const
try {
  const once = build(folders[0])
  const difference = firstDifference(once, build(folders[1]))
  for (const [file, hash] of once) process.stdout.write(`${hash}  ${file}\n`)
  process.stdout.write(
    difference === undefined
      ? `Two builds of ${once.size} files are the same bytes.\n`
      : `Two builds differ: ${difference}\n`,
  )
  if (difference !== undefined || once.size === 0) process.exitCode = 1
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
