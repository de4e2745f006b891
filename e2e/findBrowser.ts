import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const systemBrowsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The Chromium to test with: `MOONLET_BROWSER`, else Playwright's own if it is installed (undefined:
 * Playwright chooses), else the first one on the path. `e2e/installBrowser.ts` installs one.
 *
 * @throws Error with the one sentence that says what to do, when there is none.
 */
export function findBrowser(): string | undefined {
  const chosen = process.env['MOONLET_BROWSER']
  if (chosen !== undefined && chosen !== '') return chosen
  if (existsSync(chromium.executablePath())) return undefined
  for (const name of systemBrowsers) {
    try {
      return execFileSync('which', [name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    } catch {
      continue
    }
  }
  throw new Error(
    'No browser found: install Chromium (apt-get install chromium, or npx playwright install chromium) or set MOONLET_BROWSER to its path.',
  )
}
