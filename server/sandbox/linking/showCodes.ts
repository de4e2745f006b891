import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { owe } from '../connection/owed.ts'
import { freshId, type ServiceContext } from '../context.ts'
import { dropsAfterRow } from '../faults/rows.ts'
import { shapeDeviations } from '../strict/shape.ts'
import { resultShape } from '../strict/resultShape.ts'
import { REFS_LIFE_MS } from './refBook.ts'

/** How long a person may look at a code before row 4 of 03 section 2 counts as done. */
const LOOK_MS = 1000

/**
 * Pushes six codes (row 2 of 03 section 2), and ends the connection when all have been shown and no
 * request to link by code is left (01 section 10.3).
 */
export function showCodes(context: ServiceContext, connection: Connection): void {
  const refs = context.refs.mint(connection)
  const id = freshId(context.world)
  const pairDevice = node(
    'pair-device',
    {},
    refs.map((ref) => node('ref', {}, ref)),
  )
  const stanza = node('iq', { from: SERVICE, type: 'set', xmlns: 'md', id }, [pairDevice])
  owe(connection, {
    kind: 'iq',
    what: 'iq pair-device',
    stanza,
    answered: (answer) => codesReceived(context, connection, answer),
  })
  connection.send(stanza)
  connection.codesEnd?.()
  connection.codesEnd = context.world.clock.after(REFS_LIFE_MS, () => {
    context.refs.forget(connection)
    endWhenIdle(context, connection)
  })
  dropsAfterRow(context, connection, 2)
}

function endWhenIdle(context: ServiceContext, connection: Connection): void {
  if (connection.stage.at !== 'unpaired' || connection.pairing) return
  const leftMs = context.linkCodes.aliveUntilMs(connection) - context.world.clock.now()
  if (leftMs <= 0) {
    connection.end()
    return
  }
  connection.codesEnd = context.world.clock.after(leftMs, () => endWhenIdle(context, connection))
}

function codesReceived(context: ServiceContext, connection: Connection, answer: WireNode): void {
  for (const { rule, detail } of shapeDeviations(answer, resultShape([]))) {
    connection.deviate(rule, `pair-device answer: ${detail}`)
  }
  if (dropsAfterRow(context, connection, 3)) return
  context.world.clock.after(LOOK_MS, () => {
    if (connection.stage.at === 'unpaired') dropsAfterRow(context, connection, 4)
  })
}
