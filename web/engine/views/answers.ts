import type { Query, QueryAnswers, QueryResult, TalkQuery } from '../../bridge/queries.ts'
import type { PlainError } from '../../bridge/errors.ts'
import type { Hash } from '../chats/hashes.ts'
import { compareMessages } from '../chats/messageKey.ts'
import { plainError } from '../plainErrors.ts'
import type { ChatIndex } from './chatIndex.ts'
import { chatRowView } from './chatRowView.ts'
import type { FirstUnread } from './firstUnread.ts'
import { createMatch } from './folding.ts'
import { chatInfo, messageInfo } from './infoQueries.ts'
import { chatRows } from './listHead.ts'
import { messagePage } from './messagesQuery.ts'
import { messageView } from './messageView.ts'
import type { PeopleQuery } from './peopleQuery.ts'
import type { ViewParts } from './viewParts.ts'

const MOST_ROWS = 500
const MOST_STARRED = 500

/** Brings a picture that is not stored here; undefined when there is none any more. */
export type FetchPicture = (picture: string, large: boolean) => Promise<Uint8Array | undefined>

export interface AnswerParts extends ViewParts {
  readonly index: ChatIndex
  readonly people: PeopleQuery
  readonly firstUnread: FirstUnread
  readonly addressKey: Hash
  readonly fetchPicture?: FetchPicture | undefined
}

/** What is answered here; the rest has rooms of its own. */
export type ViewQuery = Exclude<TalkQuery, { ask: 'search' | 'reach' | 'storage' | 'chatSizes' }>

type Ask<Name extends Query['ask']> = Extract<Query, { ask: Name }>

const GONE = plainError('message-gone')

/** Answers what windows ask. Throws StorageError. */
export async function answerQuery(parts: AnswerParts, query: ViewQuery): Promise<QueryResult> {
  switch (query.ask) {
    case 'chats':
      return given(await chatsAnswer(parts, query))
    case 'chat': {
      const found = await parts.book.chat(parts.rows, query.chatId)
      if (found === undefined) return given<'chat'>({})
      return given<'chat'>({ row: await chatRowView(parts, found.chatId, found.row) })
    }
    case 'messages': {
      const { chatId, anchor, count } = query
      return givenOr<'messages'>(await messagePage(parts, chatId, anchor, count), GONE)
    }
    case 'starred':
      return given(await starredAnswer(parts, query))
    case 'messageInfo':
      return givenOr<'messageInfo'>(await messageInfo(parts, query.key), GONE)
    case 'chatInfo':
      return givenOr<'chatInfo'>(await chatInfo(parts, query.chatId), GONE)
    case 'picture':
      return given(await pictureAnswer(parts, query))
    case 'draft': {
      const found = await parts.book.chat(parts.rows, query.chatId)
      const row = found && (await parts.rows.get('drafts', found.chatId))
      const { text = '', quote, edits } = row ?? {}
      return given<'draft'>({
        text,
        ...(quote === undefined ? {} : { quote }),
        ...(edits === undefined ? {} : { edits }),
      })
    }
    case 'people':
      return given<'people'>({
        people: await parts.people.find(query.filter, atMost(query.count, MOST_ROWS)),
      })
  }
}

function given<Name extends Query['ask']>(answer: QueryAnswers[Name]): QueryResult<Name> {
  return { ok: true, answer }
}

function givenOr<Name extends Query['ask']>(
  answer: QueryAnswers[Name] | undefined,
  error: PlainError,
): QueryResult<Name> {
  return answer === undefined ? { ok: false, error } : { ok: true, answer }
}

const atMost = (count: number, most: number) => Math.min(Math.max(0, Math.trunc(count)), most)

async function chatsAnswer(
  parts: AnswerParts,
  { from, count, filter = '', archived }: Ask<'chats'>,
): Promise<QueryAnswers['chats']> {
  const { index } = parts
  const first = Math.max(0, Math.trunc(from))
  const end = first + atMost(count, MOST_ROWS)
  const wanted = filter.trim()
  if (wanted === '') {
    const all = index.inOrder(archived === true)
    const total = all.length
    const ids = all.slice(first, end).map(({ chatId }) => chatId)
    return { rows: await chatRows(parts, ids), total }
  }
  await index.named()
  const matches = createMatch(wanted)
  const found = (isArchived: boolean) =>
    index.inOrder(isArchived).flatMap((chat) => {
      const { name, number } = chat.folded ?? NAMELESS
      return matches(name, number) ? [chat.chatId] : []
    })
  const ids = [...found(archived === true), ...(archived === undefined ? found(true) : [])]
  return { rows: await chatRows(parts, ids.slice(first, end)), total: ids.length }
}

const NAMELESS = { name: '', number: undefined }

async function starredAnswer(
  parts: AnswerParts,
  { chatId, count }: Ask<'starred'>,
): Promise<QueryAnswers['starred']> {
  const { rows, book, log } = parts
  const chat = chatId === undefined ? undefined : await book.chat(rows, chatId)
  const all = await rows.range('starred', {})
  const keys = all
    .map(({ key }) => key)
    .filter(([stream]) => chatId === undefined || chat?.row.streams.includes(stream) === true)
    .toSorted((one, other) => compareMessages(other, one))
    .slice(0, atMost(count, MOST_STARRED))
  const found = await rows.getMany('messages', keys)
  const views = await Promise.all(
    keys.map(async (key, at) => {
      const row = found[at]
      const home = row && (await log.chatOf(rows, key))
      return row && home !== undefined ? await messageView(parts, home, key, row) : undefined
    }),
  )
  return { messages: views.filter((view) => view !== undefined) }
}

async function pictureAnswer(
  parts: AnswerParts,
  { picture, large }: Ask<'picture'>,
): Promise<QueryAnswers['picture']> {
  const key = await parts.addressKey(`${large ? 'large' : 'preview'}|${picture}`)
  const stored = await parts.rows.get('pictures', key)
  const bytes = stored?.bytes ?? (await parts.fetchPicture?.(picture, large))
  return bytes === undefined ? {} : { bytes }
}
