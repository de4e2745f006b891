import { expectFetchedAhead, openUnlinked, pressUnless, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas } from '../qrPixels.ts'
import { en } from '../../web/ui/words/en.ts'

test('the service goes away and comes back: words, a countdown, a button, and no blank page', async ({
  page,
  restartable,
  calm,
}) => {
  const { host, stop, restart } = restartable
  await openUnlinked(page, host().url)
  await expectFetchedAhead(page)
  await stop()
  await expect(problemHeading(page, 'unreachable')).toBeVisible({ timeout: 20_000 })
  const retry = page.getByRole('button', { name: en.actions.retryNow })
  await expect(retry).toBeVisible()
  await calm.axe(page)
  await restart()
  // It also comes back by itself, when the countdown is over.
  await pressUnless(retry, expect(qrCanvas(page)).toBeVisible({ timeout: 20_000 }))
})

test('a service that goes away before the page has all its parts: that is said, and the next time it has them', async ({
  page,
  restartable,
}) => {
  const { host, stop, restart } = restartable
  let letGo = () => {}
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(/laterStages.*\.js$/, async (route) => {
    await gone
    await route.continue()
  })
  await openUnlinked(page, host().url)
  await stop()
  letGo()
  await expect(page.getByRole('alert').getByText(en.partMissing)).toBeVisible()
  await expect(page.getByRole('button', { name: en.actions.reload })).toBeVisible()
  await restart()
  await expect(qrCanvas(page)).toBeVisible({ timeout: 20_000 })
  await expectFetchedAhead(page)
  await stop()
  await expect(problemHeading(page, 'unreachable')).toBeVisible({ timeout: 20_000 })
})

test('a service that refuses the version is told apart from one that is down', async ({
  page,
  sandbox,
  calm,
}) => {
  sandbox.fault({ kind: 'failure', reason: 405, times: 10 })
  await page.goto('/')
  await expect(problemHeading(page, 'outdated')).toBeVisible()
  await calm.axe(page)
})
