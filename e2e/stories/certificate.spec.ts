import { openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { en } from '../../web/ui/words/en.ts'
import { qrCanvas } from '../qrPixels.ts'
import { variant } from '../storyChoice.ts'

const forged = ['root', 'intermediate-signature', 'leaf-signature', 'leaf-key', 'issuer'] as const

for (const [index, wrong] of forged.entries()) {
  const title = `a certificate with a wrong ${wrong} is refused before anything of this browser leaves`
  test(title, index === 0 ? {} : variant, async ({ page, sandbox, calm }) => {
    sandbox.fault({ kind: 'bad-certificate', variant: wrong, times: 1000 })
    await page.goto('/')
    await expect(problemHeading(page, 'certificate-refused')).toBeVisible()
    await expect(qrCanvas(page)).toHaveCount(0)
    await calm.axe(page)
    // All the service ever got is one hello: no static key, no payload, no registration.
    const { received } = sandbox.service.record
    expect(received.map(({ what }) => what)).toEqual(['client-hello'])
  })
}

test('a certificate that is only out of date points to the clock, and the way back works', async ({
  page,
  sandbox,
  calm,
}) => {
  sandbox.fault({ kind: 'bad-certificate', variant: 'expired' })
  await page.goto('/')
  await expect(problemHeading(page, 'clock-wrong')).toBeVisible()
  await calm.axe(page)
  await page.getByRole('button', { name: en.actions.tryAgain }).click()
  await openUnlinked(page)
})
