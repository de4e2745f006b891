import type { Page } from '@playwright/test'

interface Watched {
  benchLongestMs: number
  benchLong: number
}

/** Begins to watch the time between frames of a page; from anew when it is watched already. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched = globalThis as unknown as Watched
    const begun = watched.benchLongestMs !== undefined
    watched.benchLongestMs = 0
    watched.benchLong = 0
    if (begun) return
    let lastMs = performance.now()
    const frame = (nowMs: number): void => {
      const gapMs = nowMs - lastMs
      watched.benchLongestMs = Math.max(watched.benchLongestMs, gapMs)
      if (gapMs > 50) watched.benchLong += 1
      lastMs = nowMs
      requestAnimationFrame(frame)
    }
    requestAnimationFrame((nowMs) => {
      lastMs = nowMs
      requestAnimationFrame(frame)
    })
  })
}

/** The longest frame so far, milliseconds, and how many took over 50 ms. */
export function frames(page: Page): Promise<{ longestMs: number; over50: number }> {
  return page.evaluate(() => {
    const { benchLongestMs, benchLong } = globalThis as unknown as Watched
    return { longestMs: benchLongestMs, over50: benchLong }
  })
}
