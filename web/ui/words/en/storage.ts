import type { PartSize, RoomView, StorageView } from '../../../bridge/archive.ts'
import { formatBytes } from '../sizes.ts'

const locale = 'en-GB'
const number = new Intl.NumberFormat(locale)
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })

const count = (of: number, one: string, more: string) =>
  of === 1 ? `1 ${one}` : `${number.format(of)} ${more}`

const messages = (of: number) => count(of, 'message', 'messages')

type Part = keyof StorageView['parts']

const parts: Readonly<
  Record<Part, { readonly name: string; readonly count: (size: PartSize) => string }>
> = {
  messages: { name: 'Messages', count: ({ count: of }) => messages(of) },
  media: {
    name: 'Photos, videos and files',
    count: ({ count: of }) =>
      of === 0 ? 'None: this version keeps none' : count(of, 'file', 'files'),
  },
  pictures: {
    name: 'Profile pictures',
    count: ({ count: of }) => count(of, 'picture', 'pictures'),
  },
  index: { name: 'Search index', count: ({ count: of }) => count(of, 'piece', 'pieces') },
  waiting: {
    name: 'History on its way in',
    count: ({ count: of }) => (of === 0 ? 'Nothing waits' : count(of, 'part', 'parts')),
  },
}

const roomTitles: Readonly<Record<RoomView['level'], string>> = {
  ok: 'There is enough room',
  low: 'Room is running low',
  full: 'There is almost no room left',
}

function roomBody({ level, leftBytes }: RoomView): string {
  const left =
    leftBytes === undefined ? '' : `The browser would still give ${formatBytes(leftBytes)}. `
  return level === 'full'
    ? `${left}Older history waits, so that new messages still find a place. Free some space and it goes on by itself. Nothing is lost.`
    : `${left}Everything still works. If you free some space now, nothing has to wait later.`
}

/** What else there is to say of the room. */
function facts({ usedBytes, quotaBytes, kept }: StorageView): string {
  const known = ['Sizes are those of the sealed bytes as they lie on this device.']
  if (usedBytes !== undefined && quotaBytes !== undefined) {
    known.push(
      `All accounts of this page together, with the program itself, use ${formatBytes(usedBytes)} of the ${formatBytes(quotaBytes)} that the browser gives them.`,
    )
  }
  if (kept !== undefined) {
    known.push(
      kept
        ? 'This browser promised not to clear it by itself.'
        : 'This browser may clear it when space runs low. Settings has a button that asks it not to.',
    )
  }
  return known.join(' ')
}

/** Words of the storage page, loaded with it. */
export const storage = {
  title: 'Storage',
  back: 'Back to settings',
  room: { titles: roomTitles, body: roomBody, free: 'Free up space' },
  here: {
    title: 'Stored here',
    of: 'What',
    much: 'How much',
    size: 'Size',
    total: 'Together',
    parts,
    facts,
    counting: 'Counting what is stored here',
    again: 'Count again',
    dropPictures: 'Let go of profile pictures',
    picturesGone: 'The pictures are gone. Moonlet fetches each one again when you look at it.',
  },
  failed: {
    title: 'This could not be counted',
    body: 'Nothing was changed.',
    again: 'Try again',
  },
  chats: {
    title: 'By chat',
    by: 'Sort by',
    order: { bytes: 'Size', messages: 'Number of messages' },
    orderHint: 'The most comes first.',
    list: 'Chats by what they take',
    facts: (of: number, bytes: number) => `${messages(of)} · ${formatBytes(bytes)}`,
    share: (share: number) => `${percent.format(share)} of all`,
    empty: 'No messages are stored here yet.',
    total: (of: number, of2: number) => `${count(of, 'chat', 'chats')}, ${messages(of2)}`,
    freeAll: 'Free up space in all chats',
    reading: 'Reading this row',
  },
  chat: {
    since: (atMs: number) => `The oldest message stored here is from ${day.format(atMs)}.`,
    free: 'Free up space',
    save: 'Save a readable copy',
    close: 'Close',
  },
  free: {
    title: (name: string | undefined) =>
      name === undefined ? 'Free up space in all chats' : `Free up space: ${name}`,
    age: 'Messages older than',
    ages: { month: '1 month', quarter: '3 months', half: '6 months', year: '1 year' },
    choose: 'A day I choose',
    date: 'Before this day',
    dateMissing: 'Choose a day that lies in the past.',
    what: (atMs: number) =>
      `Messages from before ${day.format(atMs)} leave this browser, and search no longer finds them here.`,
    phone:
      'Nothing is deleted on your phone or for anybody else. In the chat, “Older messages” asks your phone to send them again, as long as it has them and is online.',
    stays:
      'What stays here: starred messages, the newest message of each chat, and everything that has not been sent.',
    confirm: 'Free up space',
    cancel: 'Keep everything',
    running: 'Freeing space',
    freed: (of: number) => `${messages(of)} let go so far`,
    goesOn: 'You can close this and go on: it continues by itself.',
    close: 'Close',
    done: (of: number) =>
      of === 0
        ? 'There was nothing older that could go. Nothing was changed.'
        : `Done. ${messages(of)} left this browser.`,
    progress: 'How far the freeing has come',
    line: (what: 'messages' | 'pictures', of: number) =>
      what === 'messages'
        ? `Freeing space: ${messages(of)} let go so far`
        : `Freeing space: ${count(of, 'picture', 'pictures')} let go so far`,
  },
  save: {
    title: (name: string) => `Save a readable copy: ${name}`,
    what: 'One zip file with the whole chat as it is stored here: a page to read (HTML) and the same for programs (JSON). It is made in this browser; nothing is sent anywhere.',
    open: 'The file is not encrypted. Whoever has it can read it.',
    cards: 'Photos, voice messages and files are named in it and not contained.',
    start: 'Choose where to save',
    cancel: 'Cancel',
    running: (done: number, of: number) =>
      of > done ? `${number.format(done)} of ${messages(of)} written` : `${messages(done)} written`,
    progress: 'How much is written',
    done: (of: number) => `Saved. ${messages(of)} are in the file.`,
    stopped: 'Stopped. Nothing was saved.',
    failed: 'The file could not be written whole, so it was let go of. Is there room for it?',
    close: 'Close',
  },
}
