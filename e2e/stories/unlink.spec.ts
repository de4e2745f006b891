import { link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { en } from '../../web/ui/words/en.ts'

test('removed on the phone: confirmed once, erased, explained, and a new code links', async ({
  page,
  sandbox,
  calm,
}) => {
  await openUnlinked(page)
  await link(page, sandbox)
  const device = sandbox.phones.list()[0]?.devices[0]?.device ?? 0
  expect(await sandbox.phones.unlink(undefined, device)).toEqual({ ok: true })
  await expect(problemHeading(page, 'unlinked')).toBeVisible({
    timeout: 20_000,
  })
  await calm.axe(page)
  await page.getByRole('button', { name: en.actions.linkAgain }).click()
  await link(page, sandbox)
})

test('removed while the browser was closed: the next start explains it', async ({
  page,
  context,
  sandbox,
}) => {
  await openUnlinked(page)
  await link(page, sandbox)
  await page.close()
  await expect.poll(() => sandbox.phones.list()[0]?.devices[0]?.online).toBe(false)
  await sandbox.phones.unlink(undefined, 'all')
  const again = await context.newPage()
  await again.goto('/')
  await expect(problemHeading(again, 'unlinked')).toBeVisible({
    timeout: 20_000,
  })
})
