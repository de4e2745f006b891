import type { Jid } from '../../../web/wire/jid.ts'
import { node } from '../../../web/wire/node/node.ts'
import { bytesNode, exactly, matching, one, type Shape } from '../strict/shape.ts'
import { devicesOf } from '../state/directory.ts'
import type { Routing, Sent } from './routing.ts'

/** A post to a channel, in clear; only simulated people write some (06 section 7). */
export const newsletterShape: Shape = {
  tag: 'message',
  attrs: {
    id: matching(/^[\w.:-]{1,128}$/),
    to: matching(/^\d+@newsletter$/),
    type: exactly('text'),
  },
  children: [one(bytesNode('plaintext', 1, 100_000))],
}

/** Everybody follows every channel here. */
export function routeNewsletter(sent: Sent): Routing {
  const { context, account, message, t } = sent
  const { id = '', to = '', type = '' } = message.attrs
  const attrs = { id, from: to as Jid, t, type, server_id: serverId(sent) }
  const stanza = node('message', attrs, message.content)
  const copies = [...context.state.accounts.values()]
    .filter((follower) => follower !== account)
    .flatMap((follower) =>
      devicesOf(follower).map((device) => ({ account: follower, device, stanza })),
    )
  return { ok: true, copies }
}

/** Posts of a channel are numbered; here by all that was taken so far. */
const serverId = ({ context }: Sent): string => String(context.counters.messagesTaken + 1)
