import { expectLinked, link, linkedMark, openUnlinked, scan } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { en } from '../../web/ui/words/en.ts'
import { qrCanvas } from '../qrPixels.ts'

const rowsOfLinking = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const

for (const row of rowsOfLinking) {
  test(`the socket drops after row ${row} of linking, and linking still ends well`, async ({
    page,
    sandbox,
  }) => {
    sandbox.fault({ kind: 'drop', afterRow: row })
    await openUnlinked(page)
    await scan(page, sandbox)
    const linked = linkedMark(page)
    const linkAgain = page.getByRole('button', { name: en.actions.linkAgain })
    const code = qrCanvas(page)
    // Either the first scan was enough, or the person is shown a way to a new code, which links.
    await expect(linked.or(linkAgain).or(code).first()).toBeVisible({ timeout: 30_000 })
    await expect(async () => {
      if (await linked.isVisible()) return
      if (await linkAgain.isVisible()) await linkAgain.click()
      await link(page, sandbox)
    }).toPass({ timeout: 40_000 })
    await expectLinked(page)
    await expect
      .poll(() => sandbox.phones.list()[0]?.devices.filter(({ online }) => online).length)
      .toBe(1)
    await page.reload()
    await expectLinked(page)
  })
}
