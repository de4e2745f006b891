import { isJid } from '../../../web/wire/jid.ts'
import { child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { nowSeconds, type ServiceContext } from '../context.ts'
import { badRequest, refusal, result } from '../iq/answers.ts'
import type { IqRule } from '../iq/rule.ts'
import { post } from '../login/delivery.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { devicesOf, findAccount, modeOf } from '../state/directory.ts'
import { exactly, many, matching, one, oneOf, optional, passing } from '../strict/shape.ts'
import { PRIVACY, privacyOf } from './privacy.ts'

const NAMES = Object.keys(PRIVACY)

/** All settings of one's own (06 section 6). */
const read: IqRule = {
  name: 'privacy',
  type: 'get',
  xmlns: 'privacy',
  asks: 'privacy',
  children: [one({ tag: 'privacy' })],
  answer(_, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account } = connection.stage
    const categories = NAMES.map((name) =>
      node('category', { name, value: privacyOf(account, name) }),
    )
    return result(iq, node('privacy', {}, categories))
  },
}

const set: IqRule = {
  name: 'set-privacy',
  type: 'set',
  xmlns: 'privacy',
  asks: 'privacy',
  children: [
    one({
      tag: 'privacy',
      children: [
        one({
          tag: 'category',
          attrs: { name: oneOf(...NAMES), value: matching(/^[a-z_]+$/) },
        }),
      ],
    }),
  ],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account, companion } = connection.stage
    const category = child(child(iq, 'privacy') ?? iq, 'category')
    const { name = '', value = '' } = category?.attrs ?? {}
    if (PRIVACY[name]?.includes(value) !== true) {
      connection.deviate('bad-attribute', 'iq/privacy/category@value')
      return badRequest(iq)
    }
    account.privacy.set(name, value)
    tellOwn(context, account, companion, [node('privacy', {}, [node('category', { name, value })])])
    return result(iq)
  },
}

/** Tokens for people one writes with: the service makes them and gives them to those people. */
const tokens: IqRule = {
  name: 'tokens',
  type: 'set',
  xmlns: 'privacy',
  asks: 'tokens',
  children: [
    one({
      tag: 'tokens',
      children: [
        many(
          {
            tag: 'token',
            attrs: {
              jid: passing(isJid),
              t: matching(/^\d{1,12}$/),
              type: exactly('trusted_contact'),
            },
          },
          1,
          100,
        ),
      ],
    }),
  ],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account } = connection.stage
    for (const { attrs } of children(child(iq, 'tokens') ?? iq)) {
      const { jid = '', t = '' } = attrs
      const other = findAccount(context, jid)
      if (other === undefined || other === account || !isJid(jid)) {
        connection.deviate('bad-recipient', 'iq/tokens/token@jid')
        return badRequest(iq)
      }
      const token = node('token', { type: 'trusted_contact', t }, context.world.randomBytes(16))
      const from: Record<string, string> =
        modeOf(jid) === 'lid'
          ? { from: account.lid }
          : { from: account.jid, sender_lid: account.lid }
      const stanza = node('notification', { type: 'privacy_token', ...from }, [
        node('tokens', {}, [token]),
      ])
      for (const device of devicesOf(other)) post(context, device, stanza)
    }
    return result(iq)
  },
}

const blocklist: IqRule = {
  name: 'blocklist',
  type: 'get',
  xmlns: 'blocklist',
  asks: undefined,
  children: [],
  answer(_, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { blocked } = connection.stage.account
    const items = [...blocked.keys()].map((jid) => node('item', { jid }))
    return result(iq, node('list', { dhash: blockHash(blocked) }, items))
  },
}

const block: IqRule = {
  name: 'block',
  type: 'set',
  xmlns: 'blocklist',
  asks: 'item',
  children: [
    one({
      tag: 'item',
      attrs: {
        action: oneOf('block', 'unblock'),
        jid: passing(isJid),
        pn_jid: optional(passing(isJid)),
      },
    }),
  ],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account, companion } = connection.stage
    const { action = '', jid = '' } = child(iq, 'item')?.attrs ?? {}
    const other = findAccount(context, jid)
    // A number alone is refused: everybody here has a LID.
    if (!jid.endsWith('@lid')) return badRequest(iq)
    if (other === undefined) return refusal(iq, 404, 'item-not-found')
    const before = blockHash(account.blocked)
    if (action === 'block') account.blocked.set(other.lid, other.jid)
    else account.blocked.delete(other.lid)
    const dhash = blockHash(account.blocked)
    tellOwn(context, account, companion, [
      node('blocklist', { dhash, prev_dhash: before }, [node('item', { jid: other.lid, action })]),
    ])
    return result(iq, node('list', { dhash, matched: 'false' }))
  },
}

/** Who sees one's status posts: the address book. */
const statusPrivacy: IqRule = {
  name: 'status-privacy',
  type: 'get',
  xmlns: 'status',
  asks: 'privacy',
  children: [one({ tag: 'privacy' })],
  answer: (_, __, iq) =>
    result(iq, node('privacy', {}, [node('list', { type: 'contacts', default: 'true' })])),
}

/** A mark of a list's state: it changes with each change. */
function blockHash(blocked: ReadonlyMap<string, string>): string {
  return blocked.size === 0 ? 'none' : `2:${blocked.size}:${[...blocked.keys()].at(-1) ?? ''}`
}

/** `account_sync` for the other devices of the account that changed something. */
function tellOwn(
  context: ServiceContext,
  account: Account,
  changedBy: Companion,
  content: readonly WireNode[],
): void {
  const attrs = { type: 'account_sync', from: account.jid, t: nowSeconds(context.world) }
  context.saveSoon()
  for (const device of devicesOf(account)) {
    if (device !== changedBy) post(context, device, node('notification', attrs, content))
  }
}

export const privacyRules: readonly IqRule[] = [read, set, tokens, blocklist, block, statusPrivacy]
