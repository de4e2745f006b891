import type { WireNode } from '../../../web/wire/node/node.ts'
import type { Account, Companion, QueuedStanza, SignedPreKey } from '../state/accounts.ts'
import type { Strictness } from '../strict/ledger.ts'
import type { Lane } from './lane.ts'

/** What an unlinked client said about itself, checked. */
export interface Registration {
  readonly registrationId: Uint8Array
  readonly identityKey: Uint8Array
  readonly signedPreKey: SignedPreKey
  readonly deviceProps: Uint8Array
}

/** Where a connection stands. */
export type Stage =
  | { readonly at: 'handshake' }
  | { readonly at: 'unpaired'; readonly registration: Registration }
  | { readonly at: 'companion'; readonly account: Account; readonly companion: Companion }
  | { readonly at: 'closed' }

/** A stanza that this connection owes an answer to. */
export interface OwedAnswer {
  readonly kind: 'iq' | 'ack'
  /** For a person: tag and type of what was sent. */
  readonly what: string
  /** What was sent; an ack copies its attributes. */
  readonly stanza: WireNode
  /** It was answered with a request to send it again; an ack may follow now. */
  retried?: boolean
  /** Called with the answer, once. */
  answered(answer: WireNode): void | Promise<void>
}

/** One client's socket after the bytes were taken off: what handlers see of it. */
export interface Connection {
  readonly id: string
  readonly mode: Strictness
  readonly openedAtMs: number
  stage: Stage
  /** The client's Noise static key, once the handshake proved it. */
  noisePublic: Uint8Array | undefined
  /** `<active/>` was asked for: the offline queue may flow. */
  active: boolean
  /** A simulated device of this process: no socket, and some checks that make no sense for it. */
  readonly simulated: boolean
  /** The last presence sent on this connection was `available`. */
  available: boolean
  /** Accounts and groups whose presence it asked for on this connection, as it named them. */
  readonly subscriptions: Set<string>
  /** Offline stanzas still held back on this connection. */
  heldBack: QueuedStanza[]
  /** Size of the backlog while it drains; the end mark names it. */
  backlog: number | undefined
  /** Cancels the timer that ends the connection when all codes were shown. */
  codesEnd: (() => void) | undefined
  /** Called once when the connection has ended, whoever ended it. */
  onClosed: (() => void) | undefined
  /** A phone's upload is being confirmed on this connection. */
  pairing: boolean
  /** Answers this client owes; the keys are those of `owed.ts`. */
  readonly owed: Map<string, OwedAnswer>
  /** Answers that may come once more, because a fault sent the stanza twice. */
  readonly spare: Set<string>
  /** Ids of the client's own IQs, each to be used once. */
  readonly usedIds: Set<string>
  /** Sends one stanza. Ignored when the connection has ended. */
  send(stanza: WireNode): void
  /** Ends the socket after everything sent before. */
  end(): void
  /** Cuts the socket at once. */
  drop(): void
  /** Both directions of the socket below, for faults. */
  readonly lanes: readonly Lane[]
  /** Books something that the reference does not name. */
  deviate(rule: string, detail: string): void
}
