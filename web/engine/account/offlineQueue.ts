import type { Clock } from '../../platform/platform.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { offlineBatchRequest } from '../../wire/stanza/infoBroadcast.ts'
import type { Trace } from '../traceRing.ts'

const BATCH_SIZE = 200
/** How long after the first stanza of a batch the next one is asked for (whatsapp-rust). */
const NEXT_BATCH_MS = 100

/** What waited on the service while this device was away (chapter 06 section 9). */
export interface OfflineQueue {
  /** The service says how much there is. */
  announced(count: number): void
  /** A stanza came; those of the queue carry `offline`. */
  arrived(stanza: WireNode): void
  /** The service says that nothing is left. May come before anybody asked for anything. */
  ended(count: number): void
  /** Runs the task once the queue is through, at once if it is already. */
  whenOver(task: () => void): void
  stop(): void
}

/** The queue of one connection. Without requests the service delivers about five stanzas only. */
export function createOfflineQueue(parts: {
  readonly clock: Clock
  readonly trace: Trace
  readonly send: (stanza: WireNode) => void
}): OfflineQueue {
  const { clock, trace } = parts
  const tasks: Array<() => void> = []
  let state: 'unannounced' | 'asked' | 'flowing' | 'over' = 'unannounced'
  let cancelNext = () => {}
  let announcedCount: number | undefined
  let came = 0

  function ask(): void {
    state = 'asked'
    parts.send(offlineBatchRequest(BATCH_SIZE))
  }

  return {
    announced(count) {
      announcedCount ??= count
      if (state !== 'unannounced' || count === 0) return
      trace({ step: 'offline-queue', at: 'begin', count })
      ask()
    },
    arrived(stanza) {
      if (stanza.attrs['offline'] === undefined) return
      came += 1
      // Something came between the announcement and the queue, or nothing was announced.
      if (state === 'unannounced') return ask()
      if (state !== 'asked') return
      state = 'flowing'
      cancelNext = clock.after(NEXT_BATCH_MS, ask)
    },
    ended(count) {
      if (state === 'over') return
      state = 'over'
      cancelNext()
      trace({ step: 'offline-queue', at: 'end', count })
      // What did not come is still on the service, or lost there: nothing here can tell which chat.
      const announced = announcedCount ?? came
      if (came < announced) trace({ step: 'offline-gap', announced, came })
      for (const task of tasks.splice(0)) task()
    },
    whenOver(task) {
      if (state === 'over') task()
      else tasks.push(task)
    },
    stop: () => cancelNext(),
  }
}
