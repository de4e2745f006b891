import type { ActivityView, ChatRowView, HistoryView } from '../../../bridge/chatViews.ts'
import type { PlainError } from '../../../bridge/errors.ts'
import { daysAgo, formatDay, formatTime } from '../chatTimes.ts'
import { messages, nameOf } from './messages.ts'

const count = new Intl.NumberFormat('en-GB')
const shortDate = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})

/** The time of a chat's last message: of today as a time, then as a day, then as a date. */
function when(atMs: number, nowMs: number): string {
  const days = daysAgo(atMs, nowMs)
  if (days === 0) return formatTime(atMs)
  return days === undefined ? shortDate.format(atMs) : formatDay(atMs, nowMs)
}

/** What is stored of the past, and what is missing of it. */
function historyDetail({ at, messages: stored, failed, noRoom }: HistoryView): string | undefined {
  if (failed !== undefined && failed > 0) {
    const rest = at === 'done' ? ' The rest is here.' : ''
    return failed === 1
      ? `One piece of the past could not be fetched.${rest}`
      : `${count.format(failed)} pieces of the past could not be fetched.${rest}`
  }
  if (stored === undefined || stored === 0 || at === 'waiting' || noRoom === true) return undefined
  return `${count.format(stored)} messages are stored here.`
}

function phase({ at, percent, noRoom }: HistoryView): string {
  if (noRoom === true) {
    return 'Older history waits: there is too little room left in this browser. It goes on by itself when there is more.'
  }
  const far = percent === undefined ? '' : `, ${Math.floor(percent)} %`
  switch (at) {
    case 'waiting':
      return 'Waiting for your phone to send your chats'
    case 'chats':
      return `Your chats are coming from your phone${far}`
    case 'recent':
      return `Recent messages are coming from your phone${far}`
    case 'paused':
      return 'Your phone went quiet. What came is here; open the app on your phone to go on.'
    case 'done':
      return 'Your chats are here'
  }
}

function typing({ typing: people }: ActivityView, kind: ChatRowView['kind']): string {
  const [first] = people
  if (first === undefined) return ''
  const what = first.audio ? 'recording' : 'typing'
  if (kind !== 'group') return first.audio ? 'Recording' : 'Typing'
  return people.length > 1
    ? `${people.length} people are typing`
    : `${nameOf(first.person)} is ${what}`
}

const writeProblems: Partial<Record<PlainError['code'], string>> = {
  offline: 'You are offline. Whether this number is on the service can be asked only online.',
  'not-on-service': 'Nobody uses this number on the service.',
  'number-required': 'Enter a phone number with its country code.',
  'number-too-short': 'This number is too short. Begin with the country code.',
  'number-leading-zero': 'Begin with the country code, not with a zero.',
}

/** Words of the list of chats, loaded with it. */
export const chatList = {
  when,
  gist: messages.gist,
  nameless: { direct: 'Unknown contact', group: 'Unnamed group', other: 'Unnamed chat' },
  self: (name: string) => `${name} (you)`,
  afterSender: ': ',
  fromMe: 'You: ',
  draft: 'Draft: ',
  typing,
  unread: (unread: number) => (unread > 999 ? '999+' : count.format(unread)),
  unreadSpoken: (unread: number) =>
    unread === 1 ? '1 unread message' : `${count.format(unread)} unread messages`,
  marked: 'Marked as unread',
  pinned: 'Pinned',
  muted: 'Muted',
  list: 'Chats',
  find: 'Search all chats',
  limits: 'Limit the search',
  clear: 'Show all chats',
  noMatch: (filter: string) => `No chat matches “${filter}”.`,
  found: (total: number) => (total === 1 ? '1 chat found' : `${count.format(total)} chats found`),
  empty: 'No chats yet',
  emptyBody: 'Write to somebody, or wait until somebody writes to you.',
  emptyComing: 'They appear here as they come.',
  failed: 'The search did not work.',
  again: 'Try again',
  archived: 'Archived',
  archivedBack: 'Back to all chats',
  archivedNone: 'No archived chats',
  archivedSpoken: (total: number) =>
    total === 1 ? '1 archived chat' : `${count.format(total)} archived chats`,
  writeTo: 'Write to a number',
  newChat: 'New chat',
  title: (unread: number) => `(${unread > 999 ? '999+' : unread}) Moonlet`,
  history: {
    label: 'Filling the list',
    phase,
    detail: historyDetail,
    fetchAgain: 'Ask the phone again',
    asked: 'Your phone is being asked.',
    notAsked: 'Your phone could not be asked. Try again in a moment.',
  },
  offer: {
    question: 'Hear of new messages?',
    body: 'While Moonlet is in the background.',
    yes: 'Yes, tell me',
    no: 'Not now',
  },
  notice: {
    title: 'Moonlet',
    hidden: 'New message',
    body: (sender: string | undefined, text: string) =>
      sender === undefined ? text : `${sender}: ${text}`,
  },
  writing: {
    title: 'New chat',
    field: 'Name or phone number',
    hint: 'A number begins with its country code, such as +44.',
    number: (formatted: string) => `Write to ${formatted}`,
    busy: 'Asking whether this number is on the service',
    people: 'People you know',
    nobody: 'Nobody known here by this name. A full phone number works for anybody.',
    failed: 'The people you know could not be read. A number works all the same.',
    again: 'Try again',
    cancel: 'Cancel',
    problem: (error: PlainError) =>
      writeProblems[error.code] ?? 'That did not work. Try again in a moment.',
  },
} as const
