import { parseArgs } from 'node:util'
import buildApp, { appFolder } from '../../buildApp.ts'
import { findBrowser } from '../../findBrowser.ts'
import { shareBrowser } from '../profile.ts'
import { runImportKills } from './kills.ts'

const ARGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update']
const SIZE = { chats: 60, messages: 300 }

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** `npm run chaos:import`: a browser killed 20 times while a phone's past comes in. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      /** Take the app as it was built here. */
      dist: { type: 'string' },
    },
  })
  if (values.dist === undefined) await buildApp()
  const executablePath = findBrowser()
  const launch = { ...(executablePath === undefined ? {} : { executablePath }), args: ARGS }
  const grounds = { dist: values.dist ?? appFolder, launch, shared: shareBrowser(launch) }
  const report = await runImportKills(Number(values.kills), Number(values.seed), SIZE, grounds, say)
  await grounds.shared.close()
  for (const problem of report.problems) say(problem)
  const { hits, lines, problems } = report
  say(`${values.kills} kills, ${hits} of them while it was under way, seed ${values.seed}`)
  say(`${lines} lines as on the phone, ${problems.length} missing, doubled or otherwise`)
  if (problems.length > 0) process.exitCode = 1
}

void main()
