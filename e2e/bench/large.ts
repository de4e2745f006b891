import type { Page } from '@playwright/test'
import { browserEffort } from './browserEffort.ts'
import { buildPages } from './builtPages.ts'
import { largeAccount, type LargeAccount } from './largeAccount.ts'
import { nameOf } from './madePast.ts'
import { median } from './measure.ts'
import type { Bench, Row } from './report.ts'
import { openTab } from './visit.ts'

const SMALL = { chats: 20, messages: 2_000 }
const FULL = { chats: 10_000, messages: 1_000_000 }
const SCALED = { chats: 2_000, messages: 100_000 }
/** `BENCH_LARGE=full` makes the whole account, once; that takes a while and two gigabytes. */
const LARGE = process.env['BENCH_LARGE'] === 'full' ? FULL : SCALED

/** Aim: so many times what it takes with a small account. */
const AIM = 1.3
const HEAP_AIM = 60_000_000
const ROUNDS = 7
const SCREENS = 100

/** A large account beside a small one, both linked long ago, in a real browser. */
export const bench: Bench = async () => {
  const pages = await buildPages()
  const open: LargeAccount[] = []
  try {
    const accounts = { small: SMALL, large: LARGE }
    const visits = { small: [] as Visit[], large: [] as Visit[] }
    const tabs = { small: undefined as Tab | undefined, large: undefined as Tab | undefined }
    for (const which of ['small', 'large'] as const) {
      const account = await largeAccount(accounts[which], pages.companion)
      open.push(account)
      tabs[which] = await tabOf(account)
    }
    for (let round = 0; round <= ROUNDS; round++) {
      const order = round % 2 === 0 ? (['large', 'small'] as const) : (['small', 'large'] as const)
      for (const which of order) {
        const visit = await tabs[which]?.visit()
        // The first one fills caches.
        if (round > 0 && visit !== undefined) visits[which].push(visit)
      }
    }
    return rowsOf(visits)
  } finally {
    for (const account of open) await account.close()
    pages.remove()
  }
}

interface Visit {
  readonly listMs: number
  /** Until the list is painted; what other programs do on the machine does not add to it. */
  readonly processorMs: number
  readonly openMs: number
  readonly scrollMs: number
  /** Bytes after all that. */
  readonly heap: number
}

interface Tab {
  visit(): Promise<Visit>
}

async function tabOf({ context, host }: LargeAccount): Promise<Tab> {
  const browser = context.browser()
  if (browser === null) throw new Error('no browser')
  const effort = await browserEffort(browser)
  const first = nameOf(0)
  const go = await openTab(
    context,
    { url: host.url, selector: '[data-chat-rows]', text: first },
    effort,
  )
  const page = context.pages().at(-1)
  if (page === undefined) throw new Error('no page')
  const devtools = await context.newCDPSession(page)
  return {
    async visit() {
      const { wallMs, processorMs } = await go()
      const openMs = await openFirst(page, first)
      // The engine's own work after a start is over.
      await effort.settled()
      const scrollMs = await scrollScreens(page)
      await devtools.send('HeapProfiler.collectGarbage')
      const usage = (await devtools.send('Runtime.getHeapUsage')) as unknown as Record<
        string,
        number
      >
      const parts = ['usedSize', 'embedderHeapUsedSize', 'backingStorageSize']
      return {
        listMs: wallMs,
        processorMs,
        openMs,
        scrollMs,
        heap: parts.reduce((sum, part) => sum + (usage[part] ?? 0), 0),
      }
    },
  }
}

/** From the click on the first chat to the frame that shows its newest messages. */
function openFirst(page: Page, name: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const link = Array.from(document.querySelectorAll<HTMLElement>('[data-chat-rows] a')).find(
      (one) => one.textContent.includes(wanted),
    )
    if (link === undefined) throw new Error('the chat is not in the list')
    const began = performance.now()
    link.click()
    for (;;) {
      await new Promise(requestAnimationFrame)
      if (document.querySelectorAll('[role=log] [role=article]').length > 3)
        return performance.now() - began
      if (performance.now() - began > 60_000) throw new Error('the chat does not open')
    }
  }, name)
}

/** Upwards, a screen at a time; the next one as soon as this one is full of messages. */
function scrollScreens(page: Page): Promise<number> {
  return page.evaluate(async (screens) => {
    const log = document.querySelector<HTMLElement>('[role=log]')
    if (log === null) throw new Error('no conversation')
    const frame = () => new Promise(requestAnimationFrame)
    /** Nothing of the screen is blank: a message begins above it, and each touches the next. */
    const isFull = (): boolean => {
      const { top, bottom } = log.getBoundingClientRect()
      const boxes = Array.from(log.querySelectorAll('[role=article]'), (one) =>
        one.getBoundingClientRect(),
      )
      const inSight = boxes.filter((box) => box.bottom > top && box.top < bottom)
      return inSight.length > 0 && Math.min(...inSight.map((box) => box.top)) < top + 80
    }
    const began = performance.now()
    for (let screen = 0; screen < screens; screen++) {
      const before = log.querySelector('[role=article]')?.textContent
      log.scrollTop -= log.clientHeight
      do {
        await frame()
        if (performance.now() - began > 120_000) throw new Error(`stuck at screen ${screen}`)
      } while (
        !isFull() ||
        (log.scrollTop < 1 && log.querySelector('[role=article]')?.textContent === before)
      )
    }
    return performance.now() - began
  }, SCREENS)
}

function rowsOf(visits: {
  readonly small: readonly Visit[]
  readonly large: readonly Visit[]
}): Row[] {
  const words = `${LARGE.chats} chats, ${LARGE.messages} messages`
  const row = (what: string, time: (visit: Visit) => number): Row => {
    const [large, small] = [median(visits.large.map(time)), median(visits.small.map(time))]
    return {
      what,
      figures: `large ${large.toFixed(0)} ms, small ${small.toFixed(0)} ms`,
      ratio: large / small,
      aim: { kind: 'at most', value: AIM },
    }
  }
  const heap = Math.max(...visits.large.map((visit) => visit.heap))
  return [
    { what: words, figures: `beside ${SMALL.chats} and ${SMALL.messages}` },
    row('  start to painted list', ({ listMs }) => listMs),
    row('    processor time', ({ processorMs }) => processorMs),
    row('  a chat opened', ({ openMs }) => openMs),
    row(`  ${SCREENS} screens scrolled`, ({ scrollMs }) => scrollMs),
    {
      what: '  heap of the page after that',
      figures: `${(heap / 1_000_000).toFixed(1)} MB`,
      ratio: heap / HEAP_AIM,
      aim: { kind: 'at most', value: 1 },
    },
  ]
}
