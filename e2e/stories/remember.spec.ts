import { expectLinked, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { keysInStores } from '../profile/keysInStores.ts'
import { en } from '../../web/ui/words/en.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'

test('not kept: new keys, a link that lives, and a new code after the last tab is gone', async ({
  page,
  context,
  sandbox,
}) => {
  await openUnlinked(page)
  // Kept: the wrapping key lies beside the data. This also proves that the search can find one.
  await expect
    .poll(() => keysInStores(page))
    .toEqual([expect.stringMatching(/^moonlet-.*\/vault\/"wrappingKey"$/)])
  const kept = await readQr(page)
  await page.getByRole('checkbox', { name: en.link.remember }).uncheck()
  await expect(page.getByText(en.link.rememberOff)).toBeVisible()
  await expect(async () => {
    const fresh = await readQr(page)
    // Fields two to four are keys: none of them may be one that was stored.
    const fields = kept.split(',').slice(1, 4)
    for (const field of fields) expect(fresh).not.toContain(field)
  }).toPass()
  expect(await keysInStores(page)).toEqual([])
  await link(page, sandbox)
  expect(await keysInStores(page)).toEqual([])

  const second = await context.newPage()
  await second.goto('/')
  await expectLinked(second)
  await page.close()
  await expectLinked(second)
  await second.close()

  const later = await context.newPage()
  await openUnlinked(later)
  await expect(qrCanvas(later)).toBeVisible()
})
