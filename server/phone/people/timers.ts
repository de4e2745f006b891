import { child, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { MessageSchema, ProtocolMessage_Type } from '../../../web/wire/proto/gen/message_pb.ts'
import type { DeviceEvent } from '../device/core.ts'
import type { Book } from './book.ts'
import type { Person } from './person.ts'

/** Disappearing messages: what each person knows of each chat. */
export interface Timers {
  /** Seconds; 0 without a timer. */
  of(person: Person, chat: string): number
  set(person: Person, chat: string, seconds: number): void
  /** Learns what others set. */
  learn(person: Person, event: DeviceEvent): void
}

/** Timers on the kept map: seconds by person and chat, whichever address the chat came under. */
export function createTimers(kept: Map<string, number>, book: Book): Timers {
  const keyOf = (person: Person, chat: string): string => `${person.id} ${book.nameOf(chat)}`

  function set(person: Person, chat: string, seconds: number): void {
    if (seconds === 0) kept.delete(keyOf(person, chat))
    else kept.set(keyOf(person, chat), seconds)
  }

  return {
    of: (person, chat) => kept.get(keyOf(person, chat)) ?? 0,
    set,
    learn(person, event) {
      if (event.type === 'notification') {
        const seconds = timerIn(event.stanza)
        if (seconds !== undefined) set(person, event.stanza.attrs['from'] ?? '', seconds)
      }
      if (event.type !== 'message') return
      const { protocolMessage } = decodeProto(MessageSchema, event.message.bytes)
      if (protocolMessage?.type !== ProtocolMessage_Type.EPHEMERAL_SETTING) return
      set(person, event.message.chat, protocolMessage.ephemeralExpiration)
    },
  }
}

/** What a group's news say of its timer; undefined when they speak of something else. */
function timerIn(news: WireNode): number | undefined {
  if (news.attrs['type'] !== 'w:gp2') return undefined
  const on = child(news, 'ephemeral')
  if (on !== undefined) return Number(on.attrs['expiration'] ?? 0)
  return child(news, 'not_ephemeral') === undefined ? undefined : 0
}
