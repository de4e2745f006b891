import type {
  CardKind,
  ContentView,
  PersonView,
  QuoteView,
  SystemView,
  Ticks,
} from '../../../bridge/chatViews.ts'
import { formatSpan } from '../formats.ts'

const cards: Readonly<Record<CardKind, string>> = {
  image: 'Photo',
  video: 'Video',
  gif: 'GIF',
  'video-note': 'Video note',
  audio: 'Audio',
  voice: 'Voice message',
  document: 'Document',
  sticker: 'Sticker',
  album: 'Album',
  'view-once': 'View once',
  location: 'Location',
  'live-location': 'Live location',
  contact: 'Contact',
  contacts: 'Contacts',
  poll: 'Poll',
  'poll-vote': 'Vote in a poll',
  event: 'Event',
  call: 'Call',
  'group-invite': 'Invitation to a group',
  product: 'Product',
  order: 'Order',
  payment: 'Payment',
  list: 'List to choose from',
  buttons: 'Message with buttons',
  pin: 'Pinned a message',
  newsletter: 'Channel post',
  status: 'Status update',
  unknown: 'Something new',
}

const ticks: Readonly<Record<Ticks, string>> = {
  pending: 'Waiting to be sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  played: 'Played',
  failed: 'Not sent',
}

const stages: Readonly<Record<number, string>> = {
  0: 'off',
  86_400: '24 hours',
  604_800: '7 days',
  7_776_000: '90 days',
}

/** Somebody's name, or the number, or a word for nobody known. */
export function nameOf({ name, isMe, number }: PersonView): string {
  if (isMe) return 'You'
  if (name !== '') return name
  return number === undefined ? 'Unknown person' : `+${number}`
}

const by = (person: PersonView | undefined, active: string, passive: string): string =>
  person === undefined ? passive : `${nameOf(person)} ${active}`

export function listOf(people: readonly PersonView[]): string {
  const names = people.map((person) => (person.isMe ? 'you' : nameOf(person)))
  return new Intl.ListFormat('en-GB').format(names)
}

function membersLine(event: Extract<SystemView, { readonly people: unknown }>): string {
  const who = listOf(event.people)
  const was = event.people.length > 1 || event.people[0]?.isMe === true ? 'were' : 'was'
  switch (event.what) {
    case 'added':
      return by(event.by, `added ${who}`, sentence(`${who} ${was} added`))
    case 'removed':
      return by(event.by, `removed ${who}`, sentence(`${who} ${was} removed`))
    case 'promoted':
      return by(event.by, `made ${who} admin`, sentence(`${who} ${was} made admin`))
    case 'demoted':
      return by(event.by, `took admin rights from ${who}`, sentence(`${who} lost admin rights`))
    case 'joined':
      return sentence(`${who} joined`)
    case 'left':
      return sentence(`${who} left`)
  }
}

function sentence(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('en-GB') + text.slice(1)
}

function system(event: SystemView): string {
  switch (event.what) {
    case 'group-created':
      return by(
        event.by,
        `created the group “${event.subject}”`,
        `The group “${event.subject}” was created`,
      )
    case 'subject':
      return by(
        event.by,
        `named the group “${event.subject}”`,
        `The group is now called “${event.subject}”`,
      )
    case 'description':
      return event.removed
        ? by(event.by, 'removed the description', 'The description was removed')
        : by(event.by, 'changed the description', 'The description was changed')
    case 'icon':
      return by(event.by, 'changed the picture', 'The picture was changed')
    case 'added':
    case 'removed':
    case 'promoted':
    case 'demoted':
    case 'joined':
    case 'left':
      return membersLine(event)
    case 'number-changed':
      return `${nameOf(event.person)} has a new number`
    case 'announcement':
      return event.on
        ? by(event.by, 'let only admins write', 'Only admins may write now')
        : by(event.by, 'let everybody write', 'Everybody may write now')
    case 'locked':
      return event.on
        ? by(event.by, 'let only admins change the group', 'Only admins may change the group now')
        : by(event.by, 'let everybody change the group', 'Everybody may change the group now')
    case 'member-add':
      return event.on
        ? by(event.by, 'let everybody add people', 'Everybody may add people now')
        : by(event.by, 'let only admins add people', 'Only admins may add people now')
    case 'join-approval':
      return event.on
        ? by(
            event.by,
            'asks admins before somebody joins',
            'Admins are asked before somebody joins',
          )
        : by(event.by, 'lets people join without a question', 'People join without a question now')
    case 'invite-link':
      return by(event.by, 'renewed the invitation link', 'The invitation link was renewed')
    case 'disappearing':
      return event.seconds === 0
        ? by(event.by, 'let new messages stay', 'New messages stay from now on')
        : by(
            event.by,
            `lets new messages disappear after ${spanOf(event.seconds)}`,
            `New messages disappear after ${spanOf(event.seconds)}`,
          )
    case 'identity-changed':
      return `The security code with ${nameOf(event.person)} changed. That happens with a new phone, or when the app is installed again.`
    case 'missed-call': {
      const kind = event.video ? 'video call' : 'call'
      return event.group ? `Missed group ${kind}` : `Missed ${kind}`
    }
    case 'gap':
      return 'Messages are missing here: they did not come, or could not be read.'
    case 'other':
      return 'Something changed here that this version cannot show'
  }
}

export function spanOf(seconds: number): string {
  return stages[seconds] ?? formatSpan(seconds * 1000)
}

function kindOf(kind: QuoteView['kind']): string {
  switch (kind) {
    case 'text':
    case 'card':
    case 'system':
      return 'Message'
    case 'missing':
      return 'Missing message'
    case 'deleted':
      return 'Deleted message'
    default:
      return cards[kind]
  }
}

function deleted(byWhom: 'me' | 'sender' | 'admin', fromMe: boolean): string {
  if (byWhom === 'admin') return 'An admin deleted this message'
  return byWhom === 'me' || fromMe ? 'You deleted this message' : 'This message was deleted'
}

/** All that a message says, with names for those who are mentioned. */
function whole(content: ContentView, fromMe = false): string {
  switch (content.kind) {
    case 'text':
      return content.mentions.reduce(
        (text, { text: at, person }) => text.replaceAll(at, `@${nameOf(person)}`),
        content.text,
      )
    case 'card':
      return content.text === '' ? cards[content.card] : `${cards[content.card]}: ${content.text}`
    case 'system':
      return system(content.event)
    case 'missing':
      return 'Waiting for this message'
    case 'deleted':
      return deleted(content.by, fromMe)
  }
}

/** What a message says, in one line of at most 300 letters, without the marks of formatting. */
function gist(content: ContentView, fromMe = false): string {
  return whole(content, fromMe)
    .slice(0, 300)
    .replaceAll(/```|^> ?/gm, '')
    .replaceAll(/(?<![\p{L}\p{N}])([*_~`])(?=\S)([^*_~`]*)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** What messages are and say, for the list of chats and for the conversation. */
export const messages = { nameOf, cards, ticks, system, kindOf, deleted, whole, gist }
