import { isJid, type Jid, jidParts } from '../../../web/wire/jid.ts'
import { children } from '../../../web/wire/node/node.ts'
import { accountJid, deviceOf, findAccount, findDevice, modeOf } from '../state/directory.ts'
import { forMembers, forOthers, forOwn, forPeer } from './incoming.ts'
import { refused, type Routing, type Sent, unnamed } from './routing.ts'
import { STATUS } from './toGroup.ts'

/** A message sent again to one device of a chat between two (05 section 7, answering a retry). */
export function resendDirect(sent: Sent): Routing {
  const { context, account, message } = sent
  const { to = '', recipient } = message.attrs
  const owner = findDevice(context, to)
  if (owner === undefined || !isJid(to)) return refused(404)
  if (owner.device === sent.device) return unnamed('sent-to-itself', 'message@to')
  const encs = encsIn(sent)
  if (owner.account !== account) {
    if (recipient !== undefined) return unnamed('foreign-attribute', 'message@recipient')
    return one(sent, owner, forOthers(sent, modeOf(to), encs))
  }
  const chat = recipient === undefined ? account : findAccount(context, recipient)
  if (chat === undefined) return refused(404)
  return one(sent, owner, forOwn(sent, accountJid(chat, modeOf(to)), chat, encs))
}

/** The same in a group, or for a status. */
export function resendToMember(sent: Sent): Routing {
  const { context, account, message } = sent
  const { to = '', participant = '' } = message.attrs
  const owner = findDevice(context, participant)
  if (owner === undefined || !isJid(participant)) return refused(404)
  if (owner.device === sent.device) return unnamed('sent-to-itself', 'message@participant')
  const group = context.state.groups.get(to)
  if (to !== STATUS) {
    if (group === undefined) return refused(404)
    const areMembers = group.members.has(account.number) && group.members.has(owner.account.number)
    if (!areMembers) return refused(403)
  }
  const mode = group?.addressing ?? modeOf(participant)
  return one(sent, owner, forMembers(sent, to as Jid, mode, encsIn(sent)))
}

/** A message to the own phone, or from it to one companion. */
export function routePeer(sent: Sent): Routing {
  const { context, account, device, message } = sent
  const to = message.attrs['to'] ?? ''
  if (!isJid(to) || findAccount(context, to) !== account) {
    return unnamed('foreign-peer', 'message@to')
  }
  const number = jidParts(to).device
  if (number === device.device) return unnamed('sent-to-itself', 'message@to')
  const target = deviceOf(account, number)
  if (target === undefined) return number === 0 ? { ok: true, copies: [] } : refused(404)
  const encs = encsIn(sent)
  if (encs.length === 0) return unnamed('missing-child', 'message/enc')
  return one(sent, { account, device: target }, forPeer(sent, modeOf(to), encs))
}

const encsIn = ({ message }: Sent) => children(message).filter(({ tag }) => tag === 'enc')

function one(
  sent: Sent,
  { account, device }: Pick<Sent, 'account' | 'device'>,
  stanza: Sent['message'],
): Routing {
  const again = encsIn(sent)[0]?.attrs['count']
  return {
    ok: true,
    copies: [{ account, device, stanza, ...(again === undefined ? {} : { again }) }],
  }
}
