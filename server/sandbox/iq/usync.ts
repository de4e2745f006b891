import { isJid } from '../../../web/wire/jid.ts'
import { child, children, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import type { Account } from '../state/accounts.ts'
import { findAccount, modeOf } from '../state/directory.ts'
import {
  bytesNode,
  exactly,
  many,
  matching,
  maybe,
  one,
  oneOf,
  optional,
  passing,
  type Shape,
} from '../strict/shape.ts'
import { badRequest, result } from './answers.ts'
import type { IqRule } from './rule.ts'
import { answerFor, type Question } from './usyncAnswers.ts'

const SECONDS = matching(/^\d{1,12}$/)

const protocols: readonly Shape[] = [
  { tag: 'devices', attrs: { version: exactly('2') } },
  { tag: 'contact', attrs: { addressing_mode: optional(exactly('lid')) } },
  { tag: 'lid' },
  { tag: 'status' },
  { tag: 'picture' },
  { tag: 'disappearing_mode' },
  { tag: 'username' },
  { tag: 'business', children: [one({ tag: 'verified_name' })] },
  {
    tag: 'bot',
    children: [one({ tag: 'profile', attrs: { v: exactly('1') } })],
  },
]

const user: Shape = {
  tag: 'user',
  attrs: { jid: optional(passing(isJid)) },
  children: [
    maybe({
      tag: 'devices',
      attrs: {
        device_hash: optional(matching(/^2:[A-Za-z0-9+/]{8}$/)),
        ts: optional(SECONDS),
        expected_ts: optional(SECONDS),
      },
    }),
    maybe(bytesNode('contact', 1, 100)),
    maybe(bytesNode('tctoken', 1, 1000)),
  ],
}

/** `usync`: devices, addresses and profiles of people (05 section 4, 06 section 5). */
export const usyncRule: IqRule = {
  name: 'usync',
  type: 'get',
  xmlns: 'usync',
  asks: 'usync',
  children: [
    one({
      tag: 'usync',
      attrs: {
        sid: matching(/^.{1,64}$/),
        mode: oneOf('query', 'full', 'delta'),
        last: exactly('true'),
        index: exactly('0'),
        context: oneOf('message', 'interactive', 'background', 'notification'),
      },
      children: [
        one({ tag: 'query', children: protocols.map(maybe) }),
        one({ tag: 'list', children: [many(user, 1, 1000)] }),
      ],
    }),
  ],
  answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account } = connection.stage
    const usync = child(iq, 'usync') ?? iq
    const asked = children(child(usync, 'query') ?? usync)
    const users = children(child(usync, 'list') ?? usync)
    const fault = userFault(context, asked, users)
    if (fault !== undefined) {
      connection.deviate(fault, 'iq/usync/user')
      return badRequest(iq)
    }
    const wanted = omitted(context, connection, users)
    const answers = wanted.flatMap((one) => answerUser(context, account, asked, one))
    const heads = asked.map(({ tag }) => node(tag))
    return result(iq, node('usync', {}, [node('result', {}, heads), node('list', {}, answers)]))
  },
}

function userFault(
  { state }: ServiceContext,
  asked: readonly WireNode[],
  users: readonly WireNode[],
): string | undefined {
  if (asked.length === 0) return 'asks-for-nothing'
  const hasContact = asked.some(({ tag }) => tag === 'contact')
  const seen = new Set<string>()
  for (const { attrs, content } of users) {
    const { jid } = attrs
    const byText = content !== undefined && child({ tag: '', attrs, content }, 'contact')
    if (jid === undefined && !(hasContact && byText)) return 'nameless-user'
    if (jid === undefined) continue
    if (/:\d/.test(jid) || state.groups.has(jid)) return 'user-with-device'
    if (seen.has(jid)) return 'user-twice'
    seen.add(jid)
  }
  return undefined
}

/** What a fault leaves of the users. */
function omitted(
  { armory }: ServiceContext,
  connection: Parameters<IqRule['answer']>[1],
  users: readonly WireNode[],
): readonly WireNode[] {
  const fault = armory.strike(
    'missing-user',
    connection,
    ({ user: jid }) => jid === undefined || users.some(({ attrs }) => attrs['jid'] === jid),
  )
  if (fault === undefined) return users
  if (fault.user === undefined) return users.slice(0, -1)
  return users.filter(({ attrs }) => attrs['jid'] !== fault.user)
}

/** One user of the answer; none for one whose devices are as the asker knows them. */
function answerUser(
  context: ServiceContext,
  asker: Account,
  asked: readonly WireNode[],
  entry: WireNode,
): readonly WireNode[] {
  const contact = child(entry, 'contact')
  const number = contact === undefined ? undefined : /^\+(\d{7,15})$/.exec(textOf(contact))?.[1]
  const named = entry.attrs['jid'] ?? (number === undefined ? '' : `${number}@s.whatsapp.net`)
  const account = findAccount(context, named)
  const wantsLid = asked.some(
    ({ tag, attrs }) => tag === 'contact' && attrs['addressing_mode'] === 'lid',
  )
  const isByText = entry.attrs['jid'] === undefined
  const shown = isByText && wantsLid && account !== undefined ? account.lid : named
  const question: Question = {
    context,
    asker,
    account,
    mode: isJid(shown) ? modeOf(shown) : 'pn',
    hash: child(entry, 'devices')?.attrs['device_hash'],
    text: contact === undefined ? undefined : textOf(contact),
    isNumber: contact === undefined || number !== undefined,
  }
  const answers = asked.map((protocol) => answerFor(question, protocol.tag))
  if (answers.includes('unchanged') && asked.length === 1) return []
  if (account !== undefined && asked.some(({ tag }) => tag === 'devices')) {
    account.knownBy.set(asker.number, true)
  }
  const attrs: Record<string, string> = shown === '' ? {} : { jid: shown }
  if (isByText && wantsLid && account !== undefined) attrs['pn_jid'] = account.jid
  const found = answers.filter((answer) => typeof answer === 'object')
  return [node('user', attrs, found)]
}
