import type { Pace } from '../../search/pace.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { Intake } from './intake.ts'
import type { Placed } from './recentMessages.ts'

/** Messages that are looked at between two looks at the clock. */
const SLICE = 16

/** Messages of folds on their way into the index: few at a time, so that others have their turn. */
export interface IntakeQueue {
  readonly size: () => number
  /** `row`: of the stored queue, which says the same. */
  add(row: number, messages: readonly Placed[]): void
  drop(keys: readonly MessageKey[]): void
  /** Resolves when all is taken in. Throws StorageError 'closed' when it has to end before. */
  drain(): Promise<void>
  /** Takes all in without a pause. */
  takeAll(): void
}

export function createIntakeQueue(intake: Intake, pace: () => Pace): IntakeQueue {
  let waiting: { readonly row: number; messages: readonly Placed[] }[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    const { due, pause } = pace()
    while (takeSome()) if (due()) await pause()
  }

  /** False: there is none. */
  function takeSome(): boolean {
    const [first] = waiting
    if (first === undefined) return false
    intake.take(first.messages.slice(0, SLICE))
    first.messages = first.messages.slice(SLICE)
    if (first.messages.length === 0) {
      // Shelves are stored in their order: with the last one all of them are.
      intake.open().rows.push(first.row)
      waiting.shift()
    }
    return true
  }

  return {
    size: () => waiting.reduce((sum, { messages }) => sum + messages.length, 0),
    add: (row, messages) => void waiting.push({ row, messages }),
    drop(keys) {
      if (waiting.length === 0) return
      const gone = new Set(keys.map(String))
      for (const one of waiting) {
        one.messages = one.messages.filter(({ key }) => !gone.has(String(key)))
      }
    },
    drain() {
      running ??= run().finally(() => {
        running = undefined
      })
      return running
    },
    takeAll() {
      let more = true
      while (more) more = takeSome()
    },
  }
}
