import type { Page } from '@playwright/test'
import type { Connection } from '../../web/connection.ts'

/** The longest time between two frames, and what stood at the end of them. */
export interface CodeWait {
  readonly longestGapMs: number
  readonly totalMs: number
}

/**
 * Gives a page of the built app a way to its own line to the engine, as `globalThis.line()`: the
 * module is asked for under the address under which the page has loaded it, so it is the same one.
 */
async function offerLine(page: Page): Promise<void> {
  // The compiler marks functions that have a name with a helper that the page does not have.
  await page.evaluate('globalThis.__name = (target) => target')
  await page.evaluate(() => {
    const { src = '' } =
      [...document.scripts].find((script) => script.src.includes('/connection-')) ?? {}
    const line = async () => {
      const names = (await import(src)) as Record<string, unknown>
      const isConnection = (value: unknown): value is Connection =>
        typeof value === 'object' && value !== null && 'first' in value
      const connection = Object.values(names).find(isConnection)
      if (connection === undefined) throw new Error('the page has no connection')
      return connection.first
    }
    Object.assign(globalThis, { line })
  })
}

type Line = Connection['first']
declare const line: () => Promise<Line>

/** When the page's engine says that it is online, milliseconds since 1970. */
export async function onlineAtMs(page: Page): Promise<number> {
  await offerLine(page)
  return page.evaluate(async () => {
    const { mirror } = await line()
    return new Promise<number>((resolve) => {
      const look = (): void => {
        if (mirror.getState().snapshot?.connection.at !== 'online') return
        stop()
        resolve(Date.now())
      }
      const stop = mirror.subscribe(look)
      look()
    })
  })
}

/** Asks for a pair code and watches the page's frames until it is shown. */
export async function watchCode(page: Page, number: string): Promise<CodeWait> {
  await offerLine(page)
  return page.evaluate(async (wanted) => {
    const { mirror, actions } = await line()
    const beganMs = performance.now()
    let lastMs = beganMs
    let longestGapMs = 0
    return new Promise<CodeWait>((resolve, reject) => {
      const frame = (): void => {
        const nowMs = performance.now()
        longestGapMs = Math.max(longestGapMs, nowMs - lastMs)
        lastMs = nowMs
        const code = mirror.getState().snapshot?.pairCode
        if (code?.at === 'showing') resolve({ longestGapMs, totalMs: nowMs - beganMs })
        else if (code?.at === 'failed') reject(new Error(code.error.code))
        else requestAnimationFrame(frame)
      }
      // The frame before it is not part of the wait.
      requestAnimationFrame(() => {
        lastMs = performance.now()
        actions.requestCode(wanted)
        requestAnimationFrame(frame)
      })
    })
  }, number)
}
