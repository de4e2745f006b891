import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { type Host, startHost } from '../../server/sandbox/host.ts'
import { findBrowser } from '../findBrowser.ts'
import { buildPages } from './builtPages.ts'
import { profiled } from './engineProfile.ts'
import { engineSession, peakMemory } from './engineSession.ts'
import { watchEngineTasks } from './engineTasks.ts'
import { linked, takeHistory } from './givenHistory.ts'
import type { HistoryFloor } from './historyFloor.ts'
import { madePast, type MadeChunk } from './madePast.ts'
import { frames, watchFrames } from './pageFrames.ts'
import type { Bench, Row } from './report.ts'

const MESSAGES = 50_000
const CHATS = 250
const CHUNK = 5_000
/** Aim: so many times the floor. */
const AIM = 2
const TASK_AIM_MS = 50
const MEMORY_AIM = 100_000_000
const LOOK_EVERY_MS = 100

/** A phone's history from its blobs to what can be read and searched, in a real browser. */
export const bench: Bench = async () => {
  const pages = await buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'moonlet-bench-history-'))
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
    const page = await linked(context, host)
    const untilSec = Math.floor(Date.now() / 1000) - 3_600
    const wish = { chats: CHATS, messages: MESSAGES, chunkMessages: CHUNK, untilSec }
    return await historyRows(context, host, page, [...madePast(wish)])
  } finally {
    await context.close()
    await host.close()
    pages.remove()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function historyRows(
  context: BrowserContext,
  host: Host,
  page: Page,
  chunks: readonly MadeChunk[],
): Promise<Row[]> {
  const browser = browserOf(context)
  const engine = await engineSession(browser)
  let took = { storedMs: Number.NaN, searchableMs: Number.NaN }
  let peak = 0
  await watchFrames(page)
  const tasks = await watchEngineTasks(browser, async () => {
    peak = await peakMemory(engine, LOOK_EVERY_MS, async () => {
      await profiled(browser, 'history', async () => {
        took = await takeHistory(host, page, chunks)
      })
    })
  })
  const seen = await frames(page)
  await engine.close()
  const floor = await floorOf(page, chunks)
  if (floor.messages !== MESSAGES) throw new Error(`the floor has ${floor.messages} messages`)
  return [
    {
      what: `${MESSAGES} messages, blob to searchable`,
      figures: `${took.searchableMs.toFixed(0)} ms, stored after ${took.storedMs.toFixed(0)} ms; floor ${floor.ms.toFixed(0)} ms (inflate ${floor.inflateMs.toFixed(0)}, decode ${floor.decodeMs.toFixed(0)}, write ${floor.writeMs.toFixed(0)})`,
      ratio: took.searchableMs / floor.ms,
      aim: { kind: 'at most', value: AIM },
    },
    ...meanwhileRows(tasks, seen),
    {
      what: '  peak memory of the engine',
      figures: `${(peak / 1_000_000).toFixed(0)} MB, looked at each ${LOOK_EVERY_MS} ms`,
      ratio: peak / MEMORY_AIM,
      aim: { kind: 'at most', value: 1 },
    },
  ]
}

function meanwhileRows(
  tasks: Awaited<ReturnType<typeof watchEngineTasks>>,
  seen: Awaited<ReturnType<typeof frames>>,
): Row[] {
  return [
    {
      what: '  longest task of the engine meanwhile',
      figures: `${tasks.longestMs.toFixed(0)} ms; ${tasks.over50} of ${tasks.tasks} over 50 ms`,
      ratio: tasks.longestMs / TASK_AIM_MS,
      aim: { kind: 'at most', value: 1 },
    },
    {
      what: '  longest frame of the page meanwhile',
      figures: `${seen.longestMs.toFixed(0)} ms; ${seen.over50} over 50 ms`,
      ratio: seen.longestMs / TASK_AIM_MS,
      aim: { kind: 'at most', value: 1 },
    },
  ]
}

/** The best of three, beside it in the same browser. */
async function floorOf(page: Page, chunks: readonly MadeChunk[]): Promise<HistoryFloor> {
  const blobs = chunks.map(({ bytes }) => deflateSync(bytes).toString('base64'))
  let best: HistoryFloor | undefined
  for (let round = 0; round < 3; round++) {
    const floor = await page.evaluate(async (all) => {
      const { historyFloor } = (await import('/bench/historyFloor.js' as string)) as {
        readonly historyFloor: (blobs: readonly string[]) => Promise<HistoryFloor>
      }
      return historyFloor(all)
    }, blobs)
    if (best === undefined || floor.ms < best.ms) best = floor
  }
  if (best === undefined) throw new Error('no floor')
  return best
}

function browserOf(context: BrowserContext): Browser {
  const browser = context.browser()
  if (browser === null) throw new Error('no browser')
  return browser
}
