import type { Browser } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { expectLinked, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
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

test('the network goes and comes back: it is said, and nothing has to be pressed', async ({
  page,
  browser,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  const network = await networkSwitch(browser)
  await link(page, sandbox)

  const notice = page
    .getByRole('alert')
    .getByText(en.problem({ code: 'offline', remedy: 'no' }).title)

  await network.set(true)
  // The browser's switch keeps what is open open; a network that goes takes it along.
  sandbox.fault({ kind: 'drop' })
  await expect(notice).toBeVisible()
  await calm.axe(page)
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(0)

  await network.set(false)
  await expectLinked(page)
  await expect(notice).toHaveCount(0)
  await expect
    .poll(() => sandbox.phones.list()[0]?.devices.map(({ online }) => online))
    .toEqual([true])
  expect(sandbox.state().counters.registrations).toBe(1)
  await network.letGo()
})
