import { tmpdir } from 'node:os'
import { passingShelf } from '../../../server/http/blobFolder.ts'
import type { HistoryWish } from '../../../server/phone/history/wish.ts'
import { memoryKeeper } from '../../../server/sandbox/world.ts'
import { linkFirst, phoneOf } from '../pastRooms.ts'
import { comparePast, type PastComparison } from '../storedPast.ts'
import { buildTown } from '../town.ts'

export interface LinkFigures extends PastComparison {
  readonly messages: number
  /** From the link until the first history is through, of real time. */
  readonly throughMs: number
  readonly comparedMs: number
  readonly failures: readonly unknown[]
}

/** Real time between two steps of the town's clock, which goes as fast. */
const STEP_MS = 100
const SAY_EVERY_MS = 10_000

/** The real engine takes a large past in; everything in this process, storage in memory. */
export async function measureLink(
  history: HistoryWish,
  seed: number,
  say: (line: string) => void,
): Promise<LinkFigures> {
  const shelf = passingShelf(tmpdir())
  const town = await buildTown(seed, {
    people: { history, seed },
    keeper: { ...memoryKeeper(), shelf },
  })
  const browser = town.browser()
  const running = await linkFirst(town, browser)
  const beganMs = performance.now()
  let saidMs = beganMs
  for (;;) {
    const { history: view } = running.snapshot()
    if (view === undefined || view.at === 'done') break
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
    await town.clock.advance(STEP_MS)
    if (performance.now() - saidMs < SAY_EVERY_MS) continue
    saidMs = performance.now()
    const seconds = Math.round((saidMs - beganMs) / 1000)
    const rss = Math.round(process.memoryUsage.rss() / 1024 / 1024)
    say(`${seconds} s: ${view.at} ${view.percent ?? ''} %, process ${rss} MiB`)
  }
  const throughMs = Math.round(performance.now() - beganMs)
  await running.engine.retire()
  const record = town.people.past(phoneOf(town.people))
  if (record === undefined) throw new Error('no past')
  const store = await browser.openStore()
  const compared = await comparePast(store, record, { nowMs: town.clock.now() })
  store.close()
  shelf.close()
  return {
    ...compared,
    messages: record.counts.messages,
    throughMs,
    comparedMs: Math.round(performance.now() - beganMs - throughMs),
    failures: town.service.view().failures,
  }
}
