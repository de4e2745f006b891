import type { Fault } from './faults.ts'

const freeing = ['web/engine/care/freeing.test.ts']
const care = ['web/engine/care/createCare.test.ts']
const sizes = ['web/engine/care/chatSizes.test.ts']
const room = ['web/engine/care/room.test.ts']
const exported = ['web/ui/settings/storage/export/exportChat.test.ts']
const names = ['web/ui/settings/storage/export/archiveName.test.ts']
const probe = ['web/platform/browser/roomProbe.test.ts']
const files = ['web/platform/browser/saveFile.test.ts']

/** Faults in the care for storage: what is let go, what is told, what is saved. */
export const CARE_FAULTS: readonly Fault[] = [
  {
    name: 'starred messages are let go',
    file: 'web/engine/care/freeMessages.ts',
    line: 'return row.starred === true || isUnsent',
    instead: 'return isUnsent',
    tests: freeing,
  },
  {
    name: 'what was not sent is let go',
    file: 'web/engine/care/freeMessages.ts',
    line: 'return row.starred === true || isUnsent',
    instead: 'return row.starred === true',
    tests: freeing,
  },
  {
    name: 'the newest message is let go',
    file: 'web/engine/care/freeMessages.ts',
    line: 'if (chat.last !== undefined) kept.add(messageKeyText(chat.last.key))',
    instead: '',
    tests: freeing,
  },
  {
    name: 'what a draft answers is let go',
    file: 'web/engine/care/freeMessages.ts',
    line: 'if (draft?.quote !== undefined) kept.add(draft.quote)',
    instead: '',
    tests: freeing,
  },
  {
    name: 'receipts of what was let go stay',
    file: 'web/engine/care/freeMessages.ts',
    line: "unit.del('receipts', key)",
    instead: '',
    tests: freeing,
  },
  {
    name: 'what was let go comes back by itself',
    file: 'web/engine/care/freeMessages.ts',
    line: "unit.put('streams', streamId, { ...stream, freedBeforeMs: beforeMs })",
    instead: '',
    tests: freeing,
  },
  {
    name: 'a freeing that was interrupted is forgotten',
    file: 'web/engine/care/freeing.ts',
    line: 'for (const wish of left) await inTurn(() => freeMessages(wish))',
    instead: 'for (const wish of left.slice(1)) await inTurn(() => freeMessages(wish))',
    tests: freeing,
  },
  {
    name: 'sizes are those of before the freeing',
    file: 'web/engine/care/createCare.ts',
    line: 'work.onFolded(sizes.changed),',
    instead: '',
    tests: care,
  },
  {
    name: 'what changes while streams are counted is missed',
    file: 'web/engine/care/chatSizes.ts',
    line: 'for (const { key } of keys) stale.add(key[0])',
    instead: 'if (isCounted) for (const { key } of keys) stale.add(key[0])',
    tests: sizes,
  },
  {
    name: 'a commit without room is no news',
    file: 'web/engine/care/room.ts',
    line: "const level = clock.now() < heldUntilMs ? 'full' : found",
    instead: 'const level = found',
    tests: room,
  },
  {
    name: 'what a browser tells of its room is believed',
    file: 'web/engine/care/room.ts',
    line: "const found = told === 'ok' ? await tryRoom() : told",
    instead: 'const found = told',
    tests: room,
  },
  {
    name: 'a name of a chat is markup in its archive',
    file: 'web/ui/settings/storage/export/markup.ts',
    line: "if (typeof piece === 'string') return escaped(piece)",
    instead: "if (typeof piece === 'string') return piece",
    tests: exported,
  },
  {
    name: 'an archive ends with its first page',
    file: 'web/ui/settings/storage/export/exportChat.ts',
    line: 'if (atEnd || last === undefined) return',
    instead: 'if (!atEnd || last === undefined) return',
    tests: exported,
  },
  {
    name: 'the name of a file leads elsewhere',
    file: 'web/ui/settings/storage/export/archiveName.ts',
    line: ".replaceAll(/[\\\\/:*?\"<>|%]/g, ' ')",
    instead: '',
    tests: names,
  },
  {
    name: 'a try for room leaves its file behind',
    file: 'web/platform/browser/roomProbe.ts',
    line: 'await folder.removeEntry(name)',
    instead: '',
    tests: probe,
  },
  {
    name: 'a download lacks its middle',
    file: 'web/platform/browser/saveFile.ts',
    line: 'whole = new Blob([whole, ...pieces])',
    instead: 'whole = new Blob([...pieces])',
    tests: files,
  },
]
