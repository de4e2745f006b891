import { encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  type Conversation,
  ConversationSchema,
  type HistorySync,
  HistorySyncMsgSchema,
  HistorySyncSchema,
} from '../../../web/wire/proto/gen/history_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import type { Breath } from './breath.ts'
import type { PastMessage } from './past.ts'

/** A chat in a chunk: what is said of it, and its messages in the order in which they are sent. */
export interface EncodedChat {
  readonly id: string
  readonly rest: Init<Conversation>
  readonly messages: Iterable<{ readonly message: PastMessage; readonly orderId: number }>
}

/** Tag of field 2, length-delimited: conversations of a HistorySync, messages of a Conversation. */
const FIELD_2 = 0x12
const MOST_VARINT = 5

/** An encoded HistorySync. No object holds more than one message of it at a time. */
export async function encodeHistory(
  head: Init<HistorySync>,
  chats: Iterable<EncodedChat>,
  breath: Breath,
  extra: Uint8Array = new Uint8Array(0),
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (const some of inParts(head)) {
    parts.push(encodeProto(HistorySyncSchema, some))
    await breath()
  }
  parts.push(extra)
  for (const chat of chats) {
    const inner: Uint8Array[] = [encodeProto(ConversationSchema, { id: chat.id })]
    for (const { message, orderId } of chat.messages) {
      const bytes = encodeProto(HistorySyncMsgSchema, { message, msgOrderId: BigInt(orderId) })
      inner.push(lengthBefore(bytes.length), bytes)
      await breath()
    }
    inner.push(encodeProto(ConversationSchema, chat.rest))
    parts.push(lengthBefore(inner.reduce((sum, { length }) => sum + length, 0)))
    for (const part of inner) parts.push(part)
    await breath()
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Items of a list that are written at once. */
const AT_ONCE = 200

/** Long lists in pieces: written one behind the other, they are one list. */
function* inParts(head: Init<HistorySync>): Generator<Init<HistorySync>> {
  const lists = Object.entries(head).filter(([, value]) => Array.isArray(value))
  yield Object.fromEntries(Object.entries(head).filter(([, value]) => !Array.isArray(value)))
  for (const [name, value] of lists) {
    const list = value as readonly unknown[]
    for (let at = 0; at < list.length; at += AT_ONCE) {
      yield { [name]: list.slice(at, at + AT_ONCE) }
    }
  }
}

function lengthBefore(length: number): Uint8Array {
  const bytes = new Uint8Array(1 + MOST_VARINT)
  bytes[0] = FIELD_2
  let at = 1
  for (let left = length; ; left >>>= 7) {
    bytes[at++] = left > 0x7f ? (left & 0x7f) | 0x80 : left
    if (left <= 0x7f) return bytes.subarray(0, at)
  }
}
