import type { WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import type { RequestName } from '../faults/fault.ts'
import type { AttrRule, Shape } from '../strict/shape.ts'

/** A request that the service answers. Found by type, namespace and the tag of its child. */
export interface IqRule {
  /** How a fault calls it. */
  readonly name: RequestName
  readonly type: 'get' | 'set'
  readonly xmlns: string
  /** Tag of the child that says what is wanted; undefined for a request without content. */
  readonly asks: string | undefined
  /** `stage` of that child, where one tag stands for several requests. */
  readonly stage?: string
  /** Whether a client that is not linked yet may ask. */
  readonly unpaired?: true
  /** `to` of a request that is not for the service itself. */
  readonly to?: AttrRule
  /** Attributes beside id, type, xmlns and to. */
  readonly attrs?: Readonly<Record<string, AttrRule>>
  /** Shapes of all children, the one of `asks` included. */
  readonly children: Shape['children']
  /** Called with a request of the right shape. */
  answer(
    context: ServiceContext,
    connection: Connection,
    iq: WireNode,
  ): WireNode | Promise<WireNode>
  /** The connection ends behind a result that was sent. */
  readonly closes?: true
  /** What follows a result, sent or lost. */
  after?(context: ServiceContext, connection: Connection, iq: WireNode): void
}
