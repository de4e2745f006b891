import type { SearchHit } from '../../bridge/archive.ts'
import type { ChatRowView, PersonView } from '../../bridge/chatViews.ts'
import { marksOf } from '../../search/needles.ts'
import { snippetOf } from '../../search/snippet.ts'
import type { Author } from '../../storage/talkRows.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { readRow } from '../chats/summary.ts'
import { chatRowView } from '../views/chatRowView.ts'
import { mentionsOf } from '../views/contentOfRow.ts'
import { personView } from '../views/personView.ts'
import type { ViewParts } from '../views/viewParts.ts'
import type { Placed } from './recentMessages.ts'
import { isSearchable, kindOf, textOf } from './searchText.ts'
import type { SearchPlan } from './searchWish.ts'

/** Makes hits of messages. What they show of chats and people is read once. */
export interface HitMaker {
  /** Undefined: the message, as it is now, is not what was asked for. Throws StorageError. */
  hitOf(placed: Placed): Promise<SearchHit | undefined>
}

export function createHitMaker(parts: ViewParts, plan: SearchPlan): HitMaker {
  const { rows, book, log } = parts
  const chats = new Map<number, Promise<ChatRowView | undefined>>()
  const people = new Map<Author, Promise<PersonView>>()

  async function readChat(chatId: number): Promise<ChatRowView | undefined> {
    const found = await book.chat(rows, chatId)
    if (found === undefined || found.row.kind === 'status') return undefined
    return await chatRowView(parts, found.chatId, found.row)
  }

  async function readPerson(author: Author): Promise<PersonView> {
    const contactId = author === 'me' ? await book.myContact(rows) : author
    if (typeof contactId === 'number') return await personView(parts, contactId)
    return { contactId: 0, name: '', nameSource: 'none', isMe: author === 'me' }
  }

  return {
    async hitOf({ key, row }) {
      if (!isSearchable(row) || row.author === 'system') return undefined
      const read = readRow(row)
      if (read === undefined) return undefined
      const kind = kindOf(read.content)
      if (!plan.fits(key, row.author, kind)) return undefined
      let text = textOf(read.content)
      // Names stand where addresses do: digits of an address are nobody's words.
      for (const { text: mark, person } of await mentionsOf(parts, read)) {
        text = text.replaceAll(mark, () => `@${person.name || '…'}`)
      }
      const marks = marksOf(text, plan.needles)
      if (marks === undefined) return undefined
      const chatId = await log.chatOf(rows, key)
      if (chatId === undefined) return undefined
      const chat = await once(chats, chatId, readChat)
      if (chat === undefined) return undefined
      const author = await once(people, row.author, readPerson)
      const snippet = snippetOf(text, marks)
      return {
        key: messageKeyText(key),
        chat,
        author,
        atMs: key[1],
        kind,
        snippet: snippet.text,
        marks: snippet.marks,
      }
    },
  }
}

function once<Key, Value>(
  known: Map<Key, Promise<Value>>,
  key: Key,
  read: (key: Key) => Promise<Value>,
): Promise<Value> {
  let value = known.get(key)
  if (value === undefined) known.set(key, (value = read(key)))
  return value
}
