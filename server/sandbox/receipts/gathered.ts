import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { post } from '../login/delivery.ts'
import type { Account } from '../state/accounts.ts'
import { devicesOf } from '../state/directory.ts'

/** How long receipts of one message are gathered before they go out as one. */
const GATHER_MS = 1000

interface Gathering {
  readonly owner: Account
  readonly readers: WireNode[]
}

/** What is being gathered, by service and then by message and kind of receipt. */
const gatherings = new WeakMap<ServiceContext, Map<string, Gathering>>()

/**
 * Keeps a receipt of a group message for the next grouped one (05 section 7), where a fault asks for
 * that or one is being gathered. Gives whether it did.
 */
export function gather(context: ServiceContext, owner: Account, receipt: WireNode): boolean {
  const { id = '', from = '', type, participant = '', t = '' } = receipt.attrs
  const all = gatherings.get(context) ?? new Map<string, Gathering>()
  gatherings.set(context, all)
  const key = `${from} ${id} ${type ?? ''}`
  const reader = node('user', { jid: participant, t })
  const begun = all.get(key)
  if (begun !== undefined) {
    begun.readers.push(reader)
    return true
  }
  if (context.armory.strike('group-receipts', undefined) === undefined) return false
  const readers = [reader]
  all.set(key, { owner, readers })
  context.world.clock.after(GATHER_MS, () => {
    all.delete(key)
    const attrs: Record<string, string> = { id, from, t: nowSeconds(context.world) }
    if (type !== undefined) attrs['type'] = type
    const stanza = node('receipt', attrs, [node('participants', { key: id }, readers)])
    for (const device of devicesOf(owner)) post(context, device, stanza)
  })
  return true
}
