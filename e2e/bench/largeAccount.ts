import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium } from '@playwright/test'
import { type Host, startHost } from '../../server/sandbox/host.ts'
import { findBrowser } from '../findBrowser.ts'
import { profiled } from './engineProfile.ts'
import { linked, takeHistory } from './givenHistory.ts'
import { madePast, type MadeChunk, type PastWish } from './madePast.ts'

const CACHE = fileURLToPath(new URL('./.cache/', import.meta.url))
/** Blobs that are given at once: the next ones are made when these are stored. */
const TOGETHER = 10
const CHUNK = 5_000

/** An account that was linked and filled once, and is opened again and again. */
export interface LargeAccount {
  readonly context: BrowserContext
  readonly host: Host
  close(): Promise<void>
}

/**
 * Opens the kept account of this size, and makes it first where there is none: by linking, and by the
 * import that every account goes through. Kept apart for each form of what is stored.
 */
export async function largeAccount(
  { chats, messages }: Pick<PastWish, 'chats' | 'messages'>,
  dist: string,
): Promise<LargeAccount> {
  const folder = join(CACHE, `${chats}-${messages}-${storedForm()}`)
  const place = { profile: join(folder, 'profile'), data: join(folder, 'host') }
  const portFile = join(folder, 'port')
  if (!existsSync(portFile)) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const made = await open(place, dist, 0)
    try {
      await fill(made, { chats, messages, chunkMessages: CHUNK, untilSec: nowSec() - 3_600 })
    } finally {
      await made.close()
    }
    writeFileSync(portFile, String(made.host.port))
  }
  return await open(place, dist, Number(readFileSync(portFile, 'utf8')))
}

const nowSec = () => Math.floor(Date.now() / 1000)

/** What was stored by another build may look different. */
function storedForm(): string {
  const hash = createHash('sha256')
  for (const name of ['storage/archiveRows.ts', 'storage/talkRows.ts', 'storage/schema.ts']) {
    hash.update(readFileSync(fileURLToPath(new URL(`../../web/${name}`, import.meta.url))))
  }
  return hash.digest('hex').slice(0, 8)
}

async function open(
  { profile, data }: { readonly profile: string; readonly data: string },
  dist: string,
  port: number,
): Promise<LargeAccount> {
  const host = await startHost({
    port,
    dist,
    dataDir: data,
    record: port === 0,
    people: { cast: false },
  })
  const executablePath = findBrowser()
  const context = await chromium.launchPersistentContext(profile, {
    args: ['--no-sandbox', '--disable-background-networking'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  // The runner of these files marks functions with their names, also those that are sent to a page.
  await context.addInitScript('globalThis.__name = (marked) => marked')
  return {
    context,
    host,
    async close() {
      await context.close()
      await host.close()
    },
  }
}

async function fill({ context, host }: LargeAccount, wish: PastWish): Promise<void> {
  const page = await linked(context, host)
  let waiting: MadeChunk[] = []
  let done = 0
  const give = async (): Promise<void> => {
    const browser = context.browser()
    if (browser === null) throw new Error('no browser')
    await profiled(browser, `fill-${done}`, async () => {
      await takeHistory(host, page, waiting)
    })
    done += waiting.length
    waiting = []
    process.stdout.write(
      `  ${Math.min(done * CHUNK, wish.messages)} of ${wish.messages} messages are stored\n`,
    )
  }
  for (const chunk of madePast(wish)) {
    waiting.push(chunk)
    if (waiting.length === TOGETHER) await give()
  }
  if (waiting.length > 0) await give()
  // What is written when the engine has time.
  await page.waitForTimeout(8_000)
  await page.close()
}
