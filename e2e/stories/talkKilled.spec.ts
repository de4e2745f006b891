import { expect, test } from '@playwright/test'
import { appFolder } from '../buildApp.ts'
import { shareBrowser } from '../chaos/profile.ts'
import { runKills } from '../chaos/talk/kills.ts'

/** The others of the thirty run in `npm run chaos:talk:browser`. */
const KILLS = 3

test('a browser that is killed while messages come and go loses none and doubles none', async () => {
  test.setTimeout(300_000)
  const launch = test.info().project.use.launchOptions ?? {}
  const shared = shareBrowser(launch)
  const { problems } = await runKills(KILLS, 2, { dist: appFolder, launch, shared })
  await shared.close()
  expect(problems).toEqual([])
})
