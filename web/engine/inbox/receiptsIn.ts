import type { WireNode } from '../../wire/node/node.ts'
import type { UnitOfWork } from '../work/work.ts'

/** What others, and one's own other devices, say about messages that reached them. */
export interface ReceiptsIn {
  /**
   * Takes `<receipt>`: ticks of one's own messages, the read mark of a chat read elsewhere. Requests
   * to send again are passed on to the outbox. Throws StanzaError.
   */
  take(unit: UnitOfWork, stanza: WireNode): Promise<void>
}
