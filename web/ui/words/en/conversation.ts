import type { MissingState, PersonView, QuoteView } from '../../../bridge/chatViews.ts'
import type { PlainError } from '../../../bridge/errors.ts'
import { formatDate, formatDay, formatMoment, formatTime } from '../chatTimes.ts'
import { listOf, messages, nameOf, spanOf } from './messages.ts'

const missing: Readonly<Record<MissingState, string>> = {
  asked: 'The sender’s device is being asked to send it again.',
  'phone-asked': 'The sender and your phone are being asked for it.',
  unanswered: 'Nobody has answered yet.',
  'phone-only': 'Open it on your phone. It is meant to be seen once, there.',
}

const sendProblems: Partial<Record<PlainError['code'], string>> = {
  offline: 'You are offline. Try again when you are back.',
  'not-writable': 'You cannot write in this chat any more.',
  'text-too-long': 'This is longer than the service takes.',
  'too-late': 'It is too late for that: the service allows it only for a while.',
  'message-gone': 'That message is not here any more.',
  'send-refused': 'The service refused it. Nobody got it.',
  'send-limited': 'The service lets you write to new people only after a while. Nobody got it.',
  'no-device': 'None of their devices could be reached. Nobody got it.',
  'disk-full': 'The browser’s storage is full, so nothing was sent.',
  'engine-lost': 'Moonlet stopped in the background. Try again in a moment.',
}

/** Words of an open conversation, loaded with it. */
export const conversation = {
  ...messages,
  mention: (person: PersonView) => `@${nameOf(person)}`,
  missing,
  time: formatTime,
  moment: formatMoment,
  day: formatDay,
  you: 'You',
  copiedLine: (atMs: number, who: string, what: string) =>
    `[${formatMoment(atMs)}] ${who}: ${what}`,
  putAway: 'Put away',
  waitingFor: 'Waiting for this message',
  askAgain: 'Ask again',
  asking: 'Asked',
  sendAgain: 'Send again',
  sendingAgain: 'Sending',
  problem: (error: PlainError | undefined) =>
    (error === undefined ? undefined : sendProblems[error.code]) ?? 'That did not work. Try again.',
  edited: 'Edited',
  starred: 'Starred',
  forwarded: { once: 'Forwarded', often: 'Forwarded many times' },
  disappears: (atMs: number) => `Disappears ${formatMoment(atMs)}`,
  readMore: 'Read more',
  unknownCard: 'This version cannot open it. It is kept, and your phone shows it.',
  kept: 'On your phone',
  seconds: (seconds: number) =>
    `${Math.floor(seconds / 60)}:${`${Math.floor(seconds) % 60}`.padStart(2, '0')}`,
  reaction: (emoji: string, people: readonly PersonView[]) =>
    people.length > 1
      ? `${emoji} ${people.length}: ${listOf(people)}`
      : `${emoji} ${listOf(people)}`,
  quoteOf: (quote: QuoteView) => `In answer to ${nameOf(quote.person)}`,
  pane: {
    empty: 'Nothing has been written here yet.',
    emptyBody: 'Messages are end-to-end encrypted: only the people in this chat can read them.',
    failed: 'The messages could not be read.',
    failedBody: 'Nothing is lost. Try again in a moment.',
    again: 'Try again',
    gone: 'This chat is no longer here.',
    loadingOlder: 'Fetching older messages',
    messages: (name: string) => `Messages with ${name}`,
    back: 'Back to the chats',
    info: (name: string) => `About ${name}`,
    latest: 'To the newest message',
    latestUnread: (count: number) => `${count} new`,
    unread: 'New messages',
    markUnread: 'Mark as unread in this browser',
    nameless: 'Unknown person',
    find: 'Search in this chat',
    messageGone: 'That message is not here any more.',
  },
  dates: {
    title: 'Go to a day',
    field: 'Day',
    go: 'Go',
    cancel: 'Cancel',
    open: (day: string) => `${day}: go to another day`,
    wrong: 'Choose a day.',
    outside: (sinceMs: number) => `Messages are here since ${formatDate(sinceMs)}.`,
    first: 'To the oldest message here',
    arrived: (atMs: number) => `At ${formatMoment(atMs)}`,
    after: 'Nothing was written on that day or later: this is the end.',
  },
  reach: {
    since: (atMs: number) => `Messages since ${formatDate(atMs)}`,
    more: 'Older ones are on your phone.',
    fetch: 'Fetch older messages',
    asking: 'Your phone is being asked for older messages.',
    unanswered: 'Your phone did not answer. It has to be on and online; nothing is lost.',
    again: 'Ask again',
    none: 'This is where the conversation begins on your phone.',
    unreadable: 'Your phone has older messages and cannot hand them over. They can be read there.',
    unknown: 'Your phone did not say whether it has older ones.',
    askPhone: 'Ask your phone',
    freed: (atMs: number) =>
      `What was before ${formatDate(atMs)} was let go here, to free space. Your phone has it.`,
    fetchFreed: 'Fetch it again',
    damaged: (count: number) =>
      count === 1
        ? 'A part of this conversation is damaged in this browser. Your phone has it.'
        : `${count} parts of this conversation are damaged in this browser. Your phone has them.`,
    fetchDamaged: 'Fetch again',
    offline: 'You are offline: your phone cannot be asked now.',
    problem: (error: PlainError) =>
      error.code === 'offline'
        ? 'You are offline: your phone cannot be asked now.'
        : 'Your phone could not be asked. Try again in a moment.',
  },
  activity: {
    online: 'Online',
    lastSeen: (atMs: number, nowMs: number) =>
      `Last seen ${lowerDay(formatDay(atMs, nowMs))}, ${formatTime(atMs)}`,
    typing: 'Typing',
    recording: 'Recording',
    typingIn: (people: readonly PersonView[]) =>
      people.length > 2
        ? `${people.length} people are typing`
        : `${listOf(people)} ${people.length > 1 ? 'are' : 'is'} typing`,
    notes: 'Notes to yourself',
    group: 'Group',
    broadcast: 'Broadcast list',
    newsletter: 'Channel',
    status: 'Status updates',
  },
  menu: {
    label: 'What to do with this message',
    open: 'More for this message',
    reply: 'Reply',
    react: 'React',
    reactWith: (emoji: string) => `React with ${emoji}`,
    unreact: (emoji: string) => `Take back ${emoji}`,
    moreEmoji: 'More emoji',
    copy: 'Copy',
    forward: 'Forward',
    star: 'Star in this browser',
    unstar: 'Take the star off',
    edit: 'Edit',
    info: 'Message info',
    choose: 'Choose several',
    remove: 'Delete',
    askAgain: 'Ask again',
    sendAgain: 'Send again',
  },
  choosing: {
    count: (count: number) => (count === 1 ? '1 chosen' : `${count} chosen`),
    cancel: 'Stop choosing',
    label: 'Chosen messages',
    choose: (gist: string) => `Choose: ${gist}`,
  },
  remove: {
    title: (count: number) => (count === 1 ? 'Delete this message?' : `Delete ${count} messages?`),
    forAllBody: 'Deleting for everyone leaves a note that a message was deleted.',
    forMeBody:
      'Deleting for you removes it from this browser only. Your phone and the others keep it.',
    forAll: 'Delete for everyone',
    forMe: 'Delete for me',
    cancel: 'Keep',
  },
  forward: {
    title: (count: number) => (count === 1 ? 'Forward to' : `Forward ${count} messages to`),
    find: 'Find a chat',
    none: 'No chat by this name',
    send: (count: number) => (count < 2 ? 'Forward' : `Forward to ${count} chats`),
    cancel: 'Cancel',
    chats: 'Chats',
    most: 'Five chats at most at a time.',
    failed: 'The chats could not be read.',
  },
  info: {
    title: 'Message info',
    delivered: 'Delivered',
    read: 'Read',
    played: 'Played',
    nobody: 'Nothing is known of this message yet.',
    close: 'Close',
    sentAt: (atMs: number) => `Sent ${formatMoment(atMs)}`,
    timeOf: (what: string, atMs: number) => `${what} ${formatMoment(atMs)}`,
  },
  identity: {
    title: (name: string) => `The security code with ${name} changed`,
    titleOfSeveral: 'The security code with somebody you chose changed',
    body: 'That happens with a new phone, or when the app is installed again. If you did not expect it, ask them in another way before you write.',
    send: 'Send anyway',
    cancel: 'Not now',
  },
  composer: {
    label: 'Message',
    placeholder: 'Write a message',
    send: 'Send',
    save: 'Save the edit',
    emoji: 'Emoji',
    tooLong: (over: number) => `${over} too many letters`,
    editing: 'Edit message',
    cancelReply: 'Do not reply',
    cancelEdit: 'Leave it as it was',
    notWritable: 'You cannot write here.',
    closedBy: {
      left: 'You are no longer in this group.',
      'admins-only': 'Only admins can write here.',
      'read-only': 'You can only read here.',
    },
    readOnly: 'Nobody answers here: you can only read.',
    people: 'People to mention',
    disappearing: (seconds: number) => `New messages disappear after ${spanOf(seconds)}`,
  },
  emoji: {
    label: 'Emoji',
    groups: {
      smileys: 'Smileys',
      people: 'Hands and people',
      nature: 'Animals and plants',
      food: 'Food and drink',
      places: 'Travel and places',
      doing: 'Activities',
      things: 'Things',
      signs: 'Signs',
    },
  },
  heard: {
    one: (name: string, what: string) => `${name}: ${what}`,
    several: (count: number) => `${count} new messages`,
    copied: 'Copied',
    deleted: 'Deleted',
    starredNow: 'Starred',
    forwardedNow: 'Forwarded',
  },
  spoken: (parts: readonly (string | undefined)[]) =>
    parts.filter((part) => part !== undefined && part !== '').join(', '),
} as const

function lowerDay(day: string): string {
  return day === 'Today' || day === 'Yesterday' ? day.toLocaleLowerCase('en-GB') : day
}
