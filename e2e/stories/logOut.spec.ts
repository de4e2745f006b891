import { en } from '../../web/ui/words/en.ts'
import { expectLinked, link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'

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
  for (const tab of [page, second]) await expect(problemHeading(tab, 'logged-out')).toBeVisible()
  await expect.poll(() => sandbox.phones.list()[0]?.devices).toHaveLength(0)

  // The reason outlives a reload, until there is a new code.
  await page.reload()
  await expect(problemHeading(page, 'logged-out')).toBeVisible()
  await page.getByRole('button', { name: en.actions.linkAgain }).click()
  await link(page, sandbox)
  await expectLinked(second)
})
