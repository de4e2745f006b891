import type { ReachView, SearchHit, SearchPart } from '../../web/bridge/archive.ts'
import type { ChatRowView, MessageView, PersonView } from '../../web/bridge/chatViews.ts'
import type { Snapshot } from '../../web/bridge/contract.ts'
import type { Query, QueryResult } from '../../web/bridge/queries.ts'
import type { Actions } from '../../web/state/actions.ts'
import { playedTalk } from './playedTalk.ts'
import { error, home, type Scene, startMs } from './scene.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** The scenes are looked at five hours after this. */
const nowMs = startMs + 4.9 * 60 * minute

const person = (contactId: number, name: string, more: Partial<PersonView> = {}): PersonView => ({
  contactId,
  name,
  nameSource: 'saved',
  number: `155501000${contactId}`,
  isMe: false,
  ...more,
})
const me = person(1, 'Ada Example', { isMe: true })
const bea = person(2, 'Bea Beispiel')
const dalia = person(4, 'داليا المثال')
const mei = person(5, '例子美')

const row = (chatId: number, name: string, more: Partial<ChatRowView> = {}): ChatRowView => ({
  chatId,
  rev: 1,
  kind: 'direct',
  name,
  nameSource: 'saved',
  number: `155501000${chatId}`,
  sortMs: nowMs - chatId * 40 * minute,
  last: { fromMe: false, content: { kind: 'text', text: 'See you there.', mentions: [] } },
  unread: 0,
  marked: false,
  pinned: false,
  archived: false,
  disappearingSec: 0,
  writable: true,
  ...more,
})

const beaRow = row(2, bea.name)
const hut = row(3, 'Hut in October, with tents', { kind: 'group', nameSource: 'subject' })
const daliaRow = row(4, dalia.name)
const meiRow = row(5, mei.name)
const rows = [beaRow, hut, daliaRow, meiRow, ...[6, 7, 8].map((id) => row(id, `Tent maker ${id}`))]

const hit = (
  number: number,
  chat: ChatRowView,
  author: PersonView,
  snippet: string,
  marks: SearchHit['marks'],
  more: Partial<SearchHit> = {},
): SearchHit => ({
  key: `m${number}`,
  chat,
  author,
  atMs: nowMs - number * number * 17 * minute,
  kind: 'text',
  snippet,
  marks,
  ...more,
})

const found: readonly SearchHit[] = [
  hit(4, beaRow, bea, 'Are we still on for Saturday? I could bring the tent.', [[48, 52]]),
  hit(6, hut, me, '…that makes three tents and one hammock, which is plenty for all of us', [
    [17, 22],
  ]),
  hit(9, hut, bea, 'tent-instructions.pdf', [[0, 4]], { kind: 'document' }),
  hit(14, daliaRow, dalia, 'سأحضر الخيمة الكبيرة معي يوم السبت إن شاء الله', [[6, 12]]),
  hit(21, meiRow, mei, '星期六我带帐篷，你带睡袋好吗？', [[5, 7]]),
  hit(33, meiRow, mei, 'The meadow, the tent and the lake behind it', [[16, 20]], {
    kind: 'image',
  }),
]

const texts = [
  'Are we still on for Saturday? I could bring the tent.',
  'Yes! The weather looks perfect.',
  'I’ll check the trains tonight.',
  'Found one: 08:12 from platform 4, change in Fulda, there by noon.',
  'Great, I take that one.',
  'A warm coat, too. It gets cold up there after sunset.',
]

const messages = texts.map((text, at): MessageView => {
  const fromMe = at % 3 === 1
  return {
    key: `m${4 + at}`,
    chatId: beaRow.chatId,
    atMs: nowMs - (6 - at) * 5 * 60 * minute,
    seq: at,
    rev: 1,
    fromMe,
    sender: fromMe ? me : bea,
    content: { kind: 'text', text, mentions: [] },
    reactions: [],
    edited: false,
    starred: false,
    ...(fromMe && { ticks: 'read' as const }),
  }
})

interface Played {
  readonly part?: SearchPart | 'never' | 'failed'
  readonly reach?: ReachView
}

/** An engine that finds these, and reaches so far back. */
function answers({ part, reach }: Played): Pick<Actions, 'ask' | 'talk'> {
  const talk = playedTalk({ row: beaRow, messages })
  const ask = async (query: Query): Promise<QueryResult> => {
    switch (query.ask) {
      case 'search': {
        if (part === 'never') return new Promise(() => {})
        if (part === 'failed' || part === undefined) return { ok: false, error: error('internal') }
        const { chatId } = query.wish
        const hits = part.hits.filter(({ chat }) => chatId === undefined || chat.chatId === chatId)
        return { ok: true, answer: { ...part, hits } }
      }
      case 'reach':
        return reach === undefined
          ? { ok: false, error: error('internal') }
          : { ok: true, answer: reach }
      case 'chats': {
        const wanted = (query.filter ?? '').toLowerCase()
        const shown = rows.filter(({ name }) => name.toLowerCase().includes(wanted))
        return { ok: true, answer: { rows: shown, total: shown.length } }
      }
      case 'people':
        return { ok: true, answer: { people: [bea, person(9, 'Tentative Tim')] } }
      case 'chatInfo':
        return { ok: true, answer: { chat: beaRow, person: bea } }
      default:
        return talk.ask(query)
    }
  }
  // Each query is answered in its own kind above.
  return { ask: ask as Actions['ask'], talk: talk.talk }
}

const snapshot: Partial<Snapshot> = {
  chats: { rows, total: rows.length, unread: 0 },
  settings: {
    enterSends: true,
    notifications: true,
    notificationContent: false,
    confirmIdentity: true,
    readReceipts: true,
  },
}

const field = 'Search all chats'

function search(part: Played['part'], text: string, until: string): Scene {
  return {
    ...home(snapshot, '#/chats'),
    actions: answers({ part: part ?? 'failed' }),
    goes: true,
    press: [`${field}=${text}`],
    until,
  }
}

const open = `#/chats/${beaRow.chatId}`

function conversation(played: Played, press: readonly string[], until: string): Scene {
  return { ...home(snapshot, open), actions: answers(played), goes: true, press, until }
}

const reach: ReachView = { sinceMs: nowMs - 2400 * day, before: 'more', asking: false }
const some: SearchPart = { hits: found, unindexed: 0 }
const inChat = ['Search in this chat', 'Words in this chat=tent']

/** Looking back: the search, days to go to, and how far back a conversation reaches. */
export const archiveScenes: Readonly<Record<string, Scene>> = {
  'search-found': search(some, 'tent', '[data-result] mark'),
  'search-unindexed': search({ ...some, unindexed: 12_480 }, 'tent', '[data-result] mark'),
  'search-looking': search('never', 'tent', '[class*=pulse]'),
  'search-nothing': search({ hits: [], unindexed: 0 }, 'zebra', 'main section p bdi'),
  'search-failed': search('failed', 'tent', '[role=alert]'),
  'search-limits': {
    ...home(snapshot, '#/chats'),
    actions: answers({ part: some }),
    goes: true,
    press: ['Limit the search'],
    until: 'select',
  },
  'search-person': {
    ...home(snapshot, '#/chats'),
    actions: answers({ part: some }),
    goes: true,
    press: ['Limit the search', 'From anyone'],
    until: 'dialog[open] button bdi',
  },
  'search-dates': {
    ...home(snapshot, '#/chats'),
    actions: answers({ part: some }),
    goes: true,
    press: ['Limit the search', 'Any time'],
    until: 'dialog[open] input',
  },
  'find-list': conversation({ part: some }, inChat, '[data-pane=chat] mark'),
  'find-looking': conversation({ part: 'never' }, inChat, '[class*=pulse]'),
  'find-hit': conversation(
    { part: some },
    [...inChat, 'Older hit'],
    '[data-pane=chat] [role=search] [aria-expanded=false]',
  ),
  'date-dialog': conversation({ reach }, ['Yesterday: go to another day'], 'dialog[open] input'),
  'reach-more': conversation({ reach }, [], '[data-pane=chat] [role=status]'),
  'reach-asking': conversation(
    { reach: { ...reach, asking: true } },
    [],
    '[data-pane=chat] [class*=pulse]',
  ),
  'reach-unanswered': conversation(
    { reach: { ...reach, unanswered: true } },
    [],
    '[data-pane=chat] [role=status]',
  ),
  'reach-freed': conversation(
    { reach: { ...reach, freedBeforeMs: nowMs - 400 * day } },
    [],
    '[data-pane=chat] [role=status]',
  ),
  'reach-damaged': conversation(
    { reach: { ...reach, damaged: 2 } },
    [],
    '[data-pane=chat] [role=status]',
  ),
  'reach-unreadable': conversation(
    { reach: { ...reach, before: 'unreadable' } },
    [],
    '[data-pane=chat] [role=status]',
  ),
  'reach-none': conversation(
    { reach: { ...reach, before: 'none' } },
    [],
    '[data-pane=chat] [role=status]',
  ),
  'history-failed': {
    ...home({ ...snapshot, history: { at: 'done', failed: 2 } }, '#/chats'),
    actions: answers({}),
    until: '[data-chat]',
  },
  'history-stored': {
    ...home({ ...snapshot, history: { at: 'recent', percent: 41, messages: 128_400 } }, '#/chats'),
    actions: answers({}),
    until: '[data-chat]',
  },
}
