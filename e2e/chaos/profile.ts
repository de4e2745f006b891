import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type LaunchOptions,
  type Page,
} from '@playwright/test'
import { boundDisk, type Disk } from '../fullDisk.ts'
import { whileThere } from './whileThere.ts'

/** A browser profile with the companion in one tab, and at times in two. */
export interface Profile {
  /** The tab that the person looks at; absent while there is none. */
  tab(): Page | undefined
  browser(): Browser | undefined
  /** Opens the companion in a new tab, and looks at that one. */
  openTab(): Promise<void>
  /** Ends every process of the browser at once, and starts it again on what lies on the disk. */
  kill(): Promise<void>
  /** The room for what the companion stores. */
  disk(): Disk
  /** What was thrown in a page and caught by nobody. */
  readonly uncaught: readonly string[]
  close(): Promise<void>
}

/** A browser that several profiles share, one after another: starting one takes a second. */
export interface SharedBrowser {
  get(): Promise<Browser>
  close(): Promise<void>
}

/** Starts the browser when it is first asked for, and again when it has ended. */
export function shareBrowser(options: LaunchOptions): SharedBrowser {
  let browser: Browser | undefined
  return {
    async get() {
      if (browser?.isConnected() !== true) browser = await chromium.launch(options)
      return browser
    },
    close: async () => browser?.close(),
  }
}

/** How a profile is opened. */
export interface ProfileOptions {
  readonly url: string
  readonly launch: LaunchOptions
  readonly shared: SharedBrowser
  /** The profile is a folder of its own, and so outlives its browser. */
  readonly onDisk: boolean
}

/** Opens an empty profile without a tab. */
export async function openProfile(options: ProfileOptions): Promise<Profile> {
  const { url, launch, shared, onDisk } = options
  const folder = onDisk ? mkdtempSync(join(tmpdir(), 'moonlet-chaos-')) : undefined
  const uncaught: string[] = []
  let tab: Page | undefined
  let disk: Disk
  let context = await start()

  async function start(): Promise<BrowserContext> {
    const started =
      folder === undefined
        ? await (await shared.get()).newContext()
        : await chromium.launchPersistentContext(folder, launch)
    // The runner of these files marks functions with their names, also those that are sent to a page.
    await started.addInitScript('globalThis.__name = (marked) => marked')
    // What is looked for may have gone: the next glance tells.
    started.setDefaultTimeout(2_000)
    started.setDefaultNavigationTimeout(30_000)
    started.on('weberror', (error) => uncaught.push(error.error().message))
    // A page that nobody looks at: it stays when the tabs go.
    disk = await boundDisk(started, started.pages()[0] ?? (await started.newPage()), url)
    return started
  }

  return {
    tab: () => (tab?.isClosed() === false ? tab : undefined),
    browser: () => context.browser() ?? undefined,
    async openTab() {
      await whileThere(async () => {
        const page = await context.newPage()
        tab = page
        await page.goto(url, { waitUntil: 'commit' })
      })
    },
    async kill() {
      if (folder === undefined) throw new Error('a profile without a folder ends with its browser')
      const ended = new Promise((resolve) => context.once('close', resolve))
      process.kill(await processOf(context), 'SIGKILL')
      await ended
      tab = undefined
      context = await start()
    },
    disk: () => disk,
    uncaught,
    async close() {
      await whileThere(() => context.close())
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The browser's own process; those of its pages end with it. */
async function processOf(context: BrowserContext): Promise<number> {
  const devtools = await context.browser()?.newBrowserCDPSession()
  const { processInfo = [] } = (await devtools?.send('SystemInfo.getProcessInfo')) ?? {}
  const own = processInfo.find(({ type }) => type === 'browser')
  if (own === undefined) throw new Error('the browser does not tell its process')
  return own.id
}
