import { expectLinked, heading, link } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { appFolder, olderAppFolder } from '../buildApp.ts'
import { en } from '../../web/ui/words/en.ts'

test.use({ hostOptions: { dist: olderAppFolder } })

test('an older engine hands over to a newer build, and its tab offers to reload', async ({
  page,
  context,
  sandbox,
}) => {
  await page.goto('/')
  await link(page, sandbox)

  sandbox.serve(appFolder)
  const newer = await context.newPage()
  await newer.goto('/')
  await expectLinked(newer)
  await expect(heading(page, en.retired.title)).toBeVisible()
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(1)

  await page.getByRole('button', { name: en.actions.reload }).click()
  await expectLinked(page)
  await expect(heading(page, en.retired.title)).toHaveCount(0)
  expect(sandbox.phones.list()[0]?.devices).toHaveLength(1)
})

test('a tab of an older build never starts an older engine beside a newer one', async ({
  page,
  context,
  sandbox,
}) => {
  sandbox.serve(appFolder)
  await page.goto('/')
  await link(page, sandbox)
  const opened = sandbox.state().counters.socketsOpened

  sandbox.serve(olderAppFolder)
  const older = await context.newPage()
  await older.goto('/')
  await expect(heading(older, en.retired.title)).toBeVisible()
  // Told again and again, the older build still opens nothing.
  await older.reload()
  await expect(heading(older, en.retired.title)).toBeVisible()
  expect(sandbox.state().counters.socketsOpened).toBe(opened)
  await expectLinked(page)
})
