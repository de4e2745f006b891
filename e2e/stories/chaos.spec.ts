import { expect, test } from '@playwright/test'
import { appFolder } from '../buildApp.ts'
import { chaosTable, runChaos } from '../chaos/chaos.ts'
import { shareBrowser } from '../chaos/profile.ts'

/** Among them a killed browser, two killed engines, a full disk, a restart of the service, a log-out. */
const SEEDS = [3, 14, 15, 22]

test('browsers disturbed at random points are linked afterwards or cleanly not, never half', async () => {
  test.setTimeout(400_000)
  const launch = test.info().project.use.launchOptions ?? {}
  const shared = shareBrowser(launch)
  const said: string[] = []
  const reports = await runChaos(SEEDS, { dist: appFolder, launch, shared }, (line) => {
    said.push(line)
  })
  await shared.close()
  const problems = reports.flatMap((report) => report.problems)
  expect(problems, said.join('\n')).toEqual([])
  const strikes = reports.flatMap((report) => report.strikes)
  expect(strikes.length, chaosTable(reports).join('\n')).toBe(2 * SEEDS.length)
})
