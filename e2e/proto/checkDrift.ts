import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `npm run proto:check`: fails when the committed generated code is not what the .proto files give.

const GENERATED = 'web/wire/proto/gen'

/** Runs buf through its own start file: the package's install script may never have run. */
function generateInto(folder: string): void {
  const buf = join(createRequire(import.meta.url).resolve('@bufbuild/buf'), '../bin/buf')
  execFileSync(process.execPath, [buf, 'generate', '--output', folder], { stdio: 'inherit' })
}

function contents(folder: string): Map<string, string> {
  const names = readdirSync(folder).toSorted()
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

function differences(fresh: Map<string, string>, committed: Map<string, string>): string[] {
  const names = new Set([...fresh.keys(), ...committed.keys()])
  return [...names].filter((name) => fresh.get(name) !== committed.get(name))
}

const scratch = mkdtempSync(join(tmpdir(), 'moonlet-proto-'))
try {
  generateInto(scratch)
  const drifted = differences(contents(join(scratch, GENERATED)), contents(GENERATED))
  if (drifted.length > 0) {
    process.exitCode = 1
    process.stderr.write(
      `Generated code is stale: ${drifted.join(', ')} in ${GENERATED}. ` +
        'Run "npm run proto" and commit the result.\n',
    )
  }
} finally {
  rmSync(scratch, { recursive: true })
}
