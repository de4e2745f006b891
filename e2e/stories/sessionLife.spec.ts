import type { Page } from '@playwright/test'
import { pressUnless } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { boundDisk } from '../fullDisk.ts'
import {
  barAbout,
  expectOnline,
  inBoth,
  linkTwoTabs,
  nextTry,
  titleOf,
  type TwoTabs,
  willShow,
} from '../twoTabs.ts'
import type { Host } from '../../server/sandbox/host.ts'
import type { ErrorCode } from '../../web/bridge/errors.ts'
import { en } from '../../web/ui/words/en.ts'

const told = (tabs: TwoTabs, code: ErrorCode) =>
  inBoth(tabs, (tab) => expect(barAbout(tab, code)).toBeVisible())

const tryNow = (tab: Page) => tab.getByRole('button', { name: en.actions.retryNow })

/** The connection is lost and made again at once, by a login that the service answers as it was told. */
function loginAnew(sandbox: Host): void {
  sandbox.fault({ kind: 'stream-error', code: '515' })
}

test('the service restarts: both tabs count down to the next try, and are online again by themselves', async ({
  page,
  sandbox,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  const told = willShow(tabs, nextTry, en.actions.retryNow)
  sandbox.restart(2_500)
  await told
  await expectOnline(tabs, sandbox)
  expect(sandbox.state().counters.registrations).toBe(1)
})

test('asked for patience: both tabs count down, and one press of "try now" brings both back', async ({
  page,
  sandbox,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  sandbox.fault({ kind: 'stream-error', code: '429' })
  await told(tabs, 'service-error')
  await inBoth(tabs, (tab) => expect(tab.getByText(nextTry)).toBeVisible())
  const { nowMs } = sandbox.state().clock
  await tryNow(tabs[1]).click()
  await expect.poll(() => sandbox.state().counters.logins).toBe(2)
  // By itself it would have come after eight seconds.
  expect(sandbox.state().clock.nowMs - nowMs).toBeLessThan(7_000)
  await expectOnline(tabs, sandbox)
})

test('a version that the service accepts no more is replaced by the current one, and nobody notices', async ({
  page,
  sandbox,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  const tertiary = sandbox.service.version()[2] + 1
  sandbox.fault({ kind: 'service-version', tertiary, minimum: tertiary })
  loginAnew(sandbox)
  await expect.poll(() => sandbox.state().counters.logins).toBe(2)
  await expectOnline(tabs, sandbox)
  // Kept: the next login is right at once.
  const { socketsOpened } = sandbox.state().counters
  sandbox.fault({ kind: 'drop' })
  await expect.poll(() => sandbox.state().counters.logins).toBe(3)
  await expectOnline(tabs, sandbox)
  expect(sandbox.state().counters.socketsOpened).toBe(socketsOpened + 1)
})

test('a version that is too old, and no newer one: both tabs stop and say so, and a reload asks again', async ({
  page,
  sandbox,
  calm,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  const tertiary = sandbox.service.version()[2]
  sandbox.fault({ kind: 'service-version', tertiary, minimum: tertiary + 1 })
  loginAnew(sandbox)
  await told(tabs, 'outdated')
  await calm.axe(page)
  sandbox.fault({ kind: 'service-version', tertiary: tertiary + 1, minimum: tertiary + 1 })
  await tabs[1].getByRole('button', { name: en.actions.reload }).click()
  await expectOnline(tabs, sandbox)
})

test('a full disk: both tabs say that nothing can be stored, and go on once there is space', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  const disk = await boundDisk(context, page, sandbox.url)
  const tabs = await linkTwoTabs(page, sandbox)
  expect(await disk.fill(page)).toBe(true)
  // Others have taken nearly all keys: new ones are made, and stored before they are offered.
  sandbox.fault({ kind: 'consume-pre-keys' })
  await told(tabs, 'disk-full')
  await inBoth(tabs, (tab) => expect(tab.getByText(nextTry)).toBeVisible())
  await calm.axe(page)
  await disk.free()
  // The engine also tries by itself, more than once since then.
  await pressUnless(tryNow(tabs[1]), expectOnline(tabs, sandbox))
  expect(sandbox.state().counters.registrations).toBe(1)
})

test.describe('with a clock ten times as fast', () => {
  test.use({ hostOptions: { clock: { rate: 10 } } })

  test('a ban is counted down in both tabs, over their reload and without a dial, until it is over', async ({
    page,
    sandbox,
    calm,
  }) => {
    const tabs = await linkTwoTabs(page, sandbox)
    const [first, second] = tabs
    sandbox.fault({ kind: 'failure', reason: 402, attrs: { code: '101', expire: '60' } })
    loginAnew(sandbox)
    await told(tabs, 'banned')
    const { socketsOpened, logins } = sandbox.state().counters
    const { nowMs: bannedMs } = sandbox.state().clock
    await inBoth(tabs, async (tab) => {
      await expect(tab.getByText(nextTry)).toBeVisible()
      await expect(tryNow(tab)).toHaveCount(0)
    })
    await Promise.all([first.reload(), second.reload()])
    await told(tabs, 'banned')
    await inBoth(tabs, (tab) => expect(tab.getByText(nextTry)).toBeVisible())
    await calm.axe(first)
    expect(sandbox.state().counters.socketsOpened).toBe(socketsOpened)

    await expect.poll(() => sandbox.state().counters.logins).toBe(logins + 1)
    // Less than the whole minute: the words may have come a moment after the ban.
    expect(sandbox.state().clock.nowMs - bannedMs).toBeGreaterThan(40_000)
    await expectOnline(tabs, sandbox)
    expect(sandbox.state().counters.socketsOpened).toBe(socketsOpened + 1)
  })

  test('a connection that falls silent is noticed by both tabs after one ping, and replaced', async ({
    page,
    sandbox,
  }) => {
    const tabs = await linkTwoTabs(page, sandbox)
    const { logins } = sandbox.state().counters
    const { nowMs } = sandbox.state().clock
    const noticed = willShow(tabs, titleOf('silent'))
    sandbox.fault({ kind: 'freeze' })
    await noticed
    // Up to 30 s until the ping, and 20 s for its answer.
    expect(sandbox.state().clock.nowMs - nowMs).toBeLessThan(70_000)
    await expect.poll(() => sandbox.state().counters.logins).toBe(logins + 1)
    await expectOnline(tabs, sandbox)
  })
})
