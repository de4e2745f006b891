import { bytesOf, child, node } from '../../../web/wire/node/node.ts'
import { nowSeconds } from '../context.ts'
import { tellAcquaintances } from '../devices/announcements.ts'
import { badRequest, refusal, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import { newPicture } from '../line/pictures.ts'
import { post } from '../login/delivery.ts'
import { membersOf } from '../messages/toGroup.ts'
import type { Account } from '../state/accounts.ts'
import { accountJid, devicesOf } from '../state/directory.ts'
import type { Group } from '../state/groups.ts'
import { bytesNode, exactly, matching, maybe, optional } from '../strict/shape.ts'
import type { ServiceContext } from '../context.ts'

const MOST_BYTES = 1_000_000

/** A new picture of oneself or of a group, or none (06 section 4). */
export const setPictureRule: IqRule = {
  name: 'set-picture',
  type: 'set',
  xmlns: 'w:profile:picture',
  asks: undefined,
  attrs: { target: optional(matching(/^[\d-]+@g\.us$/)) },
  children: [maybe({ ...bytesNode('picture', 0, MOST_BYTES), attrs: { type: exactly('image') } })],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account } = connection.stage
    const { target } = iq.attrs
    const group = target === undefined ? undefined : context.state.groups.get(target)
    if (target !== undefined && group === undefined) return refusal(iq, 404, 'item-not-found')
    const role = group?.members.get(account.number)
    if (group !== undefined && !mayChange(group, role)) return refusal(iq, 403, 'forbidden')
    const sent = child(iq, 'picture')
    const jpeg = sent === undefined ? new Uint8Array(0) : bytesOf(sent)
    if (jpeg.length > 0 && (jpeg[0] !== 0xff || jpeg[1] !== 0xd8)) {
      return refusal(iq, 406, 'not-acceptable')
    }
    const owner = group ?? account
    owner.picture = jpeg.length === 0 ? undefined : newPicture(context.world, jpeg)
    context.saveSoon()
    tellPicture(context, account, group)
    context.changed()
    return owner.picture === undefined
      ? result(iq)
      : result(iq, node('picture', { id: owner.picture.id }))
  },
}

function mayChange(group: Group, role: string | undefined): boolean {
  return role !== undefined && (role !== 'member' || !group.locked)
}

/** Whoever may have the old picture hears that there is another, or none. */
export function tellPicture(context: ServiceContext, author: Account, group?: Group): void {
  const jid = group?.jid ?? author.lid
  const by = accountJid(author, group?.addressing ?? 'lid')
  const picture = (group ?? author).picture
  const change =
    picture === undefined
      ? node('delete', { jid, author: by })
      : node('set', { jid, id: picture.id, author: by })
  const attrs = { type: 'picture', from: jid, t: nowSeconds(context.world) }
  const stanza = node('notification', attrs, [change])
  if (group === undefined) {
    tellAcquaintances(context, author, stanza)
    return
  }
  for (const member of membersOf(context.state.accounts, group)) {
    for (const device of devicesOf(member)) post(context, device, stanza)
  }
}
