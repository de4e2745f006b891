import { spawnSync } from 'node:child_process'
import { findBrowser, noBrowser } from './findBrowser.ts'

/**
 * Makes sure that there is a browser to test with, before anything else is started. Tries what is
 * there, then Playwright's download, then the system's packages, and else says what to do.
 */
function installBrowser(): void {
  if (present()) return
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const attempts = [
    ['npm', 'exec', '--no', '--', 'playwright', 'install', 'chromium'],
    [...sudo, 'apt-get', 'update'],
    [...sudo, 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
  ]
  for (const [command = '', ...args] of attempts) {
    process.stdout.write(`No browser yet: ${command} ${args.join(' ')}\n`)
    spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 })
    if (present()) return
  }
  process.stderr.write(`${noBrowser}\n`)
  process.exitCode = 1
}

function present(): boolean {
  try {
    findBrowser()
    return true
  } catch (error) {
    if (process.env['MOONLET_BROWSER']) throw error
    return false
  }
}

installBrowser()
