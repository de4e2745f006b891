import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MessageRow } from '../../storage/talkRows.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { readMessage } from '../views/contentView.ts'
import { scanText } from './scanText.ts'
import { kindOf, searchableOf, textOf } from './searchText.ts'

const word = fc.oneof(fc.constant(''), fc.constant('für 東京 😂'), fc.string({ unit: 'grapheme' }))
const flag = fc.option(fc.boolean(), { nil: undefined })
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const contextInfo = some(
  fc.record({ stanzaId: word, quotedMessage: fc.record({ conversation: word }) }),
)

/** Contents, most of them of kinds that the walk over the fields reads. */
const content: fc.Arbitrary<Init<Message>> = fc.oneof(
  word.map((conversation) => ({ conversation })),
  fc
    .record({
      text: some(word),
      matchedText: some(word),
      title: some(word),
      description: some(word),
      contextInfo,
      textArgb: fc.nat(),
    })
    .map((extendedTextMessage) => ({ extendedTextMessage })),
  fc
    .record({
      caption: some(word),
      viewOnce: flag,
      fileLength: fc.bigInt(0n, 2n ** 60n),
      mediaKey: fc.uint8Array(),
      contextInfo,
    })
    .map((imageMessage) => ({ imageMessage })),
  fc
    .record({ caption: some(word), viewOnce: flag, gifPlayback: flag, seconds: fc.nat() })
    .map((videoMessage) => ({ videoMessage })),
  fc
    .record({ ptt: flag, viewOnce: flag, seconds: fc.nat() })
    .map((audioMessage) => ({ audioMessage })),
  fc
    .record({ title: some(word), fileName: some(word), caption: some(word) })
    .map((documentMessage) => ({ documentMessage })),
  fc
    .record({ name: word, options: fc.array(fc.record({ optionName: word })) })
    .map((poll) => ({ pollCreationMessageV3: poll })),
  fc.record({ displayName: word }).map((contactMessage) => ({ contactMessage })),
  fc
    .record({ name: some(word), address: some(word) })
    .map((locationMessage) => ({ locationMessage })),
  fc
    .record({ name: some(word), description: some(word) })
    .map((eventMessage) => ({ eventMessage })),
  fc
    .record({ groupName: word, caption: some(word) })
    .map((groupInviteMessage) => ({ groupInviteMessage })),
)

const message: fc.Arbitrary<Init<Message>> = fc
  .tuple(
    content,
    fc.array(fc.constantFrom('ephemeral', 'document', 'own', 'viewOnce', 'context'), {
      maxLength: 3,
    }),
  )
  .map(([inner, wrappers]) => {
    let outer = inner
    for (const wrapper of wrappers) {
      if (wrapper === 'ephemeral') outer = { ephemeralMessage: { message: outer } }
      if (wrapper === 'document') outer = { documentWithCaptionMessage: { message: outer } }
      if (wrapper === 'own')
        outer = { deviceSentMessage: { destinationJid: '1@lid', message: outer } }
      if (wrapper === 'viewOnce') outer = { viewOnceMessageV2: { message: outer } }
      if (wrapper === 'context')
        outer = { ...outer, messageContextInfo: { messageSecret: new Uint8Array(32) } }
    }
    return outer
  })

test('the walk over the fields reads what the decoder reads', () => {
  let scanned = 0
  fc.assert(
    fc.property(message, fc.boolean(), (init, fromMe) => {
      const bytes = encodeProto(MessageSchema, init)
      const fast = scanText(bytes, fromMe)
      if (fast === undefined) return
      scanned += 1
      const slow = readMessage(bytes, fromMe).content
      expect(textOf(fast)).toBe(textOf(slow))
      expect(kindOf(fast)).toBe(kindOf(slow))
    }),
    { numRuns: 500 },
  )
  expect(scanned).toBeGreaterThan(100)
})

test('bytes that are no message are left to the decoder', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const fast = scanText(bytes, true)
      if (fast !== undefined) expect(textOf(fast)).toBe(textOf(readMessage(bytes, true).content))
    }),
    { numRuns: 2000 },
  )
})

const row = (init: Init<Message>, more: Partial<MessageRow> = {}): MessageRow => ({
  id: 'A',
  author: 1,
  rev: 1,
  bytes: encodeProto(MessageSchema, init),
  ...more,
})

test.each([
  ['a text', { conversation: 'hi' }, 'text', 'hi'],
  ['an address', { conversation: 'see www.example.org' }, 'link', 'see www.example.org'],
  ['a caption', { imageMessage: { caption: 'us' } }, 'image', 'us'],
  [
    'the name of a file',
    { documentMessage: { fileName: 'a.pdf', caption: 'read' } },
    'document',
    'read\na.pdf',
  ],
  [
    'a poll',
    {
      pollCreationMessage: {
        name: 'When?',
        options: [{ optionName: 'Mon' }, { optionName: 'Tue' }],
      },
    },
    'poll',
    'When?\nMon · Tue',
  ],
  ['a contact', { contactMessage: { displayName: 'Ada' } }, 'contact', 'Ada'],
  [
    'a place',
    { locationMessage: { name: 'Park', address: 'Street 1' } },
    'location',
    'Park\nStreet 1',
  ],
  [
    'an event',
    { eventMessage: { name: 'Party', description: 'At home' } },
    'event',
    'Party\nAt home',
  ],
  [
    'the preview of a link',
    {
      extendedTextMessage: {
        text: 'look',
        matchedText: 'x.org',
        title: 'Title',
        description: 'About',
      },
    },
    'link',
    'look\nTitle\nAbout\nx.org',
  ],
  [
    'a group',
    { groupInviteMessage: { groupName: 'Friends', caption: 'come' } },
    'group-invite',
    'Friends\ncome',
  ],
] satisfies [string, Init<Message>, string, string][])('%s can be found', (_, init, kind, text) => {
  expect(searchableOf(row(init))).toEqual({ kind, text })
})

test('an edit is found in place of what it changed', () => {
  const edit = { bytes: encodeProto(MessageSchema, { conversation: 'new' }), atMs: 1 }
  expect(searchableOf(row({ conversation: 'old' }, { edit }))).toEqual({
    kind: 'text',
    text: 'new',
  })
})

test('what is to be seen once, was deleted or is a line has no words', () => {
  expect(searchableOf(row({ imageMessage: { caption: 'x', viewOnce: true } }))?.text).toBe('')
  expect(searchableOf(row({ conversation: 'x' }, { deleted: 'sender' }))).toBeUndefined()
  expect(
    searchableOf({ id: '', author: 'system', rev: 1, system: { what: 'gap' } }),
  ).toBeUndefined()
  expect(searchableOf({ id: 'B', author: 1, rev: 1, missing: { state: 'asked' } })).toBeUndefined()
})
