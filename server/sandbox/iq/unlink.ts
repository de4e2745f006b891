import { child } from '../../../web/wire/node/node.ts'
import { removeCompanions } from '../linking/removal.ts'
import { matching, one, passing } from '../strict/shape.ts'
import { badRequest, refusal, result } from './answers.ts'
import type { IqRule } from './rule.ts'
import { isJid } from '../../../web/wire/jid.ts'

/** A companion unlinks itself (03 section 7). */
export const unlinkRule: IqRule = {
  name: 'remove-companion-device',
  type: 'set',
  xmlns: 'md',
  asks: 'remove-companion-device',
  children: [
    one({
      tag: 'remove-companion-device',
      attrs: { jid: passing(isJid), reason: matching(/^[a-z_]+$/) },
    }),
  ],
  async answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account, companion } = connection.stage
    const named = child(iq, 'remove-companion-device')?.attrs['jid']
    if (named !== companion.jid) {
      connection.deviate('foreign-device', 'iq/remove-companion-device@jid')
      return refusal(iq, 403, 'forbidden')
    }
    await removeCompanions(context, account, [companion], 'by-itself')
    return result(iq)
  },
  closes: true,
}
