import { parseArgs } from 'node:util'
import buildApp, { appFolder } from '../../buildApp.ts'
import { findBrowser } from '../../findBrowser.ts'
import { shareBrowser } from '../profile.ts'
import { runKills } from './kills.ts'
import { KILL_WINDOWS } from './killWindows.ts'

const ARGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update']

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** `npm run chaos:talk:browser`: a browser killed 30 times while messages come and go. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      /** Take the app as it was built here. */
      dist: { type: 'string' },
    },
  })
  if (values.dist === undefined) await buildApp()
  const executablePath = findBrowser()
  const launch = { ...(executablePath === undefined ? {} : { executablePath }), args: ARGS }
  const grounds = { dist: values.dist ?? appFolder, launch, shared: shareBrowser(launch) }
  const { hits, problems } = await runKills(Number(values.kills), Number(values.seed), grounds, say)
  await grounds.shared.close()
  for (const window of KILL_WINDOWS) say(`${window.padEnd(10)}${hits.get(window) ?? 0} hits`)
  say(`${values.kills} kills, seed ${values.seed}: ${problems.length} lost, doubled or wrong`)
  if (problems.length > 0) process.exitCode = 1
}

void main()
