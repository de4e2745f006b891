import type { Browser } from '@playwright/test'

/** Ends the engine's worker from outside, as a crash would. Returns how many engines there were. */
export async function killEngine(browser: Browser): Promise<number> {
  const devtools = await browser.newBrowserCDPSession()
  const { targetInfos } = await devtools.send('Target.getTargets')
  const workers = targetInfos.filter(({ type }) => type === 'shared_worker')
  for (const { targetId } of workers) await devtools.send('Target.closeTarget', { targetId })
  await devtools.detach()
  return workers.length
}
