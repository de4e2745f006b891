import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'

/**
 * Cuts the socket if a fault asks for it after this row of the table in 03 section 2.
 *
 * @returns whether the socket was cut.
 */
export function dropsAfterRow(
  context: ServiceContext,
  connection: Connection,
  row: number,
): boolean {
  const fault = context.armory.strike('drop', connection, ({ afterRow }) => afterRow === row)
  if (fault === undefined) return false
  connection.drop()
  return true
}
