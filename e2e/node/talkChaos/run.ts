import { parseArgs } from 'node:util'
import { useNativeCrypto } from '../../../web/crypto/native.ts'
import { checkCrowd } from './checks.ts'
import { openCrowd } from './crowd.ts'
import { stopOnce } from './stop.ts'
import { type Window, WINDOWS } from './windows.ts'

/** `npm run chaos:talk`: an engine stopped 300 times while messages come and go; `-- --seed N`: one town of them. */
const STOPS = 300
const STOPS_IN_A_TOWN = 10
const LEAST_HITS = 10

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** A town, stopped so often; gives what went wrong and counts what was hit. */
async function runTown(seed: number, stops: number, hits: Map<Window, number>): Promise<string[]> {
  const crowd = await openCrowd(seed)
  for (let stop = 0; stop < stops; stop++) {
    // Towns begin at different windows, so that each comes early and late.
    for (const window of await stopOnce(crowd, seed * STOPS_IN_A_TOWN + stop)) {
      hits.set(window, (hits.get(window) ?? 0) + 1)
    }
  }
  const problems = await checkCrowd(crowd)
  await crowd.town.people.idle()
  await crowd.town.close()
  return problems
}

async function main(): Promise<void> {
  await useNativeCrypto(true)
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      stops: { type: 'string', default: String(STOPS) },
      from: { type: 'string', default: '1' },
    },
  })
  const { seed } = values
  const stops = seed === undefined ? Number(values.stops) : STOPS_IN_A_TOWN
  const first = Number(seed ?? values.from)
  const hits = new Map<Window, number>()
  let failed = 0
  for (let done = 0; done < stops; done += STOPS_IN_A_TOWN) {
    const town = first + done / STOPS_IN_A_TOWN
    const problems = await runTown(town, Math.min(STOPS_IN_A_TOWN, stops - done), hits)
    if (problems.length === 0) continue
    failed += problems.length
    say(`seed ${town}: npm run chaos:talk -- --seed ${town}`)
    for (const problem of problems) say(`  ${problem}`)
  }
  for (const window of WINDOWS) say(`${window.padEnd(14)}${hits.get(window) ?? 0} hits`)
  say(`${stops} stops: ${failed} lost, doubled or wrong`)
  const rare = stops < STOPS ? [] : WINDOWS.filter((window) => (hits.get(window) ?? 0) < LEAST_HITS)
  for (const window of rare) say(`TOO RARE: ${window}`)
  if (failed > 0 || rare.length > 0) process.exitCode = 1
}

void main()
