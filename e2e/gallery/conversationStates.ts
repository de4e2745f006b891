import type {
  ChatRowView,
  MessageView,
  PersonView,
  SystemView,
} from '../../web/bridge/chatViews.ts'
import { type PlayedTalk, playedTalk } from './playedTalk.ts'
import { account, error, home, type Scene, startMs } from './scene.ts'

const person = (contactId: number, name: string, more: Partial<PersonView> = {}): PersonView => ({
  contactId,
  name,
  nameSource: 'saved',
  isMe: false,
  ...more,
})

const me = person(1, account.pushName ?? '', { isMe: true })
const bea = person(2, 'Bea Beispiel', { number: '4915550123456' })
const cem = person(3, 'Cem Örnek', { number: '15550100003', nameSource: 'push' })
const dalia = person(4, 'داليا المثال', { number: '15550100004' })
const elin = person(5, 'Elin Exempel')

const minute = 60_000
/** The scenes are looked at five hours after this. */
const nowMs = startMs + 4.9 * 60 * minute

let count = 0
type More = Partial<Omit<MessageView, 'sender'>> & { readonly from?: PersonView }

/** One message, `ago` minutes before now. */
function message(
  ago: number,
  content: MessageView['content'] | string,
  more: More = {},
): MessageView {
  const { from, ...rest } = more
  count += 1
  const fromMe = from === undefined && rest.fromMe !== false
  return {
    key: `m${count}`,
    chatId: 12,
    atMs: nowMs - ago * minute,
    seq: count,
    rev: 1,
    fromMe,
    sender: from ?? me,
    content: typeof content === 'string' ? { kind: 'text', text: content, mentions: [] } : content,
    reactions: [],
    edited: false,
    starred: false,
    ...(fromMe && { ticks: 'read' as const }),
    ...rest,
  }
}

const system = (ago: number, event: SystemView): MessageView => {
  const { sender: _sender, ticks: _ticks, ...line } = message(ago, { kind: 'system', event })
  return { ...line, fromMe: false }
}

const row = (more: Partial<ChatRowView> = {}): ChatRowView => ({
  chatId: 12,
  rev: 1,
  kind: 'direct',
  name: bea.name,
  nameSource: 'saved',
  number: '4915550123456',
  sortMs: nowMs,
  unread: 0,
  marked: false,
  pinned: false,
  archived: false,
  disappearingSec: 0,
  writable: true,
  ...more,
})

const group = row({ kind: 'group', name: 'Hut in October', nameSource: 'subject' })

const direct: readonly MessageView[] = [
  message(1530, 'Are we still on for Saturday? I could bring the tent.', { from: bea }),
  message(1528, 'Yes! The weather looks *perfect*.', {
    reactions: [{ emoji: '🎉', people: [bea] }],
  }),
  message(1527, 'I’ll check the trains tonight.'),
  message(190, 'Found one: 08:12 from platform 4, change in Fulda, there by noon.', { from: bea }),
  message(189, 'https://trains.example/offers?from=here&to=there', { from: bea }),
  message(186, 'Great, I take that one.', {
    quote: {
      key: 'm4',
      person: bea,
      kind: 'text',
      text: 'Found one: 08:12 from platform 4, change in Fulda, there by noon.',
    },
    starred: true,
  }),
  message(
    64,
    { kind: 'card', card: 'image', text: 'The meadow by the lake', bytes: 1_830_000 },
    {
      from: bea,
      reactions: [
        { emoji: '😍', people: [me, bea] },
        { emoji: '🌙', people: [bea] },
      ],
    },
  ),
  message(58, { kind: 'card', card: 'voice', text: '', seconds: 42 }, { from: bea }),
  message(41, 'So beautiful', { edited: true, ticks: 'delivered' }),
  message(40, '🌙', { ticks: 'delivered' }),
  message(12, 'What do I need to bring?\n- sleeping bag\n- torch\n- something for the fire', {
    from: bea,
  }),
  message(3, 'That, and _warm_ socks', { ticks: 'sent' }),
  message(0, 'And the `map.gpx`, please', { ticks: 'pending' }),
]

const states: readonly MessageView[] = [
  system(300, { what: 'identity-changed', person: bea }),
  message(250, { kind: 'missing', state: 'asked' }, { from: bea }),
  message(240, { kind: 'missing', state: 'unanswered' }, { from: bea }),
  message(230, { kind: 'missing', state: 'phone-only' }, { from: bea }),
  system(225, { what: 'gap' }),
  message(220, { kind: 'deleted', by: 'sender' }, { from: bea }),
  message(219, { kind: 'deleted', by: 'me' }),
  message(210, 'This one is going to vanish.', {
    from: bea,
    expiresAtMs: nowMs + 86_400_000,
    forwarded: 'often',
  }),
  message(200, 'Played on your side', { ticks: 'played' }),
  message(100, 'Nobody got this yet.', { ticks: 'failed', error: error('send-refused') }),
  message(
    50,
    { kind: 'card', card: 'poll', text: 'Which weekend?', detail: '3 choices' },
    { from: bea },
  ),
  message(
    49,
    { kind: 'card', card: 'document', text: 'packing-list.pdf', bytes: 52_000 },
    { from: bea },
  ),
  message(48, { kind: 'card', card: 'unknown', text: '' }, { from: bea }),
  system(20, { what: 'missed-call', video: true, group: false }),
]

const crowd: readonly MessageView[] = [
  system(4000, { what: 'group-created', by: bea, subject: 'Hut in October' }),
  system(3999, { what: 'added', by: bea, people: [me, cem, dalia] }),
  message(400, 'Who can drive?', { from: bea }),
  message(399, 'I have room for three, if nobody minds the dog.', { from: cem }),
  message(398, 'She is small.', { from: cem }),
  message(300, 'أنا قادمة معكم، وسأحضر الشاي والخبز. نلتقي عند الساعة 08:12؟', { from: dalia }),
  message(299, '> Who can drive?\nI can on the way back', { from: elin }),
  system(290, { what: 'disappearing', by: bea, seconds: 604_800 }),
  message(
    200,
    {
      kind: 'text',
      text: '@15550100003 could you bring the *big* pot? Everything else is in ```list.md```',
      mentions: [{ text: '@15550100003', person: cem }],
    },
    { ticks: 'delivered', reactions: [{ emoji: '👍', people: [cem, bea, dalia] }] },
  ),
  message(80, 'Sure', { from: cem }),
  message(20, 'First come, first choice of bunk 😄', { from: elin }),
  message(19, 'See you all there', { from: dalia }),
]

const long: readonly MessageView[] = [
  message(30, 'A little story before you sleep. '.repeat(90).trim(), { from: bea }),
  message(29, 'W'.repeat(220), { from: bea }),
  message(
    20,
    'שלום! ניפגש ב-08:12 ליד Platform 4, ואז https://trains.example/x\nThen English again, with a number: +49 1555 0123456.',
  ),
  message(10, '```\nconst moon = phases.find((one) => one.full)\nif (moon) moon.rise()\n```'),
]

const history: readonly MessageView[] = Array.from({ length: 400 }, (_, at) => {
  const text = `Message ${at + 1}${at % 7 === 0 ? ` ${'and more '.repeat(30)}` : ''}`
  return message(20_000 - at * 48, text, at % 3 === 0 && at < 150 ? {} : { from: bea })
})

const others = ['Anna Example', 'Book club', 'Family', 'Gil Ejemplo', 'Hut in October'].map(
  (name, at) => row({ chatId: 20 + at, name }),
)

/** A conversation that fills the window. */
function talk(played: PlayedTalk, more: Partial<Scene> = {}): Scene {
  return {
    ...home({}, '#/chats'),
    actions: playedTalk({ rows: others, ...played }),
    chatId: played.row.chatId,
    until: '[data-message]',
    ...more,
  }
}

/** A message's menu, opened by the keyboard. */
const menuOf = (text: string) => ({ press: [`menu ${text}`], until: '[role=menu]' })

/** Everything that an open conversation can show. */
export const conversationScenes: Readonly<Record<string, Scene>> = {
  conversation: talk({ row: row(), messages: direct }),
  'conversation-states': talk({ row: row({ disappearingSec: 86_400 }), messages: states }),
  'conversation-group': talk({
    row: { ...group, unread: 2 },
    messages: crowd,
    members: [me, bea, cem, dalia],
    firstUnread: crowd.at(-2)?.key ?? '',
  }),
  'conversation-ask-refused': talk({
    row: row(),
    messages: states,
    refuses: { askAgain: 'offline' },
  }),
  'conversation-texts': talk({ row: row(), messages: long }),
  'conversation-history': talk({
    row: row({ unread: 120 }),
    messages: history,
    firstUnread: 'm200',
  }),
  'conversation-empty': talk({ row: row(), messages: [] }, { until: 'textarea' }),
  'conversation-loading': talk(
    { row: row(), messages: [], answers: 'never' },
    { until: 'textarea' },
  ),
  'conversation-failed': talk(
    { row: row(), messages: [], answers: 'failed' },
    { until: '[role=alert]' },
  ),
  'conversation-read-only': talk({
    row: { ...group, writable: false, closed: 'admins-only' },
    messages: crowd,
  }),
  'conversation-menu': talk({ row: row(), messages: direct }, menuOf('What do I need')),
  'conversation-menu-mine': talk({ row: row(), messages: direct }, menuOf('That, and')),
  'conversation-reactions': talk(
    { row: row(), messages: direct },
    { press: ['menu What do I need', 'More emoji'], until: '[role=tablist]' },
  ),
  'conversation-choosing': talk(
    { row: row(), messages: direct },
    { press: ['menu That, and', 'Choose several'], until: '[role=toolbar]' },
  ),
  'conversation-delete': talk(
    { row: row(), messages: direct },
    { press: ['menu That, and', 'Delete'], until: 'dialog[open]' },
  ),
  'conversation-forward': talk(
    { row: row(), messages: direct },
    { press: ['menu That, and', 'Forward'], until: 'dialog[open] label' },
  ),
  'conversation-info': talk(
    {
      row: group,
      messages: crowd,
      info: {
        sentMs: nowMs - 200 * minute,
        people: [
          { person: bea, ticks: 'read', deliveredMs: nowMs - 199 * minute, readMs: nowMs - minute },
          { person: cem, ticks: 'delivered', deliveredMs: nowMs - 198 * minute },
          { person: dalia, ticks: 'sent' },
        ],
      },
    },
    { press: ['menu could you bring', 'Message info'], until: 'dialog[open] li' },
  ),
  'conversation-reply': talk(
    { row: row(), messages: direct },
    { press: ['menu What do I need', 'Reply'], until: '[aria-label="Do not reply"]' },
  ),
  'conversation-edit': talk(
    { row: row(), messages: direct },
    { press: ['menu That, and', 'Edit'], until: '[aria-label="Leave it as it was"]' },
  ),
  'conversation-draft': talk({
    row: row(),
    messages: direct,
    draft: {
      text: 'Eight lines at most,\nthen the field\nscrolls by itself:\nfour\nfive\nsix\nseven\neight\nnine',
      quote: 'm4',
    },
  }),
  'conversation-emoji': talk(
    { row: row(), messages: direct },
    { press: ['Emoji'], until: '[role=tablist]' },
  ),
  'conversation-identity': talk(
    { row: row(), messages: direct, refuses: { sendText: 'identity-changed' } },
    { press: ['Message=On my way', 'Send'], until: 'dialog[open]' },
  ),
  'conversation-refused': talk(
    { row: row(), messages: direct, refuses: { sendText: 'send-limited' } },
    { press: ['Message=On my way', 'Send'], until: '[role=alert]' },
  ),
  'conversation-mention': talk(
    { row: group, messages: crowd, members: [me, bea, cem, dalia] },
    { press: ['Message=hello @'], until: '[role=listbox]' },
  ),
}
