import type { Browser, BrowserContext } from '@playwright/test'

/** A page that is timed: where it is, and what stands on it once it is drawn. */
export interface Timed {
  readonly name: string
  readonly url: string
  /** A canvas counts from the frame in which it holds dark and light pixels. */
  readonly selector: string
}

/** Milliseconds from the navigation's start to the first frame with the selector in it. */
export interface Visit {
  /** In a browser that has never seen the page. */
  readonly coldMs: number
  /** The same browser again, after the page was left: files are cached, the engine starts anew. */
  readonly warmMs: number
}

const SLOWEST_MS = 60_000

/**
 * Visits a page twice in a fresh browser profile.
 *
 * @throws Error when the page is not drawn within a minute.
 */
export async function visitTwice(browser: Browser, timed: Timed): Promise<Visit> {
  const context = await browser.newContext()
  try {
    const coldMs = await visit(context, timed)
    const warmMs = await visit(context, timed)
    return { coldMs, warmMs }
  } finally {
    await context.close()
  }
}

/** One navigation in a tab of its own, which is closed at the end. */
export async function visit(
  context: BrowserContext,
  { url, selector }: Timed,
  whenDrawn: () => void = () => undefined,
): Promise<number> {
  const page = await context.newPage()
  const drawn = new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${url}: not drawn`)), SLOWEST_MS)
    const report = (ms: number): void => {
      whenDrawn()
      clearTimeout(late)
      resolve(ms)
    }
    page.exposeFunction('reportDrawn', report).then(async () => {
      await page.addInitScript(watchForDrawing, selector)
      await page.goto(url, { waitUntil: 'commit' })
    }, reject)
  })
  const ms = await drawn
  await page.close()
  return ms
}

/**
 * Runs in the page, before anything of it. Every change of the document asks once, in the next frame,
 * whether the thing is there; nothing is polled. The canvas component sets its canvas's size and then
 * paints it at once, so a change is seen after it has painted. No function here has a name: the
 * compiler would mark it with a helper that the page does not have.
 */
function watchForDrawing(selector: string): void {
  new MutationObserver((_, observer) => {
    if (document.querySelector(selector) === null) return
    requestAnimationFrame(() => {
      const found = document.querySelector(selector)
      if (found === null || performance.getEntriesByName('drawn').length > 0) return
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
  }).observe(document, { subtree: true, childList: true, attributes: true })
}
