import { parseArgs } from 'node:util'
import { useNativeCrypto } from '../../../web/crypto/native.ts'
import { chaosTable, runChaos } from './chaos.ts'
import { planOf, runSession } from './session.ts'

/** `npm run chaos:node`: hundreds of sessions; `-- --seed N` replays one of them and tells what it did. */
const SESSIONS = 500
const LEAST_HITS = 10

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function replay(seed: number): Promise<void> {
  await runChaos([], () => {})
  const { plan, struck, outcome, problems, trace } = await runSession(planOf(seed))
  for (const { atMs, ...event } of trace)
    say(`${new Date(atMs).toISOString()} ${JSON.stringify(event)}`)
  say(JSON.stringify({ ...plan, struck, outcome }))
  for (const problem of problems) say(`PROBLEM ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}

async function all(count: number, first: number, stride: number): Promise<void> {
  const seeds = Array.from({ length: count }, (_, at) => first + at * stride)
  const result = await runChaos(seeds, (line) => say(line))
  for (const line of chaosTable(result)) say(line)
  const rare = count < SESSIONS ? [] : result.hits.filter(({ hits }) => hits < LEAST_HITS)
  for (const { name, hits } of rare) say(`TOO RARE: ${name}, ${hits} times`)
  if (result.failed.length > 0 || rare.length > 0) process.exitCode = 1
}

async function main(): Promise<void> {
  await useNativeCrypto(true)
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      sessions: { type: 'string', default: String(SESSIONS) },
      from: { type: 'string', default: '0' },
      stride: { type: 'string', default: '1' },
    },
  })
  const { seed, sessions, from, stride } = values
  if (seed === undefined) await all(Number(sessions), Number(from), Number(stride))
  else await replay(Number(seed))
}

void main()
