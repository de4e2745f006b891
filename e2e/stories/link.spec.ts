import { expectLinked, digits, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'

test('a linked browser says who it belongs to, and the phone lists it', async ({
  page,
  sandbox,
}) => {
  await openUnlinked(page)
  await link(page, sandbox)

  const [phone] = sandbox.phones.list()
  const main = page.getByRole('main')
  await expect(main.getByText(phone?.name ?? '').first()).toBeVisible()
  await expect(main.getByText(digits(phone?.number ?? '')).first()).toBeVisible()
  await expect(main.getByText(phone?.lid ?? '')).toBeVisible()
  await expect(main.getByRole('img', { name: phone?.name ?? '' })).toBeVisible()
  expect(phone?.devices).toHaveLength(1)
  expect(phone?.devices[0]?.name).toMatch(/^Chrome \(.+\)$/)
  await expect(main.getByText(phone?.devices[0]?.name ?? '')).toBeVisible()
})

test('a reload is in without a scan', async ({ page, sandbox }) => {
  await openUnlinked(page)
  await link(page, sandbox)
  await page.reload()
  await expectLinked(page)
  await expect(qrCanvas(page)).toHaveCount(0)
  expect(sandbox.phones.list()[0]?.devices).toHaveLength(1)
})

test('closing every tab and opening one again is in without a scan', async ({
  page,
  context,
  sandbox,
}) => {
  await openUnlinked(page)
  await link(page, sandbox)
  await page.close()
  const again = await context.newPage()
  await again.goto('/')
  await expectLinked(again)
  await expect.poll(() => sandbox.phones.list()[0]?.devices[0]?.online).toBe(true)
})

test('the service and the phone survive a restart, and the browser finds them again', async ({
  page,
  restartable,
}) => {
  const { host, restart } = restartable
  await page.goto(host().url)
  await link(page, host())
  await restart()
  await expect
    .poll(() => host().phones.list()[0]?.devices[0]?.online, { timeout: 30_000 })
    .toBe(true)
  await page.reload()
  await expectLinked(page)
})
