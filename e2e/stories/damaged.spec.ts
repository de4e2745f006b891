import type { Page } from '@playwright/test'
import type { Host } from '../../server/sandbox/host.ts'
import { en } from '../../web/ui/words/en.ts'
import { expectLinked, link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'
import { damage, keepCopy, putBack, type Damage } from '../storedBytes.ts'

const damages: readonly { readonly what: string; readonly how: Damage }[] = [
  { what: 'the record of the vault key', how: { store: 'vault', key: 'vaultKey' } },
  { what: 'the row of the device', how: { store: 'account', key: 'device' } },
  { what: 'the row of the session', how: { store: 'account', key: 'session' } },
  { what: 'the key file', how: 'keyFile' },
]

test('bytes that rotted: told, tried again, erased only when asked twice; whole ones still open', async ({
  page,
  context,
  sandbox,
  calm,
}) => {
  test.setTimeout(180_000)
  await openUnlinked(page)
  await link(page, sandbox)
  await page.close()
  await engineGone(sandbox)

  // A page of the same origin without an engine. It holds the copy, keys that no script can read included.
  const keeper = await context.newPage()
  await keeper.goto('/config.json')
  await keepCopy(keeper)

  for (const { what, how } of damages) {
    await test.step(what, async () => {
      await putBack(keeper)
      await damage(keeper, how)
      const tab = await context.newPage()
      await tab.goto('/')
      await expectDamaged(tab)
      await tab.getByRole('button', { name: en.actions.tryAgain }).click()
      await expectDamaged(tab)
      if (how === 'keyFile') await calm.axe(tab)

      // Asked once more, and nothing is erased by a no.
      const startOver = tab.getByRole('button', { name: en.actions.startOver, exact: true })
      await startOver.click()
      await expect(tab.getByText(en.actions.startOverWhy)).toBeVisible()
      await tab.getByRole('button', { name: en.actions.cancel }).click()
      await expectDamaged(tab)
      await startOver.click()
      await tab.getByRole('button', { name: en.actions.startOverConfirm }).click()
      await expect(qrCanvas(tab)).toBeVisible()
      await tab.close()
      await engineGone(sandbox)
    })
  }

  // What is whole opens: it was the damage that was told, and not the copy.
  await putBack(keeper)
  await damage(keeper, 'keyFile')
  const last = await context.newPage()
  await last.goto('/')
  await expectDamaged(last)
  await putBack(keeper, 'keyFile')
  await last.getByRole('button', { name: en.actions.tryAgain }).click()
  await expectLinked(last)
  await keeper.close()
})

async function expectDamaged(tab: Page): Promise<void> {
  await expect(problemHeading(tab, 'storage-damaged')).toBeVisible()
  await expect(tab.getByRole('button', { name: en.actions.tryAgain })).toBeEnabled()
}

/** The last tab is gone, and its engine with it. */
async function engineGone(sandbox: Host): Promise<void> {
  await expect.poll(() => sandbox.state().counters.socketsLive).toBe(0)
}
