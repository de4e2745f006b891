import { execFileSync, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PEERS_FOLDER } from './peers.ts'

/** In the order in which they are run; one file here each, exporting `bench`. */
const MODULES = [
  'codec',
  'frames',
  'handshake',
  'signal',
  'groups',
  'link',
  'browser',
  'return',
  'talk',
  'archive',
  'history',
  'large',
  'search',
] as const

/**
 * `npm run bench` runs all modules, `npm run bench -- codec frames` some of them. Each gets a
 * process of its own, so that none runs on code that another one has warmed up or slowed down.
 */
async function main(wanted: readonly string[]): Promise<void> {
  installPeers()
  for (const name of MODULES) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    await runModule(name)
  }
}

function installPeers(): void {
  if (existsSync(join(PEERS_FOLDER, 'node_modules'))) return
  say('Installing the clients to compare with (npm ci --prefix e2e/peers)')
  execFileSync('npm', ['ci', '--prefix', PEERS_FOLDER], { stdio: 'inherit' })
}

/** The child inherits the options that let this process run TypeScript. */
function runModule(name: string): Promise<void> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [name])
    child.on('exit', (code) => {
      if (code !== 0) {
        say(`${name}: failed`)
        process.exitCode = 1
      }
      resolve()
    })
  })
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await main(process.argv.slice(2))
