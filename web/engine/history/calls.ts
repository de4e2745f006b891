import {
  isDelimited,
  isVarint,
  nextField,
  pass,
  skimNumber,
  skimOver,
  skimText,
} from '../../formats/skim.ts'
import { isJid } from '../../wire/jid.ts'
import type { AppendMany } from '../chats/appendMany.ts'
import type { Book } from '../chats/book.ts'
import type { UnitOfWork } from '../work/work.ts'

/** Of a CallLogRecord: the fields that a line needs. */
const RESULT = 1
const START = 5
const INCOMING = 6
const VIDEO = 7
const CALL_ID = 11
const CREATOR = 12
const GROUP = 13

/** CallLogRecord.CallResult: nobody answered. */
const MISSED = 4
/** Times above this are milliseconds, those below seconds. */
const SECONDS_END = 1e11

/**
 * A call that was missed, as a line in its conversation, where there is one: the same line that it has
 * when it is told live. The record itself is kept beside. Throws FormatError 'malformed'.
 */
export async function keepCall(
  unit: UnitOfWork,
  { book, appendMany }: { readonly book: Book; readonly appendMany: AppendMany },
  bytes: Uint8Array,
): Promise<void> {
  const call = callOf(bytes)
  const { id, creator, start, group } = call
  if (call.result !== MISSED || !call.incoming || id === '' || start === 0) return
  const isGroup = isJid(group)
  const chat = isGroup ? group : creator
  const ref = isJid(chat) ? await book.findChat(unit, chat) : undefined
  if (ref === undefined) return
  const line = {
    id: `call ${id}`,
    orderId: 0,
    author: 'system',
    atMs: start < SECONDS_END ? start * 1000 : start,
    system: { what: 'missed-call', video: call.video, group: isGroup },
    raises: false,
  } as const
  await appendMany(unit, ref, [line], false)
}

function callOf(bytes: Uint8Array) {
  const call = {
    id: '',
    creator: '',
    group: '',
    result: 0,
    start: 0,
    incoming: false,
    video: false,
  }
  const skim = skimOver(bytes)
  while (nextField(skim)) {
    const { no } = skim
    if (isDelimited(skim)) {
      if (no === CALL_ID) call.id = skimText(skim)
      else if (no === CREATOR) call.creator = skimText(skim)
      else if (no === GROUP) call.group = skimText(skim)
      else pass(skim)
    } else if (isVarint(skim)) {
      const value = skimNumber(skim)
      if (no === RESULT) call.result = value
      else if (no === START) call.start = value
      else if (no === INCOMING) call.incoming = value !== 0
      else if (no === VIDEO) call.video = value !== 0
    } else pass(skim)
  }
  return call
}
