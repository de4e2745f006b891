import { child } from '../../../web/wire/node/node.ts'
import { cleanDirty } from '../login/dirty.ts'
import { startOfflineQueue } from '../login/offlineQueue.ts'
import { matching, one, oneOf } from '../strict/shape.ts'
import { badRequest, result } from './answers.ts'
import type { IqRule } from './rule.ts'

/** `w:p`: the client asks whether the service still listens (01 section 6, keep-alive). */
const ping: IqRule = {
  name: 'ping',
  type: 'get',
  xmlns: 'w:p',
  asks: undefined,
  unpaired: true,
  children: [],
  answer: (_, __, iq) => result(iq),
}

/** `active`: the offline queue may flow (01 section 6). */
const active: IqRule = {
  name: 'active',
  type: 'set',
  xmlns: 'passive',
  asks: 'active',
  children: [one({ tag: 'active' })],
  answer: (_, __, iq) => result(iq),
  after: startOfflineQueue,
}

/** `passive`: the inverse of `active`. */
const passive: IqRule = {
  name: 'passive',
  type: 'set',
  xmlns: 'passive',
  asks: 'passive',
  children: [one({ tag: 'passive' })],
  answer(_, connection, iq) {
    connection.active = false
    return result(iq)
  },
}

/** `clean`: a dirty domain was fetched again (06 section 9). */
const clean: IqRule = {
  name: 'clean',
  type: 'set',
  xmlns: 'urn:xmpp:whatsapp:dirty',
  asks: 'clean',
  children: [
    one({
      tag: 'clean',
      attrs: {
        type: oneOf('account_sync', 'groups', 'syncd_app_state', 'newsletter_metadata'),
        timestamp: matching(/^\d{1,13}$/),
      },
    }),
  ],
  async answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { type = '', timestamp = '' } = child(iq, 'clean')?.attrs ?? {}
    if (!cleanDirty(connection.stage.companion, type, timestamp)) {
      connection.deviate('clean-of-nothing', 'iq/clean')
      return badRequest(iq)
    }
    await context.state.save()
    return result(iq)
  },
}

export const sessionRules: readonly IqRule[] = [ping, active, passive, clean]
