import { formatDay, formatMoment, formatTime } from '../chatTimes.ts'
import { messages, spanOf } from './messages.ts'

const count = new Intl.NumberFormat('en-GB')

/** Words of the panel about a contact or a group, loaded with it. */
export const info = {
  nameOf: messages.nameOf,
  gist: messages.gist,
  label: { direct: 'About this contact', group: 'About this group', other: 'About this chat' },
  close: 'Close',
  back: 'Back',
  failed: 'This could not be read. Try again in a moment.',
  again: 'Try again',
  online: 'Online',
  lastSeen: (atMs: number, nowMs: number) =>
    `Last seen ${formatDay(atMs, nowMs)}, ${formatTime(atMs)}`,
  members: (members: number) => (members === 1 ? '1 member' : `${count.format(members)} members`),
  notes: 'Notes to yourself',
  about: 'About',
  number: 'Phone number',
  otherNames: 'Also known as',
  description: 'Description',
  created: (by: string | undefined, atMs: number | undefined) =>
    [
      'Created',
      by === undefined ? undefined : `by ${by}`,
      atMs === undefined ? undefined : `on ${formatMoment(atMs)}`,
    ]
      .filter((part) => part !== undefined)
      .join(' '),
  left: 'You are no longer in this group.',
  rules: 'In this group',
  everybodyWrites: 'Everybody may write.',
  adminsWrite: 'Only admins may write.',
  everybodyChanges: 'Everybody may change its name, picture and description.',
  adminsChange: 'Only admins may change its name, picture and description.',
  people: 'Members',
  roles: { admin: 'Admin', owner: 'Owner' },
  all: (members: number) => `Show all ${count.format(members)}`,
  disappearing: 'Disappearing messages',
  disappearingWhy: 'Holds for new messages, for everybody in this chat.',
  off: 'Off: messages stay',
  after: (seconds: number) => `After ${spanOf(seconds)}`,
  adminsOnly: 'Only admins may change this.',
  notChanged: 'That did not work. Nothing was changed.',
  encryption: 'Encryption',
  encryptionBody:
    'Messages in this chat are end-to-end encrypted: only you and whom you write to can read them, nobody between.',
  starred: 'Starred messages',
  find: 'Search in this chat',
  toDay: 'Go to a day',
  noneStarred: 'No message of this chat has a star.',
  you: 'You',
  moment: formatMoment,
} as const
