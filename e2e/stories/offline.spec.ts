import type { Browser } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { barAbout, expectOnline, inBoth, linkTwoTabs } from '../twoTabs.ts'
import { watchWorkers } from '../workerErrors.ts'

/** A switch for the network of the engine's worker, where a page's own switch does not reach. */
async function networkSwitch(browser: Browser) {
  const wrongs: string[] = []
  const watch = await watchWorkers(browser, (text) => wrongs.push(text))
  await expect.poll(() => watch.workers.map(({ type }) => type)).toEqual(['shared_worker'])
  const set = async (offline: boolean): Promise<void> => {
    const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
    const conditions = { offline, ...unlimited }
    await watch.workers[0]?.send('Network.enable')
    await watch.workers[0]?.send('Network.emulateNetworkConditions', conditions)
    expect(wrongs).toEqual([])
  }
  // Left attached to a worker that ends, Chromium ends too.
  return { set, letGo: () => watch.stop() }
}

test('the network goes and comes back: both tabs say so, and nothing has to be pressed', async ({
  page,
  browser,
  sandbox,
  calm,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  const network = await networkSwitch(browser)

  await network.set(true)
  // The browser's switch keeps what is open open; a network that goes takes it along.
  sandbox.fault({ kind: 'drop' })
  await inBoth(tabs, (tab) => expect(barAbout(tab, 'offline')).toBeVisible())
  await calm.axe(page)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(0)

  await network.set(false)
  await expectOnline(tabs, sandbox)
  expect(sandbox.state().counters.registrations).toBe(1)
  await network.letGo()
})
