import { isJid } from '../../../web/wire/jid.ts'
import { bytesOf, child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { badRequest, notImplemented, refusal, result } from '../iq/answers.ts'
import { removeCompanions } from '../linking/removal.ts'
import { tellPicture } from '../people/pictures.ts'
import type { Reseal } from '../linking/tamper.ts'
import type { Account } from '../state/accounts.ts'
import {
  bytesNode,
  exactly,
  matching,
  one,
  optional,
  passing,
  type Shape,
  shapeDeviations,
} from '../strict/shape.ts'
import { newPicture } from './pictures.ts'
import { relayPrimaryHello } from './primaryHello.ts'
import { readKeyIndexes, uploadPairing } from './upload.ts'

const removalShape: Shape = {
  tag: 'remove-companion-device',
  attrs: {
    jid: optional(passing(isJid)),
    all: optional(exactly('true')),
    exclude_hosted_companion: optional(exactly('true')),
    reason: optional(matching(/^[a-z_]+$/)),
  },
}
const keyIndexShape: Shape = {
  tag: 'key-index-list',
  attrs: { ts: matching(/^\d+$/) },
  bytes: { min: 1, max: 2000 },
}

/** Answers a request of a signed-in phone. */
export async function answerPhone(
  context: ServiceContext,
  account: Account,
  iq: WireNode,
  reseal: Reseal | undefined,
): Promise<WireNode> {
  const { type, xmlns } = iq.attrs
  const asked = children(iq)[0]
  if (iq.tag !== 'iq' || type !== 'set' || asked === undefined) return notImplemented(iq)
  if (xmlns === 'w:profile:picture' && asked.tag === 'picture') {
    return setPicture(context, account, iq)
  }
  if (xmlns !== 'md') return notImplemented(iq)
  switch (asked.tag) {
    case 'pair-device':
      return uploadPairing(context, account, iq, reseal)
    case 'link_code_companion_reg':
      return relayPrimaryHello(context, account, iq, asked)
    case 'remove-companion-device':
      return removeDevice(context, account, iq, asked)
    case 'key-index-list':
      return replaceKeyIndexes(context, account, iq, asked)
    default:
      return notImplemented(iq)
  }
}

/** The phone unlinks one companion, or all of them (03 section 7). */
async function removeDevice(
  context: ServiceContext,
  account: Account,
  iq: WireNode,
  asked: WireNode,
): Promise<WireNode> {
  const { jid, all } = asked.attrs
  const isWhole = (jid === undefined) !== (all === undefined)
  if (!isWhole || shapeDeviations(asked, removalShape).length > 0) return badRequest(iq)
  const companions = Array.from(account.companions.values())
  const removed = companions.filter((companion) => all === 'true' || companion.jid === jid)
  if (jid !== undefined && removed.length === 0) return refusal(iq, 404, 'item-not-found')
  await removeCompanions(context, account, removed, 'by-phone')
  return result(iq)
}

/** A new key-index list, as after a removal: signed by the account, naming what is linked. */
async function replaceKeyIndexes(
  context: ServiceContext,
  account: Account,
  iq: WireNode,
  asked: WireNode,
): Promise<WireNode> {
  if (shapeDeviations(asked, keyIndexShape).length > 0) return badRequest(iq)
  const indexes = await readKeyIndexes(account, bytesOf(asked))
  if (indexes === undefined) return refusal(iq, 403, 'not-authorized')
  const linked = Array.from(account.companions.values(), ({ keyIndex }) => keyIndex)
  if (!linked.every((keyIndex) => indexes.includes(keyIndex))) return badRequest(iq)
  account.keyIndexList = { bytes: bytesOf(asked).slice(), ts: asked.attrs['ts'] ?? '0' }
  context.saveSoon()
  return result(iq)
}

/** A new profile picture (06 section 4). */
async function setPicture(
  context: ServiceContext,
  account: Account,
  iq: WireNode,
): Promise<WireNode> {
  const shape = one({ ...bytesNode('picture', 1, 100_000), attrs: { type: exactly('image') } })
  if (shapeDeviations(iq, { tag: 'iq', attrs: requestAttrs, children: [shape] }).length > 0) {
    return badRequest(iq)
  }
  const sent = child(iq, 'picture')
  account.picture = newPicture(
    context.world,
    sent === undefined ? new Uint8Array(0) : bytesOf(sent),
  )
  await context.state.save()
  tellPicture(context, account)
  context.changed()
  return result(iq, node('picture', { id: account.picture.id }))
}

const requestAttrs = {
  id: matching(/./),
  to: exactly('s.whatsapp.net'),
  type: exactly('set'),
  xmlns: exactly('w:profile:picture'),
}
