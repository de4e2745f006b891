import { link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'

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
