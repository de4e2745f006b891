import type { Page } from '@playwright/test'
import { expectLinked, link, openUnlinked, problemHeading, scan } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'
import {
  barAbout,
  expectOnline,
  inBoth,
  linkTwoTabs,
  openBeside,
  type TwoTabs,
  willShow,
} from '../twoTabs.ts'
import { en } from '../../web/ui/words/en.ts'

/** The ending stands in both tabs and survives their reload; a new code then shows in both. */
async function expectEnded(tabs: TwoTabs, code: 'unlinked' | 'phone-changed'): Promise<void> {
  const told = (tab: Page) => expect(problemHeading(tab, code)).toBeVisible()
  await inBoth(tabs, told)
  await inBoth(tabs, async (tab) => {
    await tab.reload()
    await told(tab)
  })
  const [first] = tabs
  await first.getByRole('button', { name: en.actions.linkAgain }).click()
  await inBoth(tabs, (tab) => expect(qrCanvas(tab)).toBeVisible())
}

test('unlinked on the phone: doubted, confirmed, told in both tabs over a reload, and linked anew', async ({
  page,
  sandbox,
  calm,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  const told = willShow(tabs, en.bar.checking)
  expect(await sandbox.phones.unlink(undefined, 'all')).toEqual({ ok: true })
  await told
  await inBoth(tabs, (tab) => expect(problemHeading(tab, 'unlinked')).toBeVisible())
  await calm.axe(page)
  await expectEnded(tabs, 'unlinked')
  await link(page, sandbox)
  await inBoth(tabs, expectLinked)
})

test('the account on another phone: that is the reason given in both tabs, with the way to a code', async ({
  page,
  sandbox,
  calm,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  await sandbox.phones.reregister(undefined)
  await inBoth(tabs, (tab) => expect(problemHeading(tab, 'phone-changed')).toBeVisible())
  await calm.axe(page)
  await expectEnded(tabs, 'phone-changed')
})

test('refused once for no reason: both tabs say that it is checked, and nothing is lost', async ({
  page,
  sandbox,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  const told = willShow(tabs, en.bar.checking)
  sandbox.fault({ kind: 'failure', reason: 401 })
  // The quickest way to another login.
  sandbox.fault({ kind: 'stream-error', code: '515' })
  await told
  await expectOnline(tabs, sandbox)
  expect(sandbox.state().counters).toMatchObject({ registrations: 1, socketsOpened: 4 })
})

test('in use somewhere else: both tabs say so, none comes back by itself, one takes it over', async ({
  page,
  sandbox,
  calm,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  const [first, second] = tabs
  const told = (tab: Page) => expect(barAbout(tab, 'replaced')).toBeVisible()
  sandbox.fault({ kind: 'stream-error', code: '401', conflict: 'replaced' })
  await inBoth(tabs, told)
  await calm.axe(page)
  const { socketsOpened } = sandbox.state().counters

  // What else makes an engine dial: a window that comes back, and one that is loaded anew.
  await first.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await second.reload()
  await inBoth(tabs, told)
  expect(sandbox.state().counters).toMatchObject({ socketsOpened, socketsLive: 0 })

  await second.getByRole('button', { name: en.actions.useHere }).click()
  await expectOnline(tabs, sandbox)
  expect(sandbox.state().counters.socketsOpened).toBe(socketsOpened + 1)
})

test('the scan is answered by a demand for a passkey: explained in both tabs, and a new code links', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  const second = await openBeside(context)
  const tabs = [page, second]
  await inBoth(tabs, (tab) => expect(qrCanvas(tab)).toBeVisible())
  sandbox.fault({ kind: 'demand-passkey' })
  expect(await scan(page, sandbox)).toMatchObject({ ok: false, code: 'passkey-required' })
  await inBoth(tabs, async (tab) => {
    await expect(problemHeading(tab, 'passkey-required')).toBeVisible()
    await expect(tab.getByRole('list', { name: en.waysLabel })).toBeVisible()
  })
  await calm.axe(page)
  await second.getByRole('button', { name: en.actions.newCode }).click()
  await inBoth(tabs, (tab) => expect(qrCanvas(tab)).toBeVisible())
  await link(page, sandbox)
  await inBoth(tabs, expectLinked)
})
