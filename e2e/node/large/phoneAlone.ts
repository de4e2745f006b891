import { monitorEventLoopDelay } from 'node:perf_hooks'
import { tmpdir } from 'node:os'
import { passingShelf } from '../../../server/http/blobFolder.ts'
import type { HistoryWish } from '../../../server/phone/history/wish.ts'
import { linkCompanion } from '../../../server/phone/testing/companion.ts'
import { openVillage } from '../../../server/phone/testing/village.ts'
import { memoryKeeper } from '../../../server/sandbox/world.ts'
import { HistorySyncType } from '../../../web/wire/proto/gen/peerData_pb.ts'

/** What a phone takes to tell a companion everything; times in milliseconds, sizes in MiB. */
export interface PhoneFigures {
  readonly firstMs: number
  readonly bootstrapMs: number
  readonly allMs: number
  readonly chunks: number
  readonly blobMiB: number
  /** Of the whole process, beyond what it was before. */
  readonly peakRssMiB: number
  /** The longest time in which nobody else had a turn, after the link. */
  readonly longestGapMs: number
}

const MIB = 1024 * 1024
const LOOK_MS = 50

/** A companion that takes notifications and downloads nothing, so that only the phone is measured. */
export async function measurePhone(history: HistoryWish): Promise<PhoneFigures> {
  const shelf = passingShelf(tmpdir())
  const service = { ...memoryKeeper(), shelf }
  const village = await openVillage({ service }, { history })
  const before = process.memoryUsage.rss()
  const companion = await linkCompanion(village, village.randomBytes)
  const beganMs = performance.now()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const figures = { firstMs: 0, bootstrapMs: 0, peak: 0 }
  const looking = setInterval(() => {
    figures.peak = Math.max(figures.peak, process.memoryUsage.rss())
    const types = told()
    const sinceMs = performance.now() - beganMs
    if (types.length > 0) figures.firstMs ||= sinceMs
    if (types.some(({ syncType }) => syncType === HistorySyncType.INITIAL_BOOTSTRAP)) {
      figures.bootstrapMs ||= sinceMs
    }
  }, LOOK_MS)

  function told() {
    return companion.fromPhone.flatMap(
      ({ message }) => message.protocolMessage?.historySyncNotification ?? [],
    )
  }

  await companion.settled()
  clearInterval(looking)
  delay.disable()
  const allMs = performance.now() - beganMs
  const notes = told()
  const bytes = notes.reduce((sum, { fileLength }) => sum + Number(fileLength), 0)
  companion.close()
  await village.close()
  shelf.close()
  return {
    firstMs: Math.round(figures.firstMs),
    bootstrapMs: Math.round(figures.bootstrapMs),
    allMs: Math.round(allMs),
    chunks: notes.length,
    blobMiB: Math.round(bytes / MIB),
    peakRssMiB: Math.round((figures.peak - before) / MIB),
    longestGapMs: Math.round(delay.max / 1e6),
  }
}
