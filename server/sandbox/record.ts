import type { WireNode } from '../../web/wire/node/node.ts'

/** One thing that crossed the service in clear. */
export interface RecordEntry {
  readonly atMs: number
  readonly connection: string
  readonly direction: 'in' | 'out'
  /** `payload` is the ClientPayload, `stanza` everything after the handshake. */
  readonly kind: 'payload' | 'stanza'
  /** The decrypted bytes as received or before they were encrypted. */
  readonly bytes: Uint8Array
  /** The same, decoded; absent for payloads and undecodable stanzas. */
  readonly node?: WireNode
}

/** Everything that the service saw in clear, for tests. Off, it keeps nothing. */
export interface ServiceRecord {
  readonly entries: readonly RecordEntry[]
  add(entry: RecordEntry): void
  clear(): void
}

/** A record that keeps entries only when `on`. */
export function createRecord(on: boolean): ServiceRecord {
  const entries: RecordEntry[] = []
  return {
    entries,
    add(entry) {
      if (on) entries.push(entry)
    },
    clear() {
      entries.length = 0
    },
  }
}
