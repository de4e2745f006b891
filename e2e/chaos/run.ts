import { parseArgs } from 'node:util'
import buildApp, { appFolder } from '../buildApp.ts'
import { findBrowser } from '../findBrowser.ts'
import { chaosTable, runChaos, tooRare } from './chaos.ts'
import { planOf } from './plan.ts'
import { shareBrowser } from './profile.ts'
import { type Grounds, runSession } from './session.ts'

const SESSIONS = 100
const LEAST_HITS = 10
const ARGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update']

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** One session, with everything that happened in it. */
async function replay(seed: number, grounds: Grounds): Promise<boolean> {
  const report = await runSession(planOf(seed), grounds)
  say(JSON.stringify({ ...report.plan, outcome: report.outcome, ms: report.ms }))
  for (const line of report.story) say(line)
  for (const problem of report.problems) say(`PROBLEM ${problem}`)
  return report.problems.length === 0
}

async function all(count: number, first: number, grounds: Grounds): Promise<boolean> {
  const seeds = Array.from({ length: count }, (_, at) => first + at)
  const reports = await runChaos(seeds, grounds, say)
  for (const line of chaosTable(reports)) say(line)
  const rare = count < SESSIONS ? [] : tooRare(reports, LEAST_HITS)
  for (const { name, hits } of rare) say(`TOO RARE: ${name}, ${hits} times`)
  return rare.length === 0 && reports.every(({ problems }) => problems.length === 0)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      sessions: { type: 'string', default: String(SESSIONS) },
      from: { type: 'string', default: '0' },
      /** Take the app as it was built last. */
      built: { type: 'boolean', default: false },
    },
  })
  if (!values.built) await buildApp()
  const executablePath = findBrowser()
  const launch = { ...(executablePath === undefined ? {} : { executablePath }), args: ARGS }
  const grounds: Grounds = { dist: appFolder, launch, shared: shareBrowser(launch) }
  const isGood =
    values.seed === undefined
      ? await all(Number(values.sessions), Number(values.from), grounds)
      : await replay(Number(values.seed), grounds)
  await grounds.shared.close()
  if (!isGood) process.exitCode = 1
}

void main()
