import type { Clock } from '../../platform/platform.ts'
import type { WireNode } from '../../wire/node/node.ts'
import type { IncomingMessage } from '../../wire/stanza/incomingMessage.ts'
import { deliveryReceipt, RECEIPT_IDS_LIMIT, receipts } from '../../wire/stanza/receipt.ts'

/** How long a receipt for a message of the backlog waits for others to the same author. */
const GATHER_MS = 500

type Taken = Pick<
  IncomingMessage,
  'place' | 'from' | 'participant' | 'recipient' | 'fromMe' | 'peer'
>

/** Receipts for what had waited on the service: one stanza for many messages of one author. */
export interface GatheredReceipts {
  /** This message is stored. */
  add(message: Taken, id: string): void
  /** Sends what was gathered. */
  flush(): void
  /** The connection is gone: what was not answered comes again. */
  drop(): void
}

export function createGatheredReceipts(parts: {
  readonly clock: Pick<Clock, 'after'>
  readonly available: () => boolean
  readonly send: (stanza: WireNode) => void
}): GatheredReceipts {
  const authors = new Map<string, { readonly message: Taken; readonly ids: string[] }>()
  let cancel: (() => void) | undefined

  function flush(): void {
    stopClock()
    for (const { message, ids } of authors.values()) send(message, ids)
    authors.clear()
  }

  function send(message: Taken, ids: readonly string[]): void {
    const head = deliveryReceipt(message, parts.available())
    for (const stanza of receipts(head, ids)) parts.send(stanza)
  }

  function stopClock(): void {
    cancel?.()
    cancel = undefined
  }

  return {
    add(message, id) {
      const author = `${message.from} ${message.participant ?? ''}`
      const known = authors.get(author) ?? { message, ids: [] }
      known.ids.push(id)
      authors.set(author, known)
      if (known.ids.length >= RECEIPT_IDS_LIMIT) {
        authors.delete(author)
        send(message, known.ids)
      }
      cancel ??= parts.clock.after(GATHER_MS, flush)
    },
    flush,
    drop() {
      stopClock()
      authors.clear()
    },
  }
}
