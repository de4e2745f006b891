import { parseArgs } from 'node:util'
import { useNativeCrypto } from '../../../web/crypto/native.ts'
import { runSoak, type SoakPlan, type SoakReport } from './soak.ts'

const DAYS = 60
const EARLY = 10
const MOST_GROWTH = 1.1

/** `npm run soak`: one engine for 60 days, asleep at night, and more than 1,000 losses of the connection. */
const WHOLE: SoakPlan = {
  seed: 1,
  days: DAYS,
  lossesADay: 17,
  openMs: 2 * 3_600_000,
  night: 'asleep',
  // As many are in stock on day 10 as on day 60.
  takenADay: 65,
  preKeysPerUpload: 812,
  measuredAfter: [EARLY, DAYS],
}

/** `--small`: the same days, three minutes of each. The bytes in use are not compared in it. */
const SMALL: SoakPlan = {
  ...WHOLE,
  lossesADay: 1,
  openMs: 180_000,
  night: 'closed',
  takenADay: 6,
  preKeysPerUpload: 60,
  measuredAfter: [],
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/**
 * A night may swallow an answer, or an upload half made: what was made is offered again once the
 * service was asked what it holds, and it may hold nothing.
 */
function isOfTheNight(refusal: string): boolean {
  return refusal.endsWith(' timeout') || refusal === 'key-digest 404'
}

/** What must be true after all those days, and is not. */
function complaints(plan: SoakPlan, report: SoakReport): string[] {
  const { keys, steps, comparisons, failures, heap } = report
  const logins = steps.get('login-succeeded') ?? 0
  const demands: ReadonlyArray<readonly [string, boolean]> = [
    ['nothing that the service does not name', failures.length === 0],
    ['no key and no id used twice', keys.usedTwice.length === 0],
    ['two rotations of the signed pre-key', keys.rotations === 2],
    ['every upload taken', keys.uploads === steps.get('prekeys-uploaded')],
    ['top-ups', keys.uploads >= 5],
    ['no request refused', report.refusals.every(isOfTheNight)],
    ['no mistake of the program', steps.get('internal-error') === undefined],
    ['no comparison with a difference', comparisons.size === 1 && comparisons.has('none')],
    ['a comparison after each loss', (comparisons.get('none') ?? 0) >= plan.days * plan.lossesADay],
    ['a login after each loss', logins >= plan.days * plan.lossesADay],
    ['a route for each login', steps.get('routing') === logins],
    ...(plan.measuredAfter.length > 0 ? [boundedGrowth(heap)] : []),
  ]
  return demands.filter(([, isMet]) => !isMet).map(([demand]) => demand)
}

/** A day that was not measured is a demand not met: no number compares with nothing. */
function boundedGrowth(heap: SoakReport['heap']): readonly [string, boolean] {
  const growth = (heap.get(DAYS) ?? Number.NaN) / (heap.get(EARLY) ?? Number.NaN)
  return [`at most ${MOST_GROWTH} times the bytes of day ${EARLY}`, growth <= MOST_GROWTH]
}

async function main(): Promise<void> {
  await useNativeCrypto(true)
  const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } })
  const plan = values.small ? SMALL : WHOLE
  const beganMs = performance.now()
  const report = await runSoak({
    ...plan,
    onDay(day) {
      if (day % EARLY === 0)
        say(`day ${day}, ${Math.round((performance.now() - beganMs) / 1000)} s`)
    },
  })
  const { keys, heap } = report
  for (const [day, bytes] of heap) say(`bytes in use on day ${day}: ${(bytes / 1e6).toFixed(1)} MB`)
  if (heap.size === 0) say('bytes in use: not compared in this run')
  say(`${report.connections} connections, ${report.logins} logins`)
  say(
    `${keys.uploads} uploads, ${keys.offeredIds().length} one-time keys, ${keys.rotations} rotations`,
  )
  for (const [outcome, count] of report.comparisons) say(`comparison "${outcome}": ${count}`)
  for (const refusal of report.refusals) say(`request failed: ${refusal}`)
  for (const failure of report.failures) say(`service: ${JSON.stringify(failure)}`)
  for (const twice of keys.usedTwice) say(twice)
  const missing = complaints(plan, report)
  for (const demand of missing) say(`NOT MET: ${demand}`)
  if (missing.length > 0) process.exitCode = 1
}

void main()
