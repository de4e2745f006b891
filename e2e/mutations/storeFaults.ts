import type { Fault } from './faults.ts'

const work = 'web/engine/work/createWork.ts'
const unit = 'web/engine/work/runUnit.ts'
const workTests = ['web/engine/work/createWork.test.ts']
const keptRows = 'web/engine/work/committedRows.ts'
const keptTests = ['web/engine/work/committedRows.test.ts']
const chats = 'web/engine/chats/chatRows.ts'
const pairs = 'web/engine/chats/addressPairs.ts'
const bookTests = ['web/engine/chats/createBook.test.ts']
const removal = 'web/engine/chats/removal.ts'
const log = 'web/engine/chats/createLog.ts'
const logTests = ['web/engine/chats/createLog.test.ts']
const expiry = 'web/engine/chats/expiry.ts'
const expiryTests = ['web/engine/chats/expiry.test.ts']
const viewTests = ['web/engine/views/createViews.test.ts']

/** Faults in how conversations are stored, joined, forgotten and shown. */
export const STORE_FAULTS: readonly Fault[] = [
  {
    name: 'a unit that throws leaves what it wrote',
    file: unit,
    line: 'const own = createOverlay(batch)',
    instead: 'const own = batch',
    tests: workTests,
  },
  {
    name: 'a unit that throws is told before the commit that it saw',
    file: unit,
    line: 'return { after: [], changes: [], settle: () => reject(cause), fail: reject }',
    instead: 'reject(cause); return { after: [], changes: [], settle: () => {}, fail: () => {} }',
    tests: workTests,
  },
  {
    name: 'two engines may write',
    file: work,
    line: 'await store.commit(writes, [proof], durability)',
    instead: 'await store.commit(writes, [], durability)',
    tests: workTests,
  },
  {
    name: 'what a failed commit wrote stays in memory',
    file: work,
    line: 'const end = begin()',
    instead: 'rows.committed(writes); const end = begin()',
    tests: ['web/engine/work/createWork.property.test.ts'],
  },
  {
    name: 'a row that was read before a commit is kept after it',
    file: keptRows,
    line: 'if (generation === before) keep(name, key, row)',
    instead: 'keep(name, key, row)',
    tests: keptTests,
  },
  {
    name: 'a chat that was joined leaves its draft behind',
    file: chats,
    line: 'await moveDraft(unit, given, kept)',
    instead: '',
    tests: bookTests,
  },
  {
    name: 'an address of a joined chat leads to the old one',
    file: chats,
    line: "if (place !== undefined) unit.put('chatAddresses', key, { ...place, chatId: kept })",
    instead: '',
    tests: [...bookTests, 'web/engine/chats/joining.property.test.ts'],
  },
  {
    name: 'a bulk list overwrites what a message told',
    file: pairs,
    line: "if (stale.length > 0 && authority === 'weak') return undefined",
    instead: '',
    tests: bookTests,
  },
  {
    name: 'receipts of a removed message stay',
    file: removal,
    line: "unit.del('receipts', key)",
    instead: '',
    tests: logTests,
  },
  {
    name: 'a removed message still stands in the list',
    file: removal,
    line: 'const last = wasLast ? await lastBefore(unit, chat) : chat.last',
    instead: 'const last = chat.last',
    tests: logTests,
  },
  {
    name: 'a removed message can come again',
    file: removal,
    line: "else unit.put('messages', key, tombstone(row.id, row.author))",
    instead: "else unit.del('messages', key)",
    tests: logTests,
  },
  {
    name: 'a message is found under one contact id of its sender only',
    file: log,
    line: 'return [found.contactId, ...(found.row.merged ?? [])]',
    instead: 'return [author]',
    tests: logTests,
  },
  {
    name: 'a late message makes a read chat unread',
    file: 'web/engine/chats/streams.ts',
    line: 'return row.counts === true && !isRead(key, mark)',
    instead: 'return row.counts === true',
    tests: logTests,
  },
  {
    name: 'what expires later is taken at once',
    file: expiry,
    line: 'const due = next.slice(0, SLICE).filter(({ key }) => key[0] <= nowMs)',
    instead: 'const due = next.slice(0, SLICE)',
    tests: expiryTests,
  },
  {
    name: 'only the first slice of what is overdue is taken',
    file: expiry,
    line: 'if (stopped || waitMs > 0) break',
    instead: 'break',
    tests: expiryTests,
  },
  {
    name: 'a LID shows as a number',
    file: 'web/engine/views/personView.ts',
    line: 'export function numberOf({ pn }: ContactRow): string | undefined {',
    instead:
      'export function numberOf({ pn: number, lid }: ContactRow): string | undefined { const pn = number ?? lid',
    tests: viewTests,
  },
  {
    name: 'messages of chats that nobody watches are told',
    file: 'web/engine/views/changedViews.ts',
    line: 'if (!watched.has(chatId)) continue',
    instead: '',
    tests: viewTests,
  },
  {
    name: 'the stored head of the list may be of any size',
    file: 'web/engine/views/listHead.ts',
    line: 'if (bytesOf(json) <= HEAD_LENGTH) return json',
    instead: 'return json',
    tests: viewTests,
  },
]
