import type { WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import type { Account, Companion } from '../state/accounts.ts'
import type { Misfit } from './content.ts'

/** One message on its way in. */
export interface Sent {
  readonly context: ServiceContext
  readonly connection: Connection
  readonly account: Account
  readonly device: Companion
  readonly message: WireNode
  /** Unix seconds of the ack; what is delivered carries the same. */
  readonly t: string
}

/** One copy of a message for one device, without the marks of its queue. */
export interface Copy {
  readonly account: Account
  readonly device: Companion
  readonly stanza: WireNode
  /** `count` of a copy that was asked for again; such a copy is no repetition. */
  readonly again?: string
}

/** What becomes of a message. */
export type Routing =
  | {
      readonly ok: true
      readonly copies: readonly Copy[]
      readonly phash?: string
      /** Something to book although the message was taken. */
      readonly noted?: Misfit
    }
  | {
      readonly ok: false
      /** `error` of the ack. */
      readonly error: number
      readonly attrs?: Readonly<Record<string, string>>
      /** Absent: a refusal that an honest client may meet. */
      readonly misfit?: Misfit
    }

/** A refusal because of something that the reference does not name. */
export const unnamed = (rule: string, detail: string, error = 479): Routing => ({
  ok: false,
  error,
  misfit: { rule, detail },
})

export const refused = (error: number, attrs: Readonly<Record<string, string>> = {}): Routing => ({
  ok: false,
  error,
  attrs,
})
