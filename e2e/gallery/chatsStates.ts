import type { ChatRowView, ContentView, PersonView } from '../../web/bridge/chatViews.ts'
import type { ChatsView, Snapshot } from '../../web/bridge/contract.ts'
import type { ChatInfo, Query } from '../../web/bridge/queries.ts'
import type { Actions } from '../../web/state/actions.ts'
import { compareRows } from '../../web/state/chatRows.ts'
import { playedTalk } from './playedTalk.ts'
import { error, home, type Scene, startMs, waiting } from './scene.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** The scenes are looked at five hours after this. */
const nowMs = startMs + 4.9 * 60 * minute

const text = (what: string): ContentView => ({ kind: 'text', text: what, mentions: [] })
const card = (kind: 'image' | 'voice' | 'poll', what = ''): ContentView => ({
  kind: 'card',
  card: kind,
  text: what,
})

const person = (
  contactId: number,
  name: string,
  number: string,
  more: Partial<PersonView> = {},
): PersonView => ({ contactId, name, nameSource: 'saved', number, isMe: false, ...more })

let made = 0
function row(name: string, agoMs: number, more: Partial<ChatRowView> = {}): ChatRowView {
  made += 1
  return {
    chatId: made,
    rev: 1,
    kind: 'direct',
    name,
    nameSource: 'saved',
    number: `1555010${String(1000 + made)}`,
    sortMs: nowMs - agoMs,
    last: { fromMe: false, content: text('See you there.') },
    unread: 0,
    marked: false,
    pinned: false,
    archived: false,
    disappearingSec: 0,
    writable: true,
    ...more,
  }
}

const hut = row('Hut in October', 4 * minute, {
  kind: 'group',
  nameSource: 'subject',
  unread: 12,
  last: { fromMe: false, senderName: 'Cem', content: text('Who brings the stove? 🔥') },
})
const bea = row('Bea Beispiel', 9 * minute, {
  last: {
    fromMe: true,
    ticks: 'read',
    content: text('That, and a warm coat. It gets cold up there after sunset.'),
  },
  disappearingSec: 604_800,
})

const several: readonly ChatRowView[] = [
  row('Family', 3 * 60 * minute, {
    kind: 'group',
    nameSource: 'subject',
    pinned: true,
    last: { fromMe: false, senderName: 'Elin', content: card('image', 'The garden this morning') },
  }),
  hut,
  bea,
  row('داليا المثال', 31 * minute, {
    unread: 1,
    last: { fromMe: false, content: text('نلتقي الساعة ٨ عند المحطة') },
  }),
  row('', 48 * minute, {
    name: '+15550100042',
    nameSource: 'number',
    number: '15550100042',
    marked: true,
    last: { fromMe: false, content: text('Hello, is the bicycle still for sale?') },
  }),
  row('Gil Ejemplo', 2 * 60 * minute, { draft: 'I could take the early train and then walk up' }),
  row('Book club', 5 * 60 * minute, {
    kind: 'group',
    nameSource: 'subject',
    mutedUntilMs: Number.MAX_SAFE_INTEGER,
    unread: 1204,
    last: { fromMe: false, senderName: 'Hana', content: card('poll', 'Which book in May?') },
  }),
  row('Ada Example', 26 * 60 * minute, {
    kind: 'self',
    last: { fromMe: true, ticks: 'sent', content: text('Passport, torch, two maps') },
  }),
  row('', 27 * 60 * minute, {
    nameSource: 'none',
    last: { fromMe: false, content: { kind: 'missing', state: 'asked' } },
  }),
  row('Ivo', 2 * day, {
    last: { fromMe: true, ticks: 'failed', content: text('Did you get the tickets?') },
  }),
  row('Jun Rei', 3 * day, {
    last: { fromMe: false, content: { kind: 'deleted', by: 'sender' } },
  }),
  row('Kim Beispiel', 4 * day, { last: { fromMe: false, content: card('voice') } }),
  row('Someone with a rather long name that cannot fit into one line', 9 * day, {
    last: { fromMe: true, ticks: 'delivered', content: text('Ok') },
  }),
]

const many: readonly ChatRowView[] = [
  ...several,
  ...Array.from({ length: 300 }, (_, at) => row(`Neighbour ${at + 1}`, (10 + at) * day)),
].toSorted(compareRows)

const people: readonly PersonView[] = [
  person(2, 'Bea Beispiel', '4915550123456'),
  person(3, 'Cem Örnek', '15550100003', { nameSource: 'push' }),
  person(4, 'داليا المثال', '15550100004'),
]

const me = person(1, 'Ada Example', '15550123456', { isMe: true })

const infos: Readonly<Record<number, ChatInfo>> = {
  [bea.chatId]: {
    chat: bea,
    person: person(2, 'Bea Beispiel', '4915550123456'),
    about: 'Up in the hills, mostly',
    otherNames: ['Bea B.', 'bea'],
  },
  [hut.chatId]: {
    chat: hut,
    group: {
      description: 'Three nights in the hut. Bring wool.\nThe key lies with the baker.',
      createdMs: startMs - 40 * day,
      createdBy: person(3, 'Cem Örnek', '15550100003'),
      members: [
        { person: me, role: 'member' },
        { person: person(3, 'Cem Örnek', '15550100003'), role: 'owner' },
        { person: person(2, 'Bea Beispiel', '4915550123456'), role: 'admin' },
        { person: person(4, 'داليا المثال', '15550100004'), role: 'member' },
        {
          person: { contactId: 9, name: '', nameSource: 'none', isMe: false },
          role: 'member',
        },
      ],
      announcement: false,
      locked: true,
      me: 'member',
    },
  },
}

const talks = playedTalk({
  row: bea,
  messages: [
    {
      key: 'm1',
      chatId: bea.chatId,
      atMs: nowMs - 12 * minute,
      seq: 1,
      rev: 1,
      fromMe: false,
      sender: person(2, 'Bea Beispiel', '4915550123456'),
      content: text('What do I need for the night up there?'),
      reactions: [],
      edited: false,
      starred: true,
    },
    {
      key: 'm2',
      chatId: bea.chatId,
      atMs: nowMs - 9 * minute,
      seq: 2,
      rev: 1,
      fromMe: true,
      sender: me,
      content: text('That, and a warm coat. It gets cold up there after sunset.'),
      ticks: 'read',
      reactions: [],
      edited: false,
      starred: false,
    },
  ],
})

/** An engine that knows these chats. */
function answers(rows: readonly ChatRowView[]): Pick<Actions, 'ask' | 'talk'> {
  const ask = async (query: Query) => {
    switch (query.ask) {
      case 'chats': {
        const wanted = (query.filter ?? '').toLowerCase()
        const found = rows.filter(
          ({ name, archived }) =>
            name.toLowerCase().includes(wanted) &&
            (wanted !== '' || archived === (query.archived === true)),
        )
        const page = found.slice(query.from, query.from + query.count)
        return { ok: true, answer: { rows: page, total: found.length } }
      }
      case 'chat':
        return { ok: true, answer: { row: rows.find(({ chatId }) => chatId === query.chatId) } }
      case 'people': {
        const found = people.filter(({ name }) => name.includes(query.filter))
        return { ok: true, answer: { people: found } }
      }
      case 'chatInfo': {
        const info = infos[query.chatId]
        return info === undefined
          ? { ok: false, error: error('message-gone') }
          : { ok: true, answer: info }
      }
      case 'starred': {
        const messages = await talks.ask({
          ask: 'messages',
          chatId: bea.chatId,
          anchor: { at: 'latest' },
          count: 60,
        })
        return messages.ok
          ? {
              ok: true,
              answer: { messages: messages.answer.messages.filter((one) => one.starred) },
            }
          : messages
      }
      default:
        return talks.ask(query)
    }
  }
  // Each query is answered in its own kind above.
  return { ask: ask as Actions['ask'], talk: talks.talk }
}

const headOf = (rows: readonly ChatRowView[]): ChatsView => ({
  rows: rows.slice(0, 100),
  total: rows.length,
  unread: 13,
})

const settings = {
  enterSends: true,
  notifications: true,
  notificationContent: false,
  confirmIdentity: true,
  readReceipts: true,
}

/** A linked window with these chats. */
function chats(rows: readonly ChatRowView[], hash: string, more: Partial<Snapshot> = {}): Scene {
  return {
    ...home({ chats: headOf(rows), settings, ...more }, hash),
    actions: answers(rows),
    until: rows.length > 0 ? '[data-chat]' : 'main section p',
  }
}

const open = `#/chats/${bea.chatId}`

/** The list of chats and what belongs to it. */
export const chatsScenes: Readonly<Record<string, Scene>> = {
  chats: chats(several.toSorted(compareRows), '#/chats'),
  'chats-archived': {
    ...chats(
      several.toSorted(compareRows).filter((_, at) => at < 5),
      '#/chats',
    ),
    actions: answers(
      several.toSorted(compareRows).map((row, at) => ({ ...row, archived: at >= 5 })),
    ),
    press: ['archived chats'],
    until: '[aria-label="Back to all chats"]',
  },
  'chats-with-archived': {
    ...chats(
      several.toSorted(compareRows).filter((_, at) => at < 5),
      '#/chats',
    ),
    actions: answers(
      several.toSorted(compareRows).map((row, at) => ({ ...row, archived: at >= 5 })),
    ),
    until: '[data-archived]',
  },
  'chats-open': { ...chats(many, open), until: '[data-message]' },
  'chats-empty': chats([], '#/chats'),
  'chats-loading': { ...home({}, '#/chats'), until: '[data-fills-window]' },
  'chats-filling': chats(several.slice(0, 4).toSorted(compareRows), '#/chats', {
    history: { at: 'recent', percent: 62 },
    connection: waiting('unreachable'),
  }),
  'chats-paused': chats(several.slice(0, 4).toSorted(compareRows), '#/chats', {
    history: { at: 'paused' },
  }),
  'chats-nobody-found': {
    ...chats(many, '#/chats'),
    press: ['Search all chats=Zebra'],
    until: 'main section p bdi',
  },
  'info-contact': {
    ...chats(many, open),
    press: ['Bea Beispiel+1 555 010 1002'],
    until: 'aside select',
  },
  'info-group': {
    ...chats(many, `#/chats/${hut.chatId}`),
    press: ['Hut in OctoberGroup'],
    until: 'aside ul',
  },
  'settings-talk': { ...chats(many, '#/settings'), until: '[data-page-title]' },
  'info-starred': {
    ...chats(many, open),
    press: ['Bea Beispiel+1 555 010 1002', 'Starred messages'],
    until: 'aside li',
  },
  'chats-new': { ...chats(many, '#/chats'), press: ['New chat'], until: 'dialog[open] bdi' },
}
