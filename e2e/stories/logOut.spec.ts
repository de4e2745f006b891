import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { expectLinked, link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { linkTwoTabs } from '../twoTabs.ts'

test('logged out here: asked first, told to the phone, erased, explained, and linked again', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  await link(page, sandbox)
  const second = await context.newPage()
  await second.goto('/')
  await expectLinked(second)

  const ask = page.getByRole('button', { name: en.account.logOut })
  await ask.click()
  const dialog = page.getByRole('dialog', { name: en.logOut.title })
  await expect(dialog.getByRole('button', { name: en.logOut.cancel })).toBeFocused()
  await calm.axe(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(ask).toBeFocused()
  await expectLinked(page)

  await ask.click()
  await dialog.getByRole('button', { name: en.logOut.confirm, exact: true }).click()
  await expectEnded([page, second])
  await expect.poll(() => sandbox.phones.list()[0]?.devices).toHaveLength(0)

  // The reason outlives a reload, until there is a new code.
  await page.reload()
  await expect(problemHeading(page, 'logged-out')).toBeVisible()
  await page.getByRole('button', { name: en.actions.linkAgain }).click()
  await link(page, sandbox)
  await expectLinked(second)
})

test('logged out while the service is frozen: over within 5 s in both tabs, and the phone may still list it', async ({
  page,
  sandbox,
  calm,
}) => {
  const tabs = await linkTwoTabs(page, sandbox)
  sandbox.fault({ kind: 'freeze' })
  await page.getByRole('button', { name: en.account.logOut }).click()
  const dialog = page.getByRole('dialog', { name: en.logOut.title })
  await dialog.getByRole('button', { name: en.logOut.confirm, exact: true }).click()
  await expectEnded(tabs)
  const { body } = en.problem({ code: 'logged-out', remedy: 'relink', details: { phoneTold: 0 } })
  for (const tab of tabs) await expect(tab.getByRole('main').getByText(body)).toBeVisible()
  expect(sandbox.phones.list()[0]?.devices).toHaveLength(1)
  await calm.axe(page)
  // The next link is a new one, whatever the phone still lists.
  await page.getByRole('button', { name: en.actions.linkAgain }).click()
  await link(page, sandbox)
})

/** What was confirmed is over in every tab after 5 s, whatever the service does. */
async function expectEnded(tabs: readonly Page[]): Promise<void> {
  await Promise.all(
    tabs.map((tab) => expect(problemHeading(tab, 'logged-out')).toBeVisible({ timeout: 5_000 })),
  )
}
