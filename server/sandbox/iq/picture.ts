import { bareJid, isJid, jidParts, SERVICE } from '../../../web/wire/jid.ts'
import { child, node } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import type { Account } from '../state/accounts.ts'
import { exactly, matching, one, oneOf, optional, passing } from '../strict/shape.ts'
import { refusal, result } from './answers.ts'
import type { IqRule } from './rule.ts'

/** Where the real service keeps profile pictures. */
const PICTURE_HOST = 'pps.whatsapp.net'

/** Reads a profile picture's address (06 section 4). Nobody here hides one. */
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
    }),
  ],
  answer(context, _, iq) {
    const asked = child(iq, 'picture')
    const account = accountOf(context, iq.attrs['target'] ?? '')
    if (account === undefined) return refusal(iq, 404, 'item-not-found')
    const { picture } = account
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

function accountOf(context: ServiceContext, target: string): Account | undefined {
  if (!isJid(target) || target === SERVICE) return undefined
  const bare = bareJid(target)
  const { user, server } = jidParts(bare)
  for (const account of context.state.accounts.values()) {
    if (server === 's.whatsapp.net' && account.number === user) return account
    if (account.lid === bare) return account
  }
  return undefined
}
