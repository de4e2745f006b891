import { createHash } from 'node:crypto'
import { useNativeCrypto } from '../../../web/crypto/native.ts'
import { openService, type SandboxService } from '../../sandbox/service.ts'
import { memoryKeeper } from '../../sandbox/world.ts'
import type { PhoneControl } from '../control.ts'
import type { HistoryWish } from '../history/wish.ts'
import type { PeopleControl } from '../people/control.ts'
import { createPeople, type PeopleKeeper } from '../people/people.ts'
import { createPhones, type PhoneBook, type PhonesState } from '../phones.ts'

/** A service with phones and people in it, and a clock that only moves when it is told to. */
export interface Village {
  readonly service: SandboxService
  readonly phones: PhoneControl & PhoneBook
  readonly people: PeopleControl
  /** The same numbers for the same seed. */
  readonly randomBytes: (length: number) => Uint8Array
  /** What people or phones reported as gone wrong. */
  readonly notes: string[]
  /** Moves the clock and lets everything that was due happen. */
  pass(ms: number): Promise<void>
  /** What simulated devices or the service did against the reference. */
  faults(): readonly string[]
  close(): Promise<void>
}

interface Due {
  readonly atMs: number
  readonly task: () => void
}

/** Opens a village on kept parts, so that a test can close it and open it again. */
export async function openVillage(
  kept: {
    readonly service?: ReturnType<typeof memoryKeeper>
    readonly people?: PeopleKeeper
    readonly phones?: PhonesState
  } = {},
  options: {
    readonly cast?: boolean
    readonly seed?: number
    readonly history?: HistoryWish | 'none'
  } = {},
): Promise<Village> {
  await useNativeCrypto(true)
  const notes: string[] = []
  let nowMs = Date.UTC(2031, 4, 5, 9)
  let due: Due[] = []
  let counter = 0
  const clock = {
    now: () => nowMs,
    after: (delayMs: number, task: () => void) => {
      const entry = { atMs: nowMs + delayMs, task }
      due.push(entry)
      return () => {
        due = due.filter((other) => other !== entry)
      }
    },
  }
  const randomBytes = (length: number): Uint8Array => {
    const parts: Uint8Array[] = []
    for (let have = 0; have < length; have += 64) {
      parts.push(
        createHash('sha512')
          .update(`${options.seed ?? 1} ${counter++}`)
          .digest(),
      )
    }
    return new Uint8Array(Buffer.concat(parts).subarray(0, length))
  }
  const world = { clock, randomBytes, keeper: kept.service ?? memoryKeeper() }
  const service = await openService(world, { preKeysPerUpload: 20 })
  const report = (note: string): void => void notes.push(note)
  const common = { line: service.line, randomBytes, now: clock.now, after: clock.after, report }
  const phones = await createPhones({
    ...common,
    persist: () => Promise.resolve(),
    ...(kept.phones === undefined ? {} : { saved: kept.phones }),
  })
  const people = await createPeople({
    ...common,
    devices: service.devices,
    phones,
    cast: options.cast === true,
    history: options.history ?? 'none',
    ...(kept.people === undefined ? {} : { keeper: kept.people }),
  })
  const { control } = people
  await control.idle()

  return {
    service,
    phones,
    people: control,
    randomBytes,
    notes,
    async pass(ms) {
      const end = nowMs + ms
      for (;;) {
        const next = due.toSorted((a, b) => a.atMs - b.atMs).find(({ atMs }) => atMs <= end)
        if (next === undefined) break
        due = due.filter((other) => other !== next)
        nowMs = Math.max(nowMs, next.atMs)
        next.task()
        await control.idle()
      }
      nowMs = end
      await control.idle()
    },
    faults: () =>
      service.ledger.failures.map(
        ({ connection, rule, detail }) => `${connection} ${rule} ${detail}`,
      ),
    async close() {
      await people.close()
      phones.close()
      await service.close()
    },
  }
}
