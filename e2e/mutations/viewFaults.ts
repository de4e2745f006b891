import type { Fault } from './faults.ts'

const views = ['web/engine/views/createViews.test.ts']
const hash = ['web/formats/ltHash.vectors.test.ts']

/** Faults in what windows are shown of large accounts, and in the hash of app state. */
export const VIEW_FAULTS: readonly Fault[] = [
  {
    name: 'a kept list is never compared with the chats',
    file: 'web/engine/views/createViews.ts',
    line: 'cancelCheck = clock.after(CHECK_AFTER_MS, () => void checkIndex())',
    instead: '',
    tests: views,
  },
  {
    name: 'a chat that is gone stays in the kept list',
    file: 'web/engine/views/createViews.ts',
    line: 'indexChanged(changed.takeGone() ? KEEP_MS : KEEP_INDEX_MS)',
    instead: 'indexChanged(KEEP_INDEX_MS)',
    tests: views,
  },
  {
    name: 'a chat that is not stored any more stays in the kept list',
    file: 'web/engine/views/chatIndex.ts',
    line: 'for (const chatId of gone) if (!touched.has(chatId)) correct(chatId, undefined)',
    instead: '',
    tests: views,
  },
  {
    name: 'the first unread message is remembered though its chat changed',
    file: 'web/engine/views/firstUnread.ts',
    line: 'if (before?.rev === chat.rev) return before.key',
    instead: 'if (before !== undefined) return before.key',
    tests: views,
  },
  {
    name: 'a gap stands in the stretch before it too',
    file: 'web/engine/views/gaps.ts',
    line: 'const isOlder = after !== undefined && compareMessages(place, after) <= 0',
    instead: 'const isOlder = after !== undefined && compareMessages(place, after) < 0',
    tests: views,
  },
  {
    name: 'the digits of a LID show in the list',
    file: 'web/engine/chats/summary.ts',
    line: 'else if (isLid(jid)) mentions.push({ text: mark, contactId: 0 })',
    instead: '',
    tests: views,
  },
  {
    name: 'what went from a set is added to its hash',
    file: 'web/formats/ltHash.ts',
    line: 'for (const value of change.subtract) mix(hash, value, -1)',
    instead: 'for (const value of change.subtract) mix(hash, value, 1)',
    tests: hash,
  },
]
