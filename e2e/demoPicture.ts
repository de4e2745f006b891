import { chromium } from '@playwright/test'
import { words as demoWords } from '../server/demo/words.ts'
import { words as phoneWords } from '../server/phone/page/words.ts'
import { startHost } from '../server/sandbox/host.ts'
import { appFolder } from './buildApp.ts'
import { findBrowser } from './findBrowser.ts'

/**
 * `npm run picture`: takes the README's picture from the built app, in the moment when the phone's
 * camera has reached the code.
 */
const host = await startHost({ port: 0, dist: appFolder })
const executablePath = findBrowser()
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox'],
})
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${host.url}/demo`)
  const phone = page.frameLocator(`iframe[title="${demoWords.phoneFrame}"]`)
  const companion = page.frameLocator(`iframe[title="${demoWords.browserFrame}"]`)
  await companion.locator('canvas').waitFor()
  await phone.getByRole('button', { name: phoneWords.lock.unlock }).click()
  await phone.getByRole('button', { name: phoneWords.devices.link }).click()
  await page.locator('[data-away="false"]').waitFor()
  await page.screenshot({ path: 'docs/images/demo.png' })
} finally {
  await browser.close()
  await host.close()
}
