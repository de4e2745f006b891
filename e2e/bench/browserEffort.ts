import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from '@playwright/test'

/** What a browser's processes have done so far, all together. */
export interface BrowserEffort {
  processorMs(): Promise<number>
  /** Waits until the browser rests; after half a minute it goes on anyway. */
  settled(): Promise<void>
  close(): Promise<void>
}

const LOOK_EVERY_MS = 250
const REST_MS = 15
const LOOKS_AT_MOST = 120

/** Asks a browser itself, so that it does not matter how it was started. Chromium only. */
export async function browserEffort(browser: Browser): Promise<BrowserEffort> {
  const session = await browser.newBrowserCDPSession()
  const processorMs = async (): Promise<number> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0)
  }
  return {
    processorMs,
    async settled() {
      let before = await processorMs()
      for (let look = 0; look < LOOKS_AT_MOST; look++) {
        await pause(LOOK_EVERY_MS)
        const now = await processorMs()
        if (now - before < REST_MS) return
        before = now
      }
    },
    close: () => session.detach(),
  }
}
