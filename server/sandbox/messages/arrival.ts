import { children, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { connectionOf, post } from '../login/delivery.ts'
import type { TakenMessage } from '../state/accounts.ts'
import { type Shape, shapeDeviations } from '../strict/shape.ts'
import { answerMessage, loseOrAnswer } from './ack.ts'
import { contentMisfits, type Misfit } from './content.ts'
import { routeDirect } from './direct.ts'
import { routeNewsletter, newsletterShape } from './newsletter.ts'
import type { Copy, Routing, Sent } from './routing.ts'
import {
  directShape,
  groupShape,
  peerResendShape,
  peerShape,
  resendShape,
  statusShape,
} from './shapes.ts'
import { resendDirect, resendToMember, routePeer } from './single.ts'
import { routeStatus, routeToGroup, STATUS } from './toGroup.ts'

/** How many of its own messages a device is known by, to recognise a repetition. */
const KEPT_IDS = 200

/** What kind of message a stanza is: how it must look, and where it goes. */
interface Kind {
  readonly shape: Shape
  route(sent: Sent): Routing
}

const DIRECT: Kind = { shape: directShape, route: routeDirect }
const GROUP: Kind = { shape: groupShape, route: routeToGroup }
const STATUS_POST: Kind = { shape: statusShape, route: routeStatus }
const PEER: Kind = { shape: peerShape, route: routePeer }
const AGAIN: Kind = { shape: resendShape('direct'), route: resendDirect }
const GROUP_AGAIN: Kind = { shape: resendShape('group'), route: resendToMember }
const STATUS_AGAIN: Kind = { shape: resendShape('status'), route: resendToMember }
const PEER_AGAIN: Kind = { shape: peerResendShape, route: routePeer }
const POST: Kind = { shape: newsletterShape, route: routeNewsletter }

/**
 * Takes a message of a device: checks it, gives every device it names its copy, and answers with
 * the ack. The same stanza again is answered again, and goes only to devices that had no copy yet.
 */
export async function messageArrived(
  context: ServiceContext,
  connection: Connection,
  message: WireNode,
): Promise<void> {
  const { stage } = connection
  if (stage.at !== 'companion') {
    connection.deviate('not-linked-yet', 'message')
    answerMessage(connection, message, { error: '479' })
    return
  }
  const { account, companion: device } = stage
  const kind = kindOf(connection, message)
  const misfits = [
    ...shapeDeviations(message, kind.shape),
    ...contentMisfits(connection, device, message),
  ]
  if (book(connection, misfits)) {
    answerMessage(connection, message, { error: '479' })
    return
  }
  const injected = context.armory.strike('ack-error', connection)
  if (injected !== undefined) {
    const error = String(injected.code)
    answerMessage(connection, message, { error, t: nowSeconds(context.world), ...injected.attrs })
    return
  }
  const id = message.attrs['id'] ?? ''
  const known = device.taken.get(id)
  const t = known?.t ?? nowSeconds(context.world)
  const routing = kind.route({ context, connection, account, device, message, t })
  if (!routing.ok) {
    if (routing.misfit !== undefined) book(connection, [routing.misfit])
    answerMessage(connection, message, { error: String(routing.error), t, ...routing.attrs })
    return
  }
  if (routing.noted !== undefined) book(connection, [routing.noted])
  const taken: TakenMessage = known ?? { t, to: [] }
  device.taken.set(id, taken)
  const [oldest] = device.taken.keys()
  if (device.taken.size > KEPT_IDS && oldest !== undefined) device.taken.delete(oldest)
  for (const copy of routing.copies) hand(context, taken, copy)
  context.counters.messagesTaken += 1
  context.saveSoon()
  context.changed()
  loseOrAnswer(context, connection, message, { t, phash: routing.phash })
}

function hand(context: ServiceContext, taken: TakenMessage, copy: Copy): void {
  const { account, device, stanza, again } = copy
  const name = `${account.number}:${device.device}`
  const key = again === undefined ? name : `${name}#${again}`
  if (taken.to.includes(key)) return
  taken.to.push(key)
  context.counters.messagesRouted += 1
  const missing = context.armory.strike('unavailable', connectionOf(context, device))
  post(context, device, missing === undefined ? stanza : withoutContent(stanza, missing.type))
}

/** What a device gets that the sender left out (05 section 6). */
function withoutContent(stanza: WireNode, type: string | undefined): WireNode {
  return { ...stanza, content: [node('unavailable', type === undefined ? {} : { type })] }
}

/** Books what does not fit; whether the message must be refused for it. */
function book(connection: Connection, misfits: readonly Misfit[]): boolean {
  for (const { rule, detail } of misfits) connection.deviate(rule, detail)
  return misfits.some(({ rule }) => connection.mode === 'strict' || !TOLERABLE.includes(rule))
}

/** Extras that a `report` connection is answered past, as if they were not there. */
const TOLERABLE = ['foreign-attribute', 'foreign-child', 'foreign-content', 'missing-attribute']

function kindOf(connection: Connection, message: WireNode): Kind {
  const { to = '', category } = message.attrs
  const isAgain = children(message).some(
    ({ tag, attrs }) => tag === 'enc' && attrs['count'] !== undefined,
  )
  if (category !== undefined) return isAgain ? PEER_AGAIN : PEER
  if (to === STATUS) return isAgain ? STATUS_AGAIN : STATUS_POST
  if (to.endsWith('@g.us')) return isAgain ? GROUP_AGAIN : GROUP
  if (to.endsWith('@newsletter') && connection.simulated) return POST
  return isAgain ? AGAIN : DIRECT
}
