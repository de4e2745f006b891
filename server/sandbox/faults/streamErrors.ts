import type { Connection } from '../connection/connection.ts'
import { freshId, type ServiceContext } from '../context.ts'
import { streamError } from '../login/farewell.ts'
import type { FaultAction } from './fault.ts'

/** One of the forms of 01 section 8, then the end. */
export function sendStreamError(
  context: ServiceContext,
  connection: Connection,
  { code, conflict, bare }: Extract<FaultAction, { kind: 'stream-error' }>,
): void {
  if (conflict !== undefined) {
    const isBare = bare ?? conflict === 'replaced'
    streamError(connection, isBare ? { conflict } : { code, conflict })
    return
  }
  switch (code) {
    case 'ack':
      streamError(connection, { child: 'ack', attrs: unanswered(context, connection) })
      return
    case 'unknown':
      streamError(connection, { child: 'unheard-of' })
      return
    default:
      streamError(connection, /^\d/.test(code) ? { code } : { child: code })
  }
}

/** What an `<ack>` in a stream error names: a stanza whose answer is owed, or any. */
function unanswered(
  context: ServiceContext,
  { owed }: Connection,
): Readonly<Record<string, string>> {
  const stanza = [...owed.values()].find(({ kind }) => kind === 'ack')?.stanza
  return {
    id: stanza?.attrs['id'] ?? freshId(context.world),
    class: stanza?.tag ?? 'notification',
  }
}
