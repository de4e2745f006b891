import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from '@playwright/test'
import { type Host, startHost } from '../../server/sandbox/host.ts'
import { findBrowser } from '../findBrowser.ts'
import { readQr } from '../qrPixels.ts'
import { browserEffort } from './browserEffort.ts'
import { buildPages } from './builtPages.ts'
import { delayingProxy } from './delayingProxy.ts'
import { median } from './measure.ts'
import { onlineAtMs, watchCode } from './pageConnection.ts'
import type { Bench, Row } from './report.ts'
import { openTab, type Timed, type Visit } from './visit.ts'

/** Aim: the account stands there within this multiple of the time an empty React page takes. */
const TIME_AIM = 1.8

/** The first round fills the caches of the browser and does not count. */
const ROUNDS = 11

const ROWS = 10_000

const EACH_WAY_MS = 50
const ROUND_TRIPS = 4
const ONLINE_ROUNDS = 9
/** Aim: no more than this beyond the round trips. */
const ONLINE_EXTRA_MS = 150

/** Aim: no frame of the page takes longer. */
const FRAME_AIM_MS = 50
const CODE_ROUNDS = 9

/** How soon somebody who is linked sees the account again, and is online, in a real browser. */
export const bench: Bench = async () => {
  const pages = await buildPages()
  const profile = mkdtempSync(join(tmpdir(), 'moonlet-bench-profile-'))
  const hosts = {
    companion: await startHost({ dist: pages.companion }),
    empty: await startHost({ dist: pages.empty }),
  }
  const context = await openProfile(profile)
  try {
    const code = await codeRow(context, hosts.companion)
    await linkOnce(context, hosts.companion)
    const small = await timeVisits(context, hosts)
    await fill(context, hosts.companion)
    const large = await timeVisits(context, hosts)
    return [
      ...returnRows('account drawn', small),
      ...returnRows(`account drawn, ${ROWS} rows`, large),
      await onlineRow(context, hosts.companion),
      code,
      { what: 'note', figures: 'ratios of one run, both pages in turns; times vary by machine' },
    ]
  } finally {
    await context.close()
    await hosts.companion.close()
    await hosts.empty.close()
    pages.remove()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** A profile on the disk, as a person's is: caches of scripts and databases are kept as usual. */
function openProfile(folder: string): Promise<BrowserContext> {
  const executablePath = findBrowser()
  return chromium.launchPersistentContext(folder, {
    args: ['--no-sandbox', '--disable-background-networking'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
}

async function linkOnce(context: BrowserContext, host: Host, url = host.url): Promise<void> {
  const page = await context.newPage()
  await page.goto(url)
  const scanned = await host.phones.scan(undefined, await readQr(page))
  if (!scanned.ok) throw new Error('the phone refused the code')
  // A fresh link begins with its chats.
  await page.getByRole('navigation').waitFor()
  await page.evaluate(() => location.assign('#/you'))
  await page.getByRole('main').getByText(nameOn(host)).first().waitFor()
  // The upload of keys is part of linking, and would be made up for by the first visit.
  await page
    .getByRole('main')
    .getByRole('img', { name: nameOn(host) })
    .waitFor()
  await page.close()
}

/** Where a linked window says whose it is. */
function accountPage(host: Host): string {
  return new URL('#/you', host.url).href
}

function nameOn(host: Host): string {
  return phoneOf(host).name
}

function phoneOf(host: Host) {
  const [phone] = host.phones.list()
  if (phone === undefined) throw new Error('a host has a phone')
  return phone
}

interface Visits {
  readonly companion: readonly Visit[]
  readonly empty: readonly Visit[]
}

/** Both pages in turns, each from a server of its own with the same headers; the order alternates. */
async function timeVisits(
  context: BrowserContext,
  hosts: { readonly companion: Host; readonly empty: Host },
): Promise<Visits> {
  const browser = context.browser()
  if (browser === null) throw new Error('no browser')
  const effort = await browserEffort(browser)
  const account: Timed = {
    url: accountPage(hosts.companion),
    selector: 'main',
    text: nameOn(hosts.companion),
  }
  const open = {
    companion: await openTab(context, account, effort),
    empty: await openTab(context, { url: hosts.empty.url, selector: '#empty' }, effort),
  }
  const visits = { companion: [] as Visit[], empty: [] as Visit[] }
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const order =
        round % 2 === 0 ? (['companion', 'empty'] as const) : (['empty', 'companion'] as const)
      for (const page of order) {
        const visit = await open[page]()
        if (round > 0) visits[page].push(visit)
      }
    }
    return visits
  } finally {
    await effort.close()
    for (const page of context.pages()) await page.close()
  }
}

function returnRows(what: string, visits: Visits): Row[] {
  const wall = figures(visits, ({ wallMs }) => wallMs)
  const processor = figures(visits, ({ processorMs }) => processorMs)
  return [
    { what, figures: wall.words, ratio: wall.ratio, aim: { kind: 'at most', value: TIME_AIM } },
    { what: '  processor time', figures: `${processor.words}, ${processor.ratio.toFixed(2)}x` },
  ]
}

function figures({ companion, empty }: Visits, time: (visit: Visit) => number) {
  const ours = median(companion.map(time))
  const theirs = median(empty.map(time))
  const words = `moonlet ${ours.toFixed(0)} ms, empty React page ${theirs.toFixed(0)} ms`
  return { ratio: ours / theirs, words }
}

async function fill(context: BrowserContext, host: Host): Promise<void> {
  const page = await context.newPage()
  await page.goto(accountPage(host))
  await page.getByRole('main').getByText(nameOn(host)).first().waitFor()
  await page.evaluate(async (count) => {
    const [account] = JSON.parse(localStorage.getItem('moonlet.accounts') ?? '[]') as {
      id: string
    }[]
    const { fillAccount } = (await import('/bench/fillAccount.js' as string)) as {
      readonly fillAccount: (id: string, count: number) => Promise<void>
    }
    if (account === undefined) throw new Error('no account')
    await fillAccount(account.id, count)
  }, ROWS)
  await page.close()
}

/** From the engine's dial, as the proxy sees it, to the page that says that it is online. */
async function onlineRow(context: BrowserContext, host: Host): Promise<Row> {
  const proxy = await delayingProxy(host.port, EACH_WAY_MS)
  const times: number[] = []
  try {
    await linkOnce(context, host, proxy.url)
    for (let round = 0; round < ONLINE_ROUNDS; round++) {
      const before = proxy.lastDialMs()
      const page = await context.newPage()
      await page.goto(proxy.url)
      const online = await onlineAtMs(page)
      if (proxy.lastDialMs() === before) throw new Error('the engine did not dial anew')
      times.push(online - proxy.lastDialMs())
      await page.close()
    }
  } finally {
    await proxy.close()
  }
  const floorMs = ROUND_TRIPS * 2 * EACH_WAY_MS
  const valueMs = median(times)
  return {
    what: `dial to online, ${EACH_WAY_MS} ms each way`,
    figures: `${valueMs.toFixed(0)} ms, of which ${ROUND_TRIPS} round trips ${floorMs} ms`,
    ratio: valueMs / (floorMs + ONLINE_EXTRA_MS),
    aim: { kind: 'at most', value: 1 },
  }
}

/** The longest time between two frames of the page while a pair code is derived and asked for. */
async function codeRow(context: BrowserContext, host: Host): Promise<Row> {
  const gaps: number[] = []
  const waits: number[] = []
  for (let round = 0; round < CODE_ROUNDS; round++) {
    const page = await context.newPage()
    await page.goto(host.url)
    await readQr(page)
    const { longestGapMs, totalMs } = await watchCode(page, phoneOf(host).number)
    gaps.push(longestGapMs)
    waits.push(totalMs)
    await page.close()
  }
  const valueMs = median(gaps)
  return {
    what: 'pair code, longest frame of the page',
    figures: `${valueMs.toFixed(0)} ms, worst of ${CODE_ROUNDS} ${Math.max(...gaps).toFixed(0)} ms; code after ${median(waits).toFixed(0)} ms`,
    ratio: valueMs / FRAME_AIM_MS,
    aim: { kind: 'at most', value: 1 },
  }
}
