import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import type { Companion } from '../state/accounts.ts'

/** Declares a domain dirty; gives the child that says so (01 section 6). */
export function markDirty(context: ServiceContext, companion: Companion, domain: string): WireNode {
  const timestamp = nowSeconds(context.world)
  companion.dirty.set(domain, { timestamp, clean: false })
  return dirtyNode(domain, timestamp)
}

/** Says again, right after a login, what was not cleaned yet. */
export function repeatDirty(connection: Connection, companion: Companion): void {
  const marks = Array.from(companion.dirty).filter(([, { clean }]) => !clean)
  if (marks.length === 0) return
  const dirty = marks.map(([domain, { timestamp }]) => dirtyNode(domain, timestamp))
  connection.send(node('ib', { from: SERVICE }, dirty))
}

/** Whether a companion cleans what it was told, as it was told. A repetition is no mistake. */
export function cleanDirty(companion: Companion, domain: string, timestamp: string): boolean {
  const mark = companion.dirty.get(domain)
  if (mark?.timestamp !== timestamp) return false
  companion.dirty.set(domain, { timestamp, clean: true })
  return true
}

const dirtyNode = (type: string, timestamp: string): WireNode => node('dirty', { type, timestamp })
