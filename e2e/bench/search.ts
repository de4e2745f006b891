import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { startHost } from '../../server/sandbox/host.ts'
import { findBrowser } from '../findBrowser.ts'
import { buildPages } from './builtPages.ts'
import { median } from './measure.ts'
import type { Bench, Row } from './report.ts'
import type { Filled, SearchAccount, Searched } from './searchAccount.ts'

/** Aims: against a look at every message, and against an account of a tenth. */
const SCAN_AIM = 0.4
const GROWTH_AIM = 3
const PART_AIM_MS = 100
const FEW = 100_000
const MANY = 1_000_000
const ROUNDS = 5
/** Common, in one of 40, in one of 2000, two words, two characters, and one that nobody wrote. */
const WISHES = ['the', 'äpfel', 'quinces', 'apples the', '東京', 'nobodywrotethis'] as const

interface Room {
  openSearchAccount(name: string, indexed: boolean): Promise<SearchAccount>
}

/** Searches in a real browser, over messages as the engine stores them. */
export const bench: Bench = async () => {
  const pages = await buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'moonlet-bench-search-'))
  const host = await startHost({ port: 0, dist: pages.companion })
  const executablePath = findBrowser()
  const context = await chromium.launchPersistentContext(folder, {
    args: ['--no-sandbox', '--disable-background-networking'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  // The runner of these files marks functions with their names, also those that are sent to a page.
  await context.addInitScript('globalThis.__name = (marked) => marked')
  try {
    const page = await context.newPage()
    await page.goto(`${host.url}/config.json`)
    const few = await measure(page, 'few', FEW)
    const many = process.env['MOONLET_BENCH_SMALL'] ? undefined : await measure(page, 'many', MANY)
    return [...indexRows(few), ...WISHES.flatMap((wish) => wishRows(wish, few, many))]
  } finally {
    await context.close()
    await host.close()
    pages.remove()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Measured {
  readonly filled: Filled
  readonly plain: Filled | undefined
  readonly segments: number
  readonly searches: ReadonlyMap<string, readonly Searched[]>
  readonly scanMs: number
}

async function measure(page: Page, name: string, count: number): Promise<Measured> {
  const call = <T>(method: string, argument?: unknown) =>
    page.evaluate(
      async ([account, what, given]) => {
        const accounts = globalThis as unknown as Record<
          string,
          Record<string, (x: unknown) => unknown>
        >
        return (await accounts[account]?.[what]?.(given)) as T
      },
      [name, method, argument] as [string, string, unknown],
    )
  const open = (indexed: boolean) =>
    page.evaluate(
      async ([account, withIndex]) => {
        const room = (await import('/bench/searchAccount.js' as string)) as Room
        const opened = await room.openSearchAccount(account, withIndex)
        ;(globalThis as unknown as Record<string, SearchAccount>)[account] = opened
      },
      [name, indexed] as [string, boolean],
    )
  let plain: Filled | undefined
  if (count === FEW) {
    await open(false)
    plain = await call<Filled>('fill', count)
    await call('close')
  }
  await open(true)
  const filled = await call<Filled>('fill', count)
  const { segments } = await call<{ segments: number }>('indexBytes')
  const searches = new Map<string, Searched[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const wish of WISHES) {
      const found = await call<Searched>('search', wish)
      searches.set(wish, [...(searches.get(wish) ?? []), found])
    }
  }
  const scan = count === FEW ? await call<Searched>('scan', 'äpfel') : undefined
  await call('close')
  return { filled, plain, segments, searches, scanMs: scan?.ms ?? Number.NaN }
}

function indexRows({ filled, plain, segments }: Measured): Row[] {
  const stored = plain?.storedMs ?? Number.NaN
  const words = `${stored.toFixed(0)} ms stored alone, ${filled.storedMs.toFixed(0)} ms with the index`
  return [
    {
      what: `${FEW} messages stored and searchable`,
      figures: `${words}, ${filled.indexedMs.toFixed(0)} ms until all is in ${segments} segments`,
      ratio: filled.indexedMs / stored,
    },
  ]
}

function wishRows(wish: string, few: Measured, many: Measured | undefined): Row[] {
  const all = (from: Measured) => from.searches.get(wish) ?? []
  const time = (from: Measured) => median(all(from).map(({ ms }) => ms))
  const longest = Math.max(...all(many ?? few).map(({ longestPartMs }) => longestPartMs))
  const hits = all(few)[0]?.hits ?? 0
  const rows: Row[] = [
    {
      what: `"${wish}" among ${FEW}`,
      figures: `${time(few).toFixed(1)} ms for ${hits} hits, a look at all ${few.scanMs.toFixed(0)} ms`,
      ratio: time(few) / few.scanMs,
      aim: { kind: 'at most', value: SCAN_AIM },
    },
  ]
  if (many === undefined) return rows
  return [
    ...rows,
    {
      what: `"${wish}" among ${MANY}`,
      figures: `${time(many).toFixed(1)} ms, in ${many.segments} segments`,
      ratio: time(many) / time(few),
      aim: { kind: 'at most', value: GROWTH_AIM },
    },
    {
      what: '  longest part of its answer',
      figures: `${longest.toFixed(0)} ms`,
      ratio: longest / PART_AIM_MS,
      aim: { kind: 'at most', value: 1 },
    },
  ]
}
