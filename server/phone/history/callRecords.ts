import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { seededChance, seedOf } from '../people/chance.ts'
import type { Memory } from './remembered.ts'

/** Field of a HistorySync with CallLogRecords. */
const CALL_LOG_RECORDS = 13
const STEP_SEC = 30_000
const CONNECTED = 0
const MISSED = 4

/**
 * The call log as encoded fields of a HistorySync: no schema of this project has it, because the
 * client leaves calls out. The newest first. Fields of a CallLogRecord: 1 result, 4 duration in
 * seconds, 5 start in Unix seconds, 6 incoming, 7 video, 11 id, 12 caller.
 */
export function callRecords({ people, untilSec, seed, owner }: Memory, count: number): Uint8Array {
  const writer = new BinaryWriter()
  for (let at = 0; at < count && people.length > 0; at++) {
    const chance = seededChance(seedOf(`call ${at}`, seed))
    const person = people[Math.floor(chance() * people.length)]
    const isIncoming = chance() < 0.5
    const isMissed = chance() < 0.4
    const startSec = untilSec - (at + 1) * STEP_SEC + Math.floor(chance() * 20_000)
    writer.tag(CALL_LOG_RECORDS, WireType.LengthDelimited).fork()
    writer.tag(1, WireType.Varint).int32(isMissed ? MISSED : CONNECTED)
    writer.tag(4, WireType.Varint).int64(isMissed ? 0 : Math.floor(chance() * 1800))
    writer.tag(5, WireType.Varint).int64(startSec)
    writer.tag(6, WireType.Varint).bool(isIncoming)
    writer.tag(7, WireType.Varint).bool(chance() < 0.3)
    writer.tag(11, WireType.LengthDelimited).string(`CALL${String(at).padStart(6, '0')}`)
    writer
      .tag(12, WireType.LengthDelimited)
      .string(isIncoming ? (person?.jid ?? owner.jid) : owner.jid)
    writer.join()
  }
  return writer.finish()
}
