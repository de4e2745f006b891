import { child, node, textOf } from '../../../web/wire/node/node.ts'
import { nowSeconds } from '../context.ts'
import { tellAcquaintances } from '../devices/announcements.ts'
import { badRequest, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import { bytesNode, matching, one } from '../strict/shape.ts'

/** The longest text below a name, in bytes. */
const MOST_ABOUT = 139 * 4

/** A new text below one's name (06 section 3). */
const setAbout: IqRule = {
  name: 'set-about',
  type: 'set',
  xmlns: 'status',
  asks: 'status',
  children: [one(bytesNode('status', 0, MOST_ABOUT))],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account } = connection.stage
    const text = textOf(child(iq, 'status') ?? iq)
    const t = nowSeconds(context.world)
    account.about = { text, t }
    context.saveSoon()
    const attrs = { type: 'status', from: account.lid, t }
    tellAcquaintances(context, account, node('notification', attrs, [node('set', {}, text)]))
    return result(iq)
  },
}

/** How long messages of new chats are kept (06 section 6). */
const setDisappearing: IqRule = {
  name: 'disappearing',
  type: 'set',
  xmlns: 'disappearing_mode',
  asks: 'disappearing_mode',
  children: [one({ tag: 'disappearing_mode', attrs: { duration: matching(/^\d{1,8}$/) } })],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account } = connection.stage
    const duration = child(iq, 'disappearing_mode')?.attrs['duration'] ?? '0'
    const t = nowSeconds(context.world)
    account.disappearing = { duration, t }
    context.saveSoon()
    const attrs = { type: 'disappearing_mode', from: account.lid, t }
    const news = node('disappearing_mode', { duration, t })
    tellAcquaintances(context, account, node('notification', attrs, [news]))
    return result(iq)
  },
}

export const profileRules: readonly IqRule[] = [setAbout, setDisappearing]
