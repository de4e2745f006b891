import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { appFolder } from './buildApp.ts'

/**
 * Adds up the scripts that the built app loads until its first code is drawn, page and engine, as
 * gzip -9 packs them. Ends with 1 above the limit. What is imported later does not count.
 */
const LIMIT_BYTES = 162_000

const folder = join(appFolder, 'assets')
const files = readdirSync(folder).filter((name) => name.endsWith('.js'))

/** The one script of that name; its hash follows. */
function scriptNamed(name: string): string {
  const found = files.filter((file) => file.replace(/-[\w-]{8}\.js$/, '') === name)
  if (found.length !== 1) throw new Error(`${found.length} scripts are named ${name}`)
  return found[0] ?? ''
}

function scriptsOfPage(): string[] {
  const page = readFileSync(join(appFolder, 'index.html'), 'utf8')
  return [...page.matchAll(/\/assets\/([^"]+\.js)"/g)].map(([, name = '']) => name)
}

/** Static imports as the bundler writes them; a dynamic one has a parenthesis. */
function importsOf(name: string): string[] {
  const source = readFileSync(join(folder, name), 'utf8')
  return [...source.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)].map(
    ([, imported = '']) => imported,
  )
}

function reachedFrom(roots: readonly string[]): Set<string> {
  const reached = new Set<string>()
  const visit = (name: string): void => {
    if (reached.has(name)) return
    reached.add(name)
    importsOf(name).forEach(visit)
  }
  roots.forEach(visit)
  return reached
}

// The engine's second part is imported dynamically, but there is no code without it.
const roots = [...scriptsOfPage(), scriptNamed('engine.worker'), scriptNamed('life')]
let total = 0
for (const name of reachedFrom(roots)) {
  const bytes = gzipSync(readFileSync(join(folder, name)), { level: 9 }).length
  total += bytes
  process.stdout.write(`${String(bytes).padStart(7)}  ${name}\n`)
}
process.stdout.write(`${total} bytes until the first code, of ${LIMIT_BYTES}\n`)
if (total > LIMIT_BYTES) process.exitCode = 1
