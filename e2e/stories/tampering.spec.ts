import { link, openUnlinked, problemHeading, scan } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { en } from '../../web/ui/words/en.ts'

const refusals = [
  { fault: { kind: 'bad-hmac' }, code: 'pair-hmac' },
  { fault: { kind: 'bad-signature' }, code: 'pair-signature' },
] as const

for (const { fault, code } of refusals) {
  test(`${fault.kind}: refused in words, nothing stored, and a new code links`, async ({
    page,
    sandbox,
    calm,
  }) => {
    await openUnlinked(page)
    sandbox.fault(fault)
    expect(await scan(page, sandbox)).toMatchObject({ ok: false, code: 'companion-refused' })
    await expect(problemHeading(page, code)).toBeVisible()
    await expect(page.getByText(en.refusedSafe).first()).toBeVisible()
    await calm.axe(page)
    expect(sandbox.phones.list()[0]?.devices).toEqual([])

    await page.getByRole('button', { name: en.actions.newCode }).click()
    await link(page, sandbox)
  })
}

test('a refused link leaves no session behind: a reload shows a code', async ({
  page,
  sandbox,
}) => {
  await openUnlinked(page)
  sandbox.fault({ kind: 'bad-signature' })
  await scan(page, sandbox)
  await expect(problemHeading(page, 'pair-signature')).toBeVisible()
  await page.reload()
  await openUnlinked(page)
})
