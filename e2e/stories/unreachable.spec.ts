import { openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { en } from '../../web/ui/words/en.ts'

test('the service goes away and comes back: words, a countdown, a button, and no blank page', async ({
  page,
  restartable,
  calm,
}) => {
  const { host, stop, restart } = restartable
  await page.goto(host().url)
  await openUnlinked(page, host().url)
  await stop()
  await expect(problemHeading(page, 'unreachable')).toBeVisible({ timeout: 20_000 })
  const retry = page.getByRole('button', { name: en.actions.retryNow })
  await expect(retry).toBeVisible()
  await calm.axe(page)
  await restart()
  await retry.click()
  await expect(page.locator('canvas')).toBeVisible({ timeout: 20_000 })
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
