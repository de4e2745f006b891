import { isJid } from '../../../web/wire/jid.ts'
import { child, node } from '../../../web/wire/node/node.ts'
import { mayKnow } from '../people/privacy.ts'
import { findAccount } from '../state/directory.ts'
import {
  bytesNode,
  exactly,
  matching,
  maybe,
  one,
  oneOf,
  optional,
  passing,
} from '../strict/shape.ts'
import { badRequest, refusal, result } from './answers.ts'
import type { IqRule } from './rule.ts'

/** Where the real service keeps profile pictures. */
const PICTURE_HOST = 'pps.whatsapp.net'

/** Reads a profile picture's address (06 section 4). */
export const pictureRule: IqRule = {
  name: 'picture',
  type: 'get',
  xmlns: 'w:profile:picture',
  asks: 'picture',
  attrs: { target: passing(isJid) },
  children: [
    one({
      tag: 'picture',
      attrs: {
        type: oneOf('preview', 'image'),
        query: exactly('url'),
        id: optional(matching(/^\d+$/)),
      },
      children: [maybe(bytesNode('tctoken', 1, 1000))],
    }),
  ],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const asked = child(iq, 'picture')
    const target = iq.attrs['target'] ?? ''
    const reader = connection.stage.account
    const group = context.state.groups.get(target)
    const owner = group ?? findAccount(context, target)
    if (owner === undefined) return refusal(iq, 404, 'item-not-found')
    const hasToken = asked !== undefined && child(asked, 'tctoken') !== undefined
    if (hasToken && (owner === reader || group !== undefined)) {
      connection.deviate('foreign-child', 'iq/picture/tctoken')
      return badRequest(iq)
    }
    if (!('members' in owner) && !mayKnow(owner, reader, 'profile')) {
      return refusal(iq, 401, 'not-authorized')
    }
    const { picture } = owner
    if (picture === undefined) return refusal(iq, 404, 'item-not-found')
    if (asked?.attrs['id'] === picture.id) {
      return result(iq, node('picture', { status: '304' }))
    }
    return result(
      iq,
      node('picture', {
        id: picture.id,
        type: asked?.attrs['type'] ?? 'image',
        url: `https://${PICTURE_HOST}${picture.path}`,
        direct_path: picture.path,
      }),
    )
  },
}
