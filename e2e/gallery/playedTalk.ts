import type { ChatRowView, MessageView, PersonView } from '../../web/bridge/chatViews.ts'
import type { DraftView, MessageInfo, Query, QueryResult } from '../../web/bridge/queries.ts'
import type { TalkCommand } from '../../web/bridge/contract.ts'
import type { ErrorCode } from '../../web/bridge/errors.ts'
import type { Actions } from '../../web/state/actions.ts'
import { error } from './scene.ts'

/** What the engine of a picture knows of one conversation. */
export interface PlayedTalk {
  readonly row: ChatRowView
  readonly messages: readonly MessageView[]
  readonly firstUnread?: string
  readonly members?: readonly PersonView[]
  readonly draft?: DraftView
  readonly info?: MessageInfo
  readonly rows?: readonly ChatRowView[]
  /** Commands that are refused, and with what. */
  readonly refuses?: Partial<Record<TalkCommand['type'], ErrorCode>>
  /** `never`: the messages are not answered; `failed`: they cannot be read. */
  readonly answers?: 'never' | 'failed'
}

/** Every command that a scene's window gave, oldest first. */
export const told: TalkCommand[] = []

/** Answers what a conversation asks, from a list of messages, in pages as the engine cuts them. */
export function playedTalk(talk: PlayedTalk): Pick<Actions, 'ask' | 'talk'> {
  const ask = async (query: Query): Promise<QueryResult> => {
    switch (query.ask) {
      case 'messages':
        return pageOf(talk, query)
      case 'chat':
        return { ok: true, answer: { row: talk.row } }
      case 'draft':
        return { ok: true, answer: talk.draft ?? { text: '' } }
      case 'messageInfo':
        return { ok: true, answer: talk.info ?? { people: [] } }
      case 'chats': {
        const rows = (talk.rows ?? []).filter(({ name }) => name.includes(query.filter ?? ''))
        return { ok: true, answer: { rows, total: rows.length } }
      }
      case 'chatInfo':
        return {
          ok: true,
          answer: {
            chat: talk.row,
            group: {
              announcement: false,
              locked: false,
              members: (talk.members ?? []).map((person) => ({ person, role: 'member' as const })),
            },
          },
        }
      default:
        return { ok: false, error: error('internal') }
    }
  }
  // Each query is answered in its own kind above.
  return {
    ask: ask as Actions['ask'],
    async talk(command) {
      told.push(command)
      const refused = talk.refuses?.[command.type]
      if (refused === undefined || ('identityKnown' in command && command.identityKnown === true))
        return { ok: true }
      return { ok: false, error: error(refused) }
    },
  }
}

async function pageOf(
  { messages, firstUnread, answers }: PlayedTalk,
  { anchor, count }: Extract<Query, { ask: 'messages' }>,
): Promise<QueryResult> {
  if (answers === 'never') return new Promise(() => {})
  if (answers === 'failed') return { ok: false, error: error('internal') }
  const key = 'key' in anchor ? anchor.key : anchor.at === 'unread' ? firstUnread : undefined
  const at = key === undefined ? messages.length : messages.findIndex((one) => one.key === key)
  const from =
    anchor.at === 'after'
      ? at + 1
      : anchor.at === 'before'
        ? at - count
        : at - Math.floor(count / 2)
  const start = key === undefined ? messages.length - count : from
  const end = anchor.at === 'before' ? at : start + count
  return {
    ok: true,
    answer: {
      messages: messages.slice(Math.max(0, start), end),
      atStart: start <= 0,
      atEnd: end >= messages.length,
      ...(firstUnread === undefined ? {} : { firstUnread }),
    },
  }
}
