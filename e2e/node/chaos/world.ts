import {
  manualClock,
  type ManualClock,
  seededRandom,
  settleQuickly,
} from '../../../web/platform/fakes.ts'
import type { PhoneControl } from '../../../server/phone/control.ts'
import { createPhones, type PhonesState } from '../../../server/phone/phones.ts'
import type { RecordEntry } from '../../../server/sandbox/record.ts'
import { openService, type SandboxService } from '../../../server/sandbox/service.ts'
import type { Deviation } from '../../../server/sandbox/strict/ledger.ts'
import { memoryKeeper, type StateKeeper } from '../../../server/sandbox/world.ts'

/** Few, so that hundreds of sessions take minutes. */
export const KEYS_PER_UPLOAD = 16

/** A service and a phone that can be stopped without a warning and started again on what they kept. */
export interface World {
  readonly clock: ManualClock
  readonly root: Uint8Array
  /** Nobody is there while it restarts. */
  service(): SandboxService | undefined
  phones(): PhoneControl
  /** Stops as a process that is killed does: what was saved is all that is left. */
  restart(downMs: number): Promise<void>
  /** What clients did wrong, over all restarts. */
  failures(): readonly Deviation[]
  /** What the service received since the last call. */
  takeReceived(): readonly RecordEntry[]
}

/** Opens a world. `seed` decides about every random byte in it. */
export async function openWorld(seed: number): Promise<World> {
  const clock = manualClock(1_767_225_600_000, settleQuickly)
  const randomBytes = seededRandom(seed)
  const disk = memoryKeeper()
  let saved: PhonesState | undefined
  let generation = 0
  const earlier: Deviation[] = []
  const received: RecordEntry[] = []

  /** What a stopped process would still have saved is lost. */
  function diskOf(mine: number): StateKeeper {
    return {
      load: () => disk.load(),
      save: (state) => (mine === generation ? disk.save(state) : Promise.resolve()),
    }
  }

  async function begin() {
    const mine = generation
    const service = await openService(
      { clock, randomBytes, keeper: diskOf(mine) },
      { record: true, preKeysPerUpload: KEYS_PER_UPLOAD },
    )
    const phones = await createPhones({
      line: service.line,
      randomBytes,
      now: () => clock.now(),
      after: (delayMs, task) => clock.after(delayMs, task),
      ...(saved === undefined ? {} : { saved }),
      async persist(state) {
        if (mine === generation) saved = structuredClone(state)
      },
    })
    return { service, phones }
  }

  let running = await begin()
  let isDown = false

  return {
    clock,
    root: running.service.root,
    service: () => (isDown ? undefined : running.service),
    phones: () => running.phones,
    async restart(downMs) {
      if (isDown) return
      isDown = true
      generation++
      const { service, phones } = running
      received.push(...service.record.received)
      earlier.push(...service.ledger.failures)
      phones.close()
      service.fault({ action: { kind: 'restart', ms: 0 }, target: {}, times: 1 })
      running = await begin()
      clock.after(downMs, () => {
        isDown = false
      })
    },
    failures: () => [...earlier, ...running.service.ledger.failures],
    takeReceived() {
      const { record } = running.service
      const taken = [...received.splice(0), ...record.received]
      record.clear()
      return taken
    },
  }
}
