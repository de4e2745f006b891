import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { seededChance, seedOf } from '../people/chance.ts'
import type { Memory } from './remembered.ts'

/** One call of the phone's log. */
export interface PastCall {
  readonly id: string
  /** Who it was with, by number. */
  readonly person: string
  readonly atMs: number
  readonly isIncoming: boolean
  readonly isMissed: boolean
  readonly isVideo: boolean
  readonly seconds: number
}

/** Field of a HistorySync with CallLogRecords. */
const CALL_LOG_RECORDS = 13
const STEP_SEC = 30_000
const CONNECTED = 0
const MISSED = 4

/** The call log, newest first: the same for its seed and number. */
export function* pastCalls(
  { people, untilSec, seed, owner }: Memory,
  count: number,
): Generator<PastCall> {
  for (let at = 0; at < count && people.length > 0; at++) {
    const chance = seededChance(seedOf(`call ${at}`, seed))
    const person = people[Math.floor(chance() * people.length)]
    const isMissed = chance() < 0.4
    yield {
      id: `CALL${String(at).padStart(6, '0')}`,
      person: person?.jid ?? owner.jid,
      atMs: (untilSec - (at + 1) * STEP_SEC + Math.floor(chance() * 20_000)) * 1000,
      isIncoming: chance() < 0.5,
      isMissed,
      isVideo: chance() < 0.3,
      seconds: isMissed ? 0 : Math.floor(chance() * 1800),
    }
  }
}

/**
 * The call log as encoded fields of a HistorySync, which no schema of this project has. Fields of a
 * CallLogRecord: 1 result, 4 duration in seconds, 5 start in Unix seconds, 6 incoming, 7 video, 11 id,
 * 12 caller.
 */
export function callRecords(memory: Memory, count: number): Uint8Array {
  const writer = new BinaryWriter()
  for (const call of pastCalls(memory, count)) {
    writer.tag(CALL_LOG_RECORDS, WireType.LengthDelimited).fork()
    writer.tag(1, WireType.Varint).int32(call.isMissed ? MISSED : CONNECTED)
    writer.tag(4, WireType.Varint).int64(call.seconds)
    writer.tag(5, WireType.Varint).int64(call.atMs / 1000)
    writer.tag(6, WireType.Varint).bool(call.isIncoming)
    writer.tag(7, WireType.Varint).bool(call.isVideo)
    writer.tag(11, WireType.LengthDelimited).string(call.id)
    writer
      .tag(12, WireType.LengthDelimited)
      .string(call.isIncoming ? call.person : memory.owner.jid)
    writer.join()
  }
  return writer.finish()
}
