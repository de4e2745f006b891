import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'

/** The ack of a message (05 section 5), with what belongs to this one. */
export function answerMessage(
  connection: Connection,
  message: WireNode,
  attrs: Readonly<Record<string, string>>,
): void {
  const { id, to } = message.attrs
  connection.send(
    node('ack', {
      class: 'message',
      ...(id === undefined ? {} : { id }),
      ...(to === undefined ? {} : { from: to }),
      ...attrs,
    }),
  )
}

/** Acks a message that was taken, unless a fault has the ack late, wrong or lost. */
export function loseOrAnswer(
  context: ServiceContext,
  connection: Connection,
  message: WireNode,
  { t, phash }: { readonly t: string; readonly phash: string | undefined },
): void {
  const { armory, world } = context
  if (armory.strike('lose-ack', connection) !== undefined) {
    connection.drop()
    return
  }
  const isWrong = phash !== undefined && armory.strike('wrong-phash', connection) !== undefined
  const shown = isWrong ? '2:AAAAAAAA' : phash
  const attrs: Record<string, string> = shown === undefined ? { t } : { t, phash: shown }
  const late = armory.strike('delay-ack', connection)
  if (late === undefined) answerMessage(connection, message, attrs)
  else world.clock.after(late.ms, () => answerMessage(connection, message, attrs))
}
