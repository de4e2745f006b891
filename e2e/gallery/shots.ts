import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { findBrowser } from '../findBrowser.ts'
import { buildGallery, serveGallery } from './serveGallery.ts'
import { scenes } from './states.ts'

/**
 * Draws scenes of the gallery and checks each with axe.
 *
 *   npx --no-install tsx e2e/gallery/shots.ts --out FOLDER [--only code,expired] [--widths 320,1440]
 *     [--schemes light,dark] [--ratio 2] [--axe]
 *
 * Ends with 1 when axe found something serious.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'test-results/gallery' },
    only: { type: 'string' },
    widths: { type: 'string', default: '320,720,1440' },
    schemes: { type: 'string', default: 'light,dark' },
    ratio: { type: 'string', default: '1' },
    axe: { type: 'boolean', default: false },
  },
})

interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly string[]
}

const axePath = createRequire(import.meta.url).resolve('axe-core')

async function findings(page: Page): Promise<readonly Finding[]> {
  await page.addScriptTag({ path: axePath })
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe
    interface AxeResults {
      violations: { id: string; impact: string; nodes: { html: string }[] }[]
    }
    const { violations } = await axe.run()
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map((node) => node.html),
    }))
  })
}

async function main(): Promise<number> {
  mkdirSync(values.out, { recursive: true })
  await buildGallery()
  const gallery = await serveGallery()
  const executablePath = findBrowser()
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  let serious = 0
  for (const scheme of values.schemes.split(',')) {
    for (const width of values.widths.split(',')) {
      const page = await browser.newPage({
        viewport: { width: Number(width), height: Number(width) < 700 ? 640 : 900 },
        deviceScaleFactor: Number(values.ratio),
        colorScheme: scheme === 'dark' ? 'dark' : 'light',
      })
      page.on('pageerror', (error) => process.stdout.write(`${error.message}\n`))
      for (const name of values.only?.split(',') ?? Object.keys(scenes)) {
        await page.goto(`${gallery.address}?${name}`)
        await page.locator('main h1').waitFor({ state: 'attached' })
        await page.locator('html[data-drawn]').waitFor()
        await page.evaluate(settle)
        await page.screenshot({
          path: `${values.out}/${name}-${width}-${scheme}.png`,
          fullPage: true,
        })
        if (!values.axe) continue
        for (const found of await findings(page)) {
          if (found.impact === 'serious' || found.impact === 'critical') serious += 1
          process.stdout.write(`${name} ${width} ${scheme}: ${found.impact} ${found.id}\n`)
          for (const node of found.nodes) process.stdout.write(`  ${node}\n`)
        }
      }
      await page.close()
    }
  }
  await browser.close()
  await gallery.close()
  return serious
}

/** Waits for fonts and late parts, ends what fades in, and stops what goes on for ever. */
async function settle(): Promise<void> {
  await document.fonts.ready
  // Parts that are loaded apart come late, and React holds them back a little.
  await new Promise<void>((done) => {
    let timer = setTimeout(done, 400)
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(done, 400)
    })
    observer.observe(document.body, { childList: true, subtree: true })
  })
  for (const animation of document.getAnimations()) {
    const { iterations, duration } = animation.effect?.getComputedTiming() ?? {}
    if (iterations === Number.POSITIVE_INFINITY || Number(duration) > 1000) animation.pause()
    else animation.finish()
  }
}

process.exitCode = (await main()) > 0 ? 1 : 0
