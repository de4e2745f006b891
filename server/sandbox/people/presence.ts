import { bareJid, isJid } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { connectionOf } from '../login/delivery.ts'
import type { Account } from '../state/accounts.ts'
import { devicesOf, findAccount } from '../state/directory.ts'
import { mayKnow } from './privacy.ts'
import {
  bytesNode,
  exactly,
  matching,
  maybe,
  oneOf,
  passing,
  type Shape,
  shapeDeviations,
} from '../strict/shape.ts'

const ownShape: Shape = {
  tag: 'presence',
  attrs: { type: oneOf('available', 'unavailable'), name: matching(/^[^@]+$/) },
}
const subscribeShape: Shape = {
  tag: 'presence',
  attrs: { type: exactly('subscribe'), to: passing(isJid) },
  children: [maybe(bytesNode('tctoken', 1, 1000))],
}

/** Own presence with the name that others see, or a wish to hear of somebody's (06 section 2). */
export function presenceArrived(
  context: ServiceContext,
  connection: Connection,
  stanza: WireNode,
): void {
  const isSubscription = stanza.attrs['type'] === 'subscribe'
  const deviations = shapeDeviations(stanza, isSubscription ? subscribeShape : ownShape)
  for (const { rule, detail } of deviations) connection.deviate(rule, detail)
  const { stage } = connection
  if (stage.at !== 'companion') {
    connection.deviate('not-linked-yet', 'presence')
    return
  }
  if (deviations.length > 0) return
  if (isSubscription) {
    subscribe(context, connection, stage.account, stanza.attrs['to'] ?? '')
    return
  }
  const { name, type } = stanza.attrs
  if (stage.account.pushName !== name) {
    stage.account.pushName = name
    context.saveSoon()
  }
  setAvailable(context, connection, type === 'available')
}

/** A connection became available or stopped being it; its end counts as the latter. */
export function setAvailable(
  context: ServiceContext,
  connection: Connection,
  available: boolean,
): void {
  const { stage } = connection
  if (stage.at !== 'companion' || connection.available === available) return
  const { account } = stage
  const wasSeen = isAvailable(context, account)
  connection.available = available
  const isSeen = isAvailable(context, account)
  if (wasSeen === isSeen) return
  account.lastSeenMs = context.world.clock.now()
  context.saveSoon()
  for (const watcher of [...context.connections.values(), ...context.lanes.values()]) {
    if (!watcher.available) continue
    for (const named of watcher.subscriptions) {
      if (findAccount(context, named) === account) tellPresence(context, watcher, account, named)
    }
  }
}

/** Whether somebody can be seen: one device with a window in focus is enough. */
export function isAvailable(context: ServiceContext, account: Account): boolean {
  return devicesOf(account).some((device) => connectionOf(context, device)?.available === true)
}

function subscribe(
  context: ServiceContext,
  connection: Connection,
  subscriber: Account,
  to: string,
): void {
  if (!connection.available) {
    connection.deviate('subscribe-while-unavailable', 'presence@to')
    return
  }
  const account = findAccount(context, to)
  if (account === undefined) {
    // The presence of a group is a count, and nobody shows it here.
    if (!context.state.groups.has(to)) connection.deviate('unknown-person', 'presence@to')
    return
  }
  if (account === subscriber || !isJid(to)) {
    connection.deviate('subscribe-to-self', 'presence@to')
    return
  }
  const named = bareJid(to)
  connection.subscriptions.add(named)
  tellPresence(context, connection, account, named)
}

function tellPresence(
  context: ServiceContext,
  watcher: Connection,
  account: Account,
  named: string,
): void {
  if (watcher.stage.at !== 'companion') return
  const reader = watcher.stage.account
  if (isAvailable(context, account) && mayKnow(account, reader, 'online')) {
    watcher.send(node('presence', { from: named }))
    return
  }
  const last = !mayKnow(account, reader, 'last')
    ? 'deny'
    : account.lastSeenMs === undefined
      ? 'none'
      : String(Math.floor(account.lastSeenMs / 1000))
  watcher.send(node('presence', { from: named, type: 'unavailable', last }))
}
