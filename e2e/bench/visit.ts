import type { Browser, BrowserContext } from '@playwright/test'
import { type BrowserEffort, browserEffort } from './browserEffort.ts'

/** A page that is timed: where it is, and what stands on it once it is drawn. */
export interface Timed {
  readonly url: string
  /** A canvas counts from the frame in which it holds dark and light pixels. */
  readonly selector: string
  /** What the selected element must say. */
  readonly text?: string
}

/** What it took from the navigation's start to the first frame with the selector in it. */
export interface Visit {
  readonly wallMs: number
  /** Processor time of all the browser's processes together; other programs do not add to it. */
  readonly processorMs: number
}

const SLOWEST_MS = 60_000

/**
 * Visits a page twice in a fresh browser profile: `cold` knows nothing of it, `warm` has its files in
 * the HTTP cache while the engine starts anew.
 *
 * @throws Error when the page is not drawn within a minute.
 */
export async function visitTwice(
  browser: Browser,
  timed: Timed,
): Promise<{ readonly cold: Visit; readonly warm: Visit }> {
  const context = await browser.newContext()
  const effort = await browserEffort(browser)
  try {
    const open = await openTab(context, timed, effort)
    return { cold: await open(), warm: await open() }
  } finally {
    await effort.close()
    await context.close()
  }
}

/** A tab, and the way to go from an empty page to the timed one. */
export async function openTab(
  context: BrowserContext,
  { url, selector, text = '' }: Timed,
  effort: BrowserEffort,
): Promise<() => Promise<Visit>> {
  const page = await context.newPage()
  let report: (ms: number) => void = () => undefined
  await page.exposeFunction('reportDrawn', (ms: number) => report(ms))
  await page.addInitScript(watchForDrawing, { selector, text })
  return async () => {
    await page.goto('about:blank')
    // A new window of the browser loads pages of its own for a while; a person's has long done so.
    await effort.settled()
    const drawn = new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${url}: not drawn`)), SLOWEST_MS)
      report = (ms) => {
        clearTimeout(late)
        resolve(ms)
      }
    })
    const before = await effort.processorMs()
    await page.goto(url, { waitUntil: 'commit' })
    const wallMs = await drawn
    return { wallMs, processorMs: (await effort.processorMs()) - before }
  }
}

/**
 * Runs in the page, before anything of it. Every change of the document asks once, in the next frame,
 * whether the thing is there; nothing is polled. The canvas component sets its canvas's size and then
 * paints it at once, so a change is seen after it has painted. No function here has a name: the
 * compiler would mark it with a helper that the page does not have.
 */
function watchForDrawing({ selector, text }: Required<Omit<Timed, 'url'>>): void {
  new MutationObserver((_, observer) => {
    if (!document.querySelector(selector)?.textContent.includes(text)) return
    requestAnimationFrame(() => {
      const found = document.querySelector(selector)
      if (!found?.textContent.includes(text) || performance.getEntriesByName('drawn').length > 0)
        return
      if (found instanceof HTMLCanvasElement) {
        const { width, height } = found
        const middle = Math.floor(height / 2)
        const row = found.getContext('2d')?.getImageData(0, middle, width, 1).data ?? []
        const reds = Array.from(row).filter((_value, index) => index % 4 === 0)
        if (Math.min(...reds) > 64 || Math.max(...reds) < 192) return
      }
      const { startTime } = performance.mark('drawn')
      observer.disconnect()
      void (Reflect.get(globalThis, 'reportDrawn') as (ms: number) => Promise<void>)(startTime)
    })
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
}
