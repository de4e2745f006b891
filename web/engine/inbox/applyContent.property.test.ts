import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Jid } from '../../wire/jid.ts'
import { type Message, ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import type { Envelope } from './envelope.ts'
import {
  encoded,
  group,
  openRooms,
  people,
  type Rooms,
  startMs,
} from '../../../e2e/node/talkRooms.ts'

vi.setConfig({ testTimeout: 240_000 })

type Name = 'me' | 'ann' | 'bob'

/** One message on the wire: who sends it, under which id, and what it is. */
interface Sent {
  readonly by: Name
  readonly id: string
  readonly atSec: number
  readonly what:
    | { readonly kind: 'text'; readonly text: string }
    | {
        readonly kind: 'edit'
        readonly of: string
        readonly text: string
        readonly clockMs: number
      }
    | { readonly kind: 'revoke'; readonly of: string; readonly whose: Name }
    | {
        readonly kind: 'reaction'
        readonly of: string
        readonly whose: Name
        readonly emoji: string
      }
}

const opened: Rooms[] = []
afterEach(() => {
  for (const { store } of opened.splice(0)) store.close()
})

const address = (name: Name): Jid => people[name].lid

function messageOf({ by, what }: Sent): Init<Message> {
  const key = (id: string, whose: Name) => ({
    remoteJid: group,
    id,
    fromMe: whose === by,
    ...(whose === by ? {} : { participant: address(whose) }),
  })
  switch (what.kind) {
    case 'text':
      return { conversation: what.text }
    case 'edit':
      return {
        editedMessage: {
          message: {
            protocolMessage: {
              key: key(what.of, by),
              type: ProtocolMessage_Type.MESSAGE_EDIT,
              editedMessage: { conversation: what.text },
              timestampMs: BigInt(what.clockMs),
            },
          },
        },
      }
    case 'revoke':
      return {
        protocolMessage: { key: key(what.of, what.whose), type: ProtocolMessage_Type.REVOKE },
      }
    case 'reaction':
      return {
        reactionMessage: {
          key: key(what.of, what.whose),
          text: what.emoji,
          senderTimestampMs: BigInt(startMs + what.emoji.length * 7 + what.of.length),
        },
      }
  }
}

async function apply({ work, book, content }: Rooms, sent: Sent): Promise<void> {
  await work.run(async (unit) => {
    const ref = await book.chatOf(unit, group)
    const author = sent.by === 'me' ? 'me' : await book.contactOf(unit, address(sent.by))
    const envelope: Envelope = {
      ref,
      chat: group,
      author,
      id: sent.id,
      atMs: startMs + sent.atSec * 1000,
      source: 'live',
      ...(sent.by === 'me' ? {} : { senderJid: address(sent.by) }),
    }
    await content.apply(unit, envelope, encoded(messageOf(sent)))
  })
}

/** Everything of the conversation that must not depend on the order in which it came. */
async function conversation({ work, book, log }: Rooms) {
  const chat = await book.findChat(work.reader, group)
  if (chat === undefined) return []
  const rows = await log.older(work.reader, chat.chatId, 200)
  const nameOf = new Map<unknown, string>([['me', 'me']])
  for (const name of ['ann', 'bob'] as const) {
    nameOf.set(await book.findContact(work.reader, address(name)), name)
  }
  return rows
    .map(({ row }) => ({
      id: row.id,
      by: nameOf.get(row.author),
      bytes: row.bytes,
      edit: row.edit?.bytes,
      deleted: row.deleted,
      reactions: (row.reactions ?? [])
        .map(({ author, emoji }) => `${nameOf.get(author)} ${emoji}`)
        .toSorted(),
    }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

async function played(wire: readonly Sent[]) {
  const rooms = await openRooms()
  opened.push(rooms)
  // Ann may take back what others wrote.
  await rooms.work.run(async (unit) => {
    const { chatId } = await rooms.book.chatOf(unit, group)
    const contactId = await rooms.book.contactOf(unit, people.ann.lid)
    await rooms.book.changeGroup(unit, chatId, () => ({
      jid: group,
      addressing: 'lid',
      members: [{ contactId, jid: people.ann.lid, role: 'admin' }],
    }))
  })
  for (const sent of wire) await apply(rooms, sent)
  const state = await conversation(rooms)
  const left = await rooms.work.reader.range('waiting', {})
  opened.splice(opened.indexOf(rooms), 1)
  rooms.store.close()
  return { state, left }
}

const name = fc.constantFrom<Name>('me', 'ann', 'bob')
/** Each id belongs to one person: ids are unique per sender. */
const target = fc.constantFrom<{ of: string; whose: Name }>(
  { of: 'T1', whose: 'me' },
  { of: 'T22', whose: 'ann' },
  { of: 'T333', whose: 'bob' },
)

const texts: readonly Sent[] = [
  { by: 'me', id: 'T1', atSec: 10, what: { kind: 'text', text: 'mine' } },
  { by: 'ann', id: 'T22', atSec: 20, what: { kind: 'text', text: 'of Ann' } },
  { by: 'bob', id: 'T333', atSec: 30, what: { kind: 'text', text: 'of Bob' } },
]

const about = fc.oneof(
  fc.record({ kind: fc.constant('revoke' as const), by: name, target }),
  fc.record({
    kind: fc.constant('reaction' as const),
    by: name,
    target,
    emoji: fc.constantFrom('', 'a', 'bb', 'ccc'),
  }),
  fc.record({
    kind: fc.constant('edit' as const),
    target,
    by: name,
    text: fc.constantFrom('one', 'two', 'three'),
  }),
)

const wires = fc.array(about, { maxLength: 7 }).map((changes) =>
  changes.map((change, at): Sent => {
    const { by, target: meant } = change
    const head = { by, id: `C${at}`, atSec: 100 + at }
    switch (change.kind) {
      case 'revoke':
        return { ...head, what: { kind: 'revoke', ...meant } }
      case 'reaction':
        return { ...head, what: { kind: 'reaction', ...meant, emoji: change.emoji } }
      case 'edit':
        return {
          ...head,
          what: { kind: 'edit', of: meant.of, text: change.text, clockMs: startMs + 1000 + at },
        }
    }
  }),
)

describe('content in any order', () => {
  it('comes to the same conversation, with every message once, however often it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        wires,
        fc.infiniteStream(fc.nat()),
        fc.nat(3),
        async (changes, draws, doubles) => {
          const wire = [...texts, ...changes]
          const expected = await played(wire)
          const next = () => draws.next().value ?? 0
          const shuffled = [...wire, ...wire.slice(0, doubles)]
          for (let at = shuffled.length - 1; at > 0; at--) {
            const other = next() % (at + 1)
            const [one, two] = [shuffled[at], shuffled[other]]
            if (one !== undefined && two !== undefined) {
              shuffled[at] = two
              shuffled[other] = one
            }
          }
          const { state, left } = await played(shuffled)
          expect(state).toEqual(expected.state)
          expect(state.map(({ id }) => id)).toEqual(['T1', 'T22', 'T333'])
          // What waits for a message that nobody wrote, because it names the wrong author, may stay.
          const strangers = changes.filter(
            ({ by, what }) => what.kind === 'edit' && by !== whose(what.of),
          )
          if (strangers.length === 0) expect(left).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})

function whose(id: string): Name {
  return texts.find((text) => text.id === id)?.by ?? 'me'
}
