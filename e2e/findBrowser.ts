import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const systemBrowsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The one sentence for a machine on which no browser can be had. */
export const noBrowser =
  'No browser found: install Chromium (apt-get install chromium, or npx playwright install chromium) or set MOONLET_BROWSER to its path.'

/**
 * The Chromium to test with: `MOONLET_BROWSER`, else Playwright's own (undefined: Playwright finds
 * it), else the first one on the path. `installBrowser.ts` installs one where all of these fail.
 *
 * @throws Error saying what to do, when there is none.
 */
export function findBrowser(): string | undefined {
  const chosen = process.env['MOONLET_BROWSER']
  if (chosen !== undefined && chosen !== '') {
    if (runs(chosen)) return chosen
    throw new Error(`MOONLET_BROWSER is set, but ${chosen} does not run.`)
  }
  const own = chromium.executablePath()
  if (existsSync(own) && runs(own)) return undefined
  const found = systemBrowsers.map(onPath).find((path) => path !== undefined && runs(path))
  if (found === undefined) throw new Error(noBrowser)
  return found
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path))
}

function runs(path: string): boolean {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 })
    return true
  } catch {
    return false
  }
}
