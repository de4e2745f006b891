import type { PeopleControl } from '../../server/phone/people/control.ts'
import type { Browser, RunningEngine, Town } from './town.ts'

/** The first phone's owner. */
export function phoneOf(people: PeopleControl): string {
  const phone = people.list().find(({ isPhone }) => isPhone)
  if (phone === undefined) throw new Error('no phone')
  return phone.id
}

/** Links a browser to the first phone. */
export async function linkFirst(town: Town, browser: Browser): Promise<RunningEngine> {
  const running = await browser.start()
  const scanned = await town.phones.scan(undefined, await running.code())
  if (!scanned.ok) throw new Error(`not linked: ${scanned.code}`)
  await running.linked()
  return running
}

/**
 * Waits, by the clock of the town, until the first history is through. On a busy machine the phone
 * needs more real time for a second than the clock does.
 */
export async function historyThrough(
  town: Town,
  running: RunningEngine,
  seconds = 300,
): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    const { history } = running.snapshot()
    if (history === undefined || history.at === 'done') return
    await town.clock.advance(1_000)
    await town.people.idle()
  }
  throw new Error(`history stays ${running.snapshot().history?.at}`)
}
