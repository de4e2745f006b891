import type { Fault } from './faults.ts'

const history = ['web/engine/history/history.test.ts']
const resume = ['web/engine/history/resume.property.test.ts']
const older = ['web/engine/history/older.test.ts']
const hostile = ['web/engine/history/hostile.test.ts']
const appending = ['web/engine/chats/appendMany.test.ts']
const outline = ['web/formats/messageOutline.test.ts']

/** Faults in the import of history, in older messages on demand, and in reading them by their outline. */
export const HISTORY_FAULTS: readonly Fault[] = [
  {
    name: 'a chunk that was left begins one message too late',
    file: 'web/formats/historyScan.ts',
    line: 'if (count <= skipped) continue',
    instead: 'if (count <= skipped + 1) continue',
    tests: resume,
  },
  {
    name: 'a download is not kept',
    file: 'web/engine/history/chunkBytes.ts',
    line: 'await keepBlob(parts.work, key, blob)',
    instead: '',
    tests: resume,
  },
  {
    name: 'a kept download outlives its chunk',
    file: 'web/engine/history/keptBlob.ts',
    line: "unit.del('historyBlobs', [chunk, piece])",
    instead: '',
    tests: history,
  },
  {
    name: 'the phone is asked to upload again without end',
    file: 'web/engine/history/finishedChunks.ts',
    line: 'const canAsk = !wasAsked && notification.mediaKey.length === 32',
    instead: 'const canAsk = notification.mediaKey.length === 32',
    tests: history,
  },
  {
    name: 'hosts are not asked for anew where they have nothing',
    file: 'web/engine/media/download.ts',
    line: 'parts.hosts.forget()',
    instead: '',
    tests: history,
  },
  {
    name: 'the percentage counts what came ahead of a gap',
    file: 'web/engine/history/progress.ts',
    line: 'while (ahead[0]?.[0] === next) {',
    instead: 'while (ahead[0] !== undefined) {',
    tests: history,
  },
  {
    name: 'history goes on without room',
    file: 'web/engine/history/history.ts',
    line: "const isFull = () => room?.level() === 'full'",
    instead: 'const isFull = () => room?.level() === undefined',
    tests: history,
  },
  {
    name: 'older messages are asked for in milliseconds',
    file: 'web/engine/history/older.ts',
    line: 'oldestMsgTimestampMs: BigInt(atSec),',
    instead: 'oldestMsgTimestampMs: BigInt(atSec * 1000),',
    tests: older,
  },
  {
    name: 'the answer for a gap says where the past ends',
    file: 'web/engine/history/older.ts',
    line: 'tellsEnd: (session) => (sessions.get(session) ?? late.get(session))?.gap === undefined,',
    instead: 'tellsEnd: () => true,',
    tests: older,
  },
  {
    name: 'what cannot be read is dropped',
    file: 'web/engine/history/ingest.ts',
    line: "await keepBytes(unit, parts, 'malformed message', malformed, chat)",
    instead: '',
    tests: hostile,
  },
  {
    name: 'a message of the past is stored beside the live one',
    file: 'web/engine/chats/appendMany.ts',
    line: 'if (before !== undefined) {',
    instead: 'if (before === undefined && stored.size < 0) {',
    tests: appending,
  },
  {
    name: 'messages of one second are turned around',
    file: 'web/engine/chats/appendMany.ts',
    line: 'const key: MessageKey = [streamId, atMs, past.seq ?? highest - at]',
    instead: 'const key: MessageKey = [streamId, atMs, highest - fresh.length + at]',
    tests: appending,
  },
  {
    name: 'a removed message comes back with history',
    file: 'web/engine/chats/appendMany.ts',
    line: 'if (!isRemoved(before.row)) known.push({ ...before, past })',
    instead: 'if (isRemoved(before.row)) fresh.push(past)',
    tests: appending,
  },
  {
    name: 'of two contents the first one counts',
    file: 'web/formats/messageOutline.ts',
    line: 'if (content !== undefined) return undefined',
    instead: '',
    tests: outline,
  },
]
