import type { SearchKind } from '../../../bridge/archive.ts'
import { daysAgo, formatDay, formatTime } from '../chatTimes.ts'
import { messages } from './messages.ts'

const count = new Intl.NumberFormat('en-GB')
const shortDate = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})

function when(atMs: number, nowMs: number): string {
  const days = daysAgo(atMs, nowMs)
  if (days === 0) return formatTime(atMs)
  return days === undefined ? shortDate.format(atMs) : formatDay(atMs, nowMs)
}

const many = (total: number, more: boolean): string => `${count.format(total)}${more ? '+' : ''}`

const messagesOf = (total: number, more: boolean): string =>
  total === 1 && !more ? '1 message' : `${many(total, more)} messages`

/** Words of the search, loaded with it. */
export const search = {
  nameOf: messages.nameOf,
  when,
  kind: (kind: SearchKind) =>
    kind === 'text' || kind === 'link' ? undefined : messages.cards[kind],
  you: 'You',
  afterAuthor: ': ',
  chats: 'Chats',
  people: 'People',
  messages: 'Messages',
  allChats: (total: number) => `All ${count.format(total)} chats`,
  fewerChats: 'Fewer chats',
  looking: 'Looking through your messages',
  unindexed: (total: number) =>
    total === 1
      ? 'Not all messages can be found yet: at least 1 is not in the index so far.'
      : `Not all messages can be found yet: at least ${count.format(total)} are not in the index so far.`,
  noMessages: 'No messages found.',
  most: (total: number) =>
    `Only the newest ${count.format(total)} are listed. Look for more words.`,
  failed: 'The messages could not be searched. Nothing is lost.',
  again: 'Try again',
  heard: (chats: number, total: number, more: boolean) =>
    `${chats === 1 ? '1 chat' : `${count.format(chats)} chats`}, ${messagesOf(total, more)} found`,
  heardMessages: (total: number, more: boolean) => `${messagesOf(total, more)} found`,
  filters: {
    label: 'Limit the search',
    anyone: 'From anyone',
    me: 'From me',
    from: (name: string) => `From ${name}`,
    allChats: 'In all chats',
    chat: (name: string) => `In ${name}`,
    anyTime: 'Any time',
    since: (atMs: number) => `Since ${shortDate.format(atMs)}`,
    until: (atMs: number) => `Until ${shortDate.format(atMs)}`,
    between: (fromMs: number, toMs: number) =>
      `${shortDate.format(fromMs)} to ${shortDate.format(toMs)}`,
    kind: 'Kind of message',
    kinds: {
      any: 'Any kind',
      text: 'Texts',
      links: 'Links',
      pictures: 'Photos and videos',
      sound: 'Voice and audio',
      documents: 'Documents',
      stickers: 'Stickers',
      places: 'Places',
      contacts: 'Contacts',
      polls: 'Polls and events',
    },
    remove: (what: string) => `Take off: ${what}`,
  },
  pickPerson: {
    title: 'From whom',
    find: 'Find a person',
    anyone: 'Anyone',
    me: 'Me',
    none: 'Nobody known here by this name.',
    failed: 'The people could not be read.',
  },
  pickChat: {
    title: 'In which chat',
    find: 'Find a chat',
    all: 'All chats',
    none: 'No chat by this name.',
    failed: 'The chats could not be read.',
  },
  dates: {
    title: 'When',
    from: 'From',
    to: 'To',
    order: 'The first day comes after the last one.',
    any: 'Any time',
    show: 'Show',
    cancel: 'Cancel',
  },
  find: {
    label: 'Search in this chat',
    field: 'Words in this chat',
    close: 'Close the search',
    older: 'Older hit',
    newer: 'Newer hit',
    list: (counted: string) => `${counted}: the list of hits`,
    place: (at: number, total: number, more: boolean) =>
      `${count.format(at)} of ${many(total, more)}`,
    total: (total: number, more: boolean) => many(total, more),
    hits: 'Messages found',
    said: (place: string, who: string, what: string) => `${place}, ${who}: ${what}`,
  },
} as const
