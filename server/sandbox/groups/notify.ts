import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { post } from '../login/delivery.ts'
import { membersOf } from '../messages/toGroup.ts'
import { type Account, nameOf } from '../state/accounts.ts'
import { accountJid, devicesOf } from '../state/directory.ts'
import type { Group } from '../state/groups.ts'

/** News that wait until the result of the request that made them is out. */
const waiting = new WeakMap<WireNode, Array<() => void>>()

/**
 * Tells all devices of the members, and of those who just left (`also`), what somebody did. It goes
 * out behind the result of the request, or before it where a fault wants so (06 section 10).
 */
export function tellMembers(
  change: {
    readonly context: ServiceContext
    readonly connection: Connection
    readonly iq: WireNode
    readonly group: Group
    readonly actor: Account
  },
  content: readonly WireNode[],
  also: readonly Account[] = [],
): void {
  const { context, connection, iq, group, actor } = change
  const stanza = node('notification', notificationAttrs(group, actor), content)
  const people = new Set([...membersOf(context.state.accounts, group), ...also])
  const tell = (): void => {
    for (const person of people) {
      for (const device of devicesOf(person)) post(context, device, stanza)
    }
  }
  if (context.armory.strike('notification-first', connection) !== undefined) tell()
  else waiting.set(iq, [...(waiting.get(iq) ?? []), tell])
}

/** The result is out: what waited for it may go. */
export function releaseNews(iq: WireNode): void {
  for (const tell of waiting.get(iq) ?? []) tell()
  waiting.delete(iq)
}

function notificationAttrs(group: Group, actor: Account): Record<string, string> {
  return {
    type: 'w:gp2',
    from: group.jid,
    participant: accountJid(actor, group.addressing),
    ...(group.addressing === 'lid' ? { participant_pn: actor.jid } : {}),
    notify: nameOf(actor),
    addressing_mode: group.addressing,
  }
}
