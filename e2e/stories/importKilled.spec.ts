import { expect, test } from '@playwright/test'
import { appFolder } from '../buildApp.ts'
import { runImportKills } from '../chaos/import/kills.ts'
import { shareBrowser } from '../chaos/profile.ts'

/** Twenty, and a longer past, in `npm run chaos:import`. */
const KILLS = 3

test('a browser that is killed while the past comes in has all of it in the end, and nothing twice', async () => {
  test.setTimeout(300_000)
  const launch = test.info().project.use.launchOptions ?? {}
  const shared = shareBrowser(launch)
  const size = { chats: 40, messages: 100 }
  const grounds = { dist: appFolder, launch, shared }
  const { problems, kills, hits, lines } = await runImportKills(KILLS, 2, size, grounds)
  await shared.close()
  expect(problems, kills.join('\n')).toEqual([])
  // The others are about other messages, say nothing, or are gone.
  expect(lines).toBeGreaterThan(3_000)
  expect(hits, kills.join('\n')).toBeGreaterThan(0)
})
