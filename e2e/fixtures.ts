import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  test as base,
  expect,
  type Page,
} from '@playwright/test'
import type axeCore from 'axe-core'
import { startHost, type Host, type HostOptions } from '../server/sandbox/host.ts'
import { appFolder } from './buildApp.ts'
import { watchWorkers, type WorkerWatch } from './workerErrors.ts'

export { expect }

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

interface Fixtures {
  hostOptions: Partial<HostOptions>
  /** A service, phones and web server of the story's own. */
  sandbox: Host
  /** A service that can go away and come back on the same port with what it kept. */
  restartable: Restartable
  /** Fails the story on any policy violation, uncaught error, strict failure or serious axe finding. */
  calm: Calm
}

export interface Restartable {
  readonly host: () => Host
  readonly stop: () => Promise<void>
  /** Stops it if it runs, and starts it again. */
  readonly restart: () => Promise<void>
}

/** Collects what must not happen in any page of a story. */
export interface Calm {
  /** Also watches the workers of the context's browser. */
  watch(context: BrowserContext): Promise<void>
  /** Runs axe on a page now; stories call it for states that do not last to the end. */
  axe(page: Page): Promise<void>
  /** Waits for a wrong that the story caused on purpose, and forgives what matches. */
  forgive(pattern: RegExp): Promise<void>
}

export const test = base.extend<Fixtures>({
  hostOptions: [{}, { option: true }],
  sandbox: async ({ hostOptions }, use) => {
    const host = await startHost({ port: 0, dist: appFolder, record: true, ...hostOptions })
    await use(host)
    await host.close()
  },
  restartable: async ({}, use) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'moonlet-sandbox-'))
    const start = (port: number): Promise<Host> =>
      startHost({ port, dist: appFolder, dataDir, record: true })
    let host = await start(0)
    let running = true
    const wrongs: string[] = []
    const stop = async (): Promise<void> => {
      if (!running) return
      // The next host begins with empty lists.
      wrongs.push(...wrongsToldBy(host))
      await host.close()
      running = false
    }
    const restart = async (): Promise<void> => {
      await stop()
      host = await start(host.port)
      running = true
    }
    await use({ host: () => host, stop, restart })
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
    expect(wrongs).toEqual([])
  },
  baseURL: async ({ sandbox }, use) => {
    await use(sandbox.url)
  },
  calm: [
    async ({ sandbox, context }, use) => {
      const wrongs: string[] = []
      const workers = new Map<Browser, WorkerWatch>()
      const watch = async (watched: BrowserContext): Promise<void> => {
        const watchPage = (page: Page): void => {
          page.on('pageerror', (error) => wrongs.push(`uncaught: ${error.message}`))
          page.on('console', (message) => {
            if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(message.text())) {
              wrongs.push(`policy: ${message.text()}`)
            }
          })
        }
        watched.on('weberror', (error) => wrongs.push(`uncaught: ${error.error().message}`))
        watched.on('page', watchPage)
        watched.pages().forEach(watchPage)
        const browser = watched.browser()
        if (browser === null) throw new Error('a context without a browser cannot be watched')
        if (workers.has(browser)) return
        workers.set(browser, await watchWorkers(browser, (text) => wrongs.push(text)))
      }
      const axe = async (page: Page): Promise<void> => {
        wrongs.push(...(await seriousFindings(page)))
      }
      const forgive = async (pattern: RegExp): Promise<void> => {
        await expect.poll(() => wrongs.some((wrong) => pattern.test(wrong))).toBe(true)
        wrongs.splice(0, wrongs.length, ...wrongs.filter((wrong) => !pattern.test(wrong)))
      }
      await watch(context)
      await use({ watch, axe, forgive })
      for (const page of context.pages()) await axe(page)
      for (const watched of workers.values()) await watched.stop()
      wrongs.push(...wrongsToldBy(sandbox))
      expect(wrongs).toEqual([])
    },
    { auto: true },
  ],
})

/** What a service holds against the companions and pages that talked to it. */
function wrongsToldBy(host: Host): string[] {
  const { cspReports, failures, phoneNotes } = host.state()
  return [
    ...cspReports.map((report) => `policy report: ${JSON.stringify(report)}`),
    ...failures.map((failure) => `strict: ${JSON.stringify(failure)}`),
    ...phoneNotes.map((note) => `phone: ${note}`),
  ]
}

async function seriousFindings(page: Page): Promise<string[]> {
  if (!page.url().startsWith('http')) return []
  await page.evaluate(axeSource)
  const violations = await page.evaluate(lookAtRest)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const seen = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`)
      return `axe ${id}: ${seen.join(' | ')}`
    })
}

/**
 * Runs in the page: what axe finds while nothing fades. What fades in is pale for a moment, so a look
 * with findings during which something moved is taken again; what turns for ever, or for a code's
 * whole life, is not waited for.
 */
async function lookAtRest(): Promise<axeCore.Result[]> {
  const { axe } = globalThis as unknown as { axe: typeof axeCore }
  const fading = () =>
    document
      .getAnimations()
      .filter((animation) => Number(animation.effect?.getComputedTiming().endTime) <= 1_000)
      .filter(({ playState }) => playState !== 'finished')
  let began = 0
  const note = () => void began++
  for (const event of ['animationstart', 'transitionrun']) document.addEventListener(event, note)
  for (let look = 1; ; look++) {
    await Promise.allSettled(fading().map(({ finished }) => finished))
    const before = began
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    const moved = began > before || fading().length > 0
    if (violations.length === 0 || !moved || look === 5) return violations
  }
}
