import type { WireNode } from '../../web/wire/node/node.ts'

/** What a message was: the three of a handshake in clear, the payload inside the last, a stanza. */
export type Recorded = 'client-hello' | 'server-hello' | 'client-finish' | 'payload' | 'stanza'

/** One thing that crossed the service, without the transport's encryption. */
export interface RecordEntry {
  readonly atMs: number
  readonly connection: string
  readonly what: Recorded
  /** The bytes as received after decryption, or before encryption. */
  readonly bytes: Uint8Array
  /** The same, decoded; absent for what is no stanza. */
  readonly node?: WireNode
}

/** Everything that the service saw in clear, in order, for tests. Off, it keeps nothing. */
export interface ServiceRecord {
  /** From clients. `payload` follows its `client-finish`. */
  readonly received: readonly RecordEntry[]
  /** To clients. */
  readonly sent: readonly RecordEntry[]
  add(direction: 'received' | 'sent', entry: RecordEntry): void
  clear(): void
}

/** A record that keeps entries only when `on`. */
export function createRecord(on: boolean): ServiceRecord {
  const received: RecordEntry[] = []
  const sent: RecordEntry[] = []
  return {
    received,
    sent,
    add(direction, entry) {
      if (on) (direction === 'received' ? received : sent).push(entry)
    },
    clear() {
      received.length = 0
      sent.length = 0
    },
  }
}
