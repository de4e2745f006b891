import type { WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import type { Connection } from './connection.ts'

/** A stanza that waits for one to overtake it goes by itself after this time. */
const HELD_AT_MOST_MS = 1000

/** Sends stanzas twice or in the wrong order, where a fault asks for it. */
export interface Disorder {
  /** What goes out now, for a stanza that should. */
  pass(stanza: WireNode): readonly WireNode[]
  /** What is still held back. */
  rest(): readonly WireNode[]
}

/** The order of one connection. `transmit` is called for what nothing came to overtake. */
export function createDisorder(
  { armory, world }: ServiceContext,
  connection: Connection,
  transmit: (stanza: WireNode) => void,
): Disorder {
  let held: WireNode | undefined
  let stopTimer: (() => void) | undefined

  function rest(): readonly WireNode[] {
    stopTimer?.()
    const left = held
    held = undefined
    return left === undefined ? [] : [left]
  }

  return {
    pass(stanza) {
      const isMeant = ({ tag }: { readonly tag?: string }): boolean =>
        tag === undefined || tag === stanza.tag
      if (armory.strike('duplicate', connection, isMeant) !== undefined) {
        const { id } = stanza.attrs
        if (id !== undefined) connection.spare.add(id)
        return [stanza, stanza, ...rest()]
      }
      if (held === undefined && armory.strike('reorder', connection, isMeant) !== undefined) {
        held = stanza
        stopTimer = world.clock.after(HELD_AT_MOST_MS, () => {
          for (const late of rest()) transmit(late)
        })
        return []
      }
      return [stanza, ...rest()]
    },
    rest,
  }
}
