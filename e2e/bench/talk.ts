import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { type Host, startHost } from '../../server/sandbox/host.ts'
import { findBrowser } from '../findBrowser.ts'
import { answeredIds, messageIdOf } from '../node/talkChaos/stanzas.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'
import { bubble, field } from '../talk.ts'
import { buildPages } from './builtPages.ts'
import { watchEngineTasks } from './engineTasks.ts'
import { profiled } from './engineProfile.ts'
import { median } from './measure.ts'
import { frames, watchFrames } from './pageFrames.ts'
import type { Bench, Row } from './report.ts'

/** Aim: from Enter to the stanza at the service, in strict commits of one record. */
const COMPOSE_AIM = 3
const COMPOSED = 15
const QUEUED = 5_000
/** Aim: so many times the decryptions and the strict commits that it takes at least. */
const DRAIN_AIM = 3
/** Units that share a commit, and what each of them stores: message, id, session, chat. */
const UNITS_A_COMMIT = 50
const RECORDS_A_UNIT = 3
const TASK_AIM_MS = 50
const PATIENCE_MS = 300_000
const PHONE = 'phone-1'

/** Sending a text and taking what waited on the service, in a real browser. */
export const bench: Bench = async () => {
  const pages = await buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'moonlet-bench-talk-'))
  const host = await startHost({
    port: 0,
    dist: pages.companion,
    record: true,
    people: { cast: false },
  })
  const executablePath = findBrowser()
  const context = await chromium.launchPersistentContext(folder, {
    args: ['--no-sandbox', '--disable-background-networking'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  // The runner of these files marks functions with their names, also those that are sent to a page.
  await context.addInitScript('globalThis.__name = (marked) => marked')
  try {
    const ada = await settleIn(context, host)
    return [await composeRow(context, host), ...(await drainRows(context, host, ada))]
  } finally {
    await context.close()
    await host.close()
    pages.remove()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Links, and lets somebody write, so that there is a chat. */
async function settleIn(context: BrowserContext, host: Host): Promise<string> {
  const page = await context.newPage()
  await page.goto(host.url)
  await qrCanvas(page).waitFor()
  const scanned = await host.phones.scan(undefined, await readQr(page))
  if (!scanned.ok) throw new Error('the phone refused the code')
  const ada = await host.people.add({ name: 'Ada' })
  await host.people.say(ada.id, PHONE, 'hello')
  await page.getByRole('link', { name: /^Ada\b/ }).waitFor()
  await page.close()
  return ada.id
}

async function openChat(context: BrowserContext, host: Host): Promise<Page> {
  const page = await context.newPage()
  await page.goto(host.url)
  await page.getByRole('link', { name: /^Ada\b/ }).click()
  await field(page).waitFor()
  return page
}

function browserOf(context: BrowserContext): Browser {
  const browser = context.browser()
  if (browser === null) throw new Error('no browser')
  return browser
}

interface Floor {
  strictCommits(commits: number, records: number): Promise<number[]>
  decryptsMs(count: number): Promise<number>
}

function commitsIn(page: Page, commits: number, records: number): Promise<number[]> {
  return page.evaluate(
    async ([count, each]) => {
      const floor = (await import('/bench/talkFloor.js' as string)) as Floor
      return floor.strictCommits(count, each)
    },
    [commits, records] as const,
  )
}

/** From the key to the service: one text at a time, a commit of the floor beside each. */
async function composeRow(context: BrowserContext, host: Host): Promise<Row> {
  const page = await openChat(context, host)
  await page.evaluate(() => {
    const watched = globalThis as unknown as { enteredMs: number }
    const note = (event: KeyboardEvent): void => {
      if (event.key === 'Enter') watched.enteredMs = Date.now()
    }
    addEventListener('keydown', note, { capture: true })
  })
  const { record } = host.service
  const times: number[] = []
  const floors: number[] = []
  const composeOne = async (text: number): Promise<void> => {
    await pause(150)
    record.clear()
    await field(page).fill(`text ${text}.`)
    await field(page).press('Enter')
    const arrived = () => record.received.find(({ node }) => node && messageIdOf(node))
    while (arrived() === undefined) await pause(5)
    const enteredMs = await page.evaluate(
      () => (globalThis as unknown as { enteredMs: number }).enteredMs,
    )
    const ms = (arrived()?.atMs ?? Number.NaN) - enteredMs
    await bubble(page, `text ${text}.`).waitFor()
    const floor = median(await commitsIn(page, 3, 1))
    // The first one fetches keys and scripts.
    if (text > 0) times.push(ms)
    if (text > 0) floors.push(floor)
  }
  await composeOne(0)
  await profiled(browserOf(context), 'compose', async () => {
    for (let text = 1; text < COMPOSED; text++) await composeOne(text)
  })
  await page.close()
  const [ours, commit] = [median(times), median(floors)]
  return {
    what: 'composer to wire',
    figures: `${ours.toFixed(1)} ms, a strict commit ${commit.toFixed(1)} ms`,
    ratio: ours / commit,
    aim: { kind: 'at most', value: COMPOSE_AIM },
  }
}

/** What waited while no browser was open: until all of it is stored and answered. */
async function drainRows(context: BrowserContext, host: Host, ada: string): Promise<Row[]> {
  for (let text = 0; text < QUEUED; text++) await host.people.say(ada, PHONE, `queued ${text}.`)
  await host.people.idle()
  const { record } = host.service
  record.clear()
  const page = await context.newPage()
  const browser = browserOf(context)
  let frameMs = 0
  const tasks = await watchEngineTasks(browser, async () => {
    await page.goto(host.url)
    await page.getByRole('link', { name: /^Ada\b/ }).waitFor()
    await watchFrames(page)
    await profiled(browser, 'drain', () => drained(host))
    frameMs = (await frames(page)).longestMs
  })
  const drainMs = drainTime(host)
  const commits = await commitsIn(page, QUEUED / UNITS_A_COMMIT, UNITS_A_COMMIT * RECORDS_A_UNIT)
  const commitsMs = commits.reduce((sum, ms) => sum + ms, 0)
  const decryptsMs = await page.evaluate(async (count) => {
    const floor = (await import('/bench/talkFloor.js' as string)) as Floor
    return floor.decryptsMs(count)
  }, QUEUED)
  await page.close()
  const words = `decrypts ${decryptsMs.toFixed(0)} ms, strict commits ${commitsMs.toFixed(0)} ms`
  return [
    {
      what: `${QUEUED} queued messages`,
      figures: `${drainMs.toFixed(0)} ms; ${words}`,
      ratio: drainMs / (decryptsMs + commitsMs),
      aim: { kind: 'at most', value: DRAIN_AIM },
    },
    {
      what: '  longest task of the engine meanwhile',
      figures: `${tasks.longestMs.toFixed(0)} ms; ${tasks.over50} of ${tasks.tasks} over 50 ms`,
      ratio: tasks.longestMs / TASK_AIM_MS,
      aim: { kind: 'at most', value: 1 },
    },
    {
      what: '  longest frame of the page meanwhile',
      figures: `${frameMs.toFixed(0)} ms`,
      ratio: frameMs / TASK_AIM_MS,
      aim: { kind: 'at most', value: 1 },
    },
  ]
}

async function drained({ service }: Host): Promise<void> {
  const { record } = service
  let seen = 0
  let answers = 0
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await pause(50)) {
    for (const { node } of record.received.slice(seen))
      answers += node ? answeredIds(node).length : 0
    seen = record.received.length
    if (answers >= QUEUED) return
  }
  throw new Error(`only ${answers} were answered`)
}

/** From the first queued message that left the service to the last answer that it got. */
function drainTime({ service }: Host): number {
  const { sent, received } = service.record
  const first = sent.find(({ node }) => node && messageIdOf(node) !== undefined)
  const last = received.findLast(({ node }) => node && answeredIds(node).length > 0)
  return (last?.atMs ?? Number.NaN) - (first?.atMs ?? 0)
}
