import { describe, expect, it } from 'vitest'
import { encodeProto } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { readMessage } from './contentView.ts'

const read = (message: Init<Message>, fromMe = false) =>
  readMessage(encodeProto(MessageSchema, message), fromMe)

const content = (message: Init<Message>) => read(message).content

describe('texts', () => {
  it('are read from both fields', () => {
    expect(content({ conversation: 'hi' })).toEqual({ kind: 'text', text: 'hi' })
    expect(content({ extendedTextMessage: { text: 'hi' } })).toEqual({ kind: 'text', text: 'hi' })
  })

  it('carry the preview of their link', () => {
    const extendedTextMessage = {
      text: 'see https://example.org/a',
      matchedText: 'https://example.org/a',
      title: 'A page',
      description: 'About a',
    }
    expect(content({ extendedTextMessage })).toEqual({
      kind: 'text',
      text: extendedTextMessage.text,
      link: { url: 'https://example.org/a', title: 'A page', description: 'About a' },
    })
  })

  it('of an edit stand in place of what they change', () => {
    const edited = { protocolMessage: { type: 14, editedMessage: { conversation: 'better' } } }
    expect(content({ editedMessage: { message: edited } })).toEqual({
      kind: 'text',
      text: 'better',
    })
    expect(content(edited)).toEqual({ kind: 'text', text: 'better' })
  })

  it('are found behind envelopes, one of the own devices only when they are one’s own', () => {
    const inner = { ephemeralMessage: { message: { conversation: 'gone soon' } } }
    expect(content(inner)).toEqual({ kind: 'text', text: 'gone soon' })
    const sent = { deviceSentMessage: { destinationJid: '1@lid', message: inner } }
    expect(read(sent, true).content).toEqual({ kind: 'text', text: 'gone soon' })
    expect(read(sent, false).content).toMatchObject({ kind: 'card', card: 'unknown' })
  })

  it('that were chosen from buttons or a list are texts', () => {
    expect(content({ buttonsResponseMessage: { selectedDisplayText: 'Yes' } })).toMatchObject({
      kind: 'text',
      text: 'Yes',
    })
    expect(content({ listResponseMessage: { title: 'Second' } })).toMatchObject({ text: 'Second' })
  })
})

describe('cards', () => {
  const cases: [string, Init<Message>, object][] = [
    [
      'image',
      { imageMessage: { caption: 'Sea', fileLength: 1234n } },
      { card: 'image', text: 'Sea', bytes: 1234 },
    ],
    [
      'video',
      { videoMessage: { seconds: 7, caption: 'Waves', fileLength: 9n } },
      { card: 'video', text: 'Waves', seconds: 7, bytes: 9 },
    ],
    ['gif', { videoMessage: { gifPlayback: true } }, { card: 'gif', text: '' }],
    ['video note', { ptvMessage: { seconds: 3 } }, { card: 'video-note', text: '', seconds: 3 }],
    ['voice', { audioMessage: { ptt: true, seconds: 4 } }, { card: 'voice', text: '', seconds: 4 }],
    ['audio', { audioMessage: { seconds: 60 } }, { card: 'audio', text: '', seconds: 60 }],
    [
      'document',
      { documentMessage: { fileName: 'a.pdf', fileLength: 5n } },
      { card: 'document', text: 'a.pdf', bytes: 5 },
    ],
    [
      'document with caption',
      {
        documentWithCaptionMessage: {
          message: { documentMessage: { fileName: 'a.pdf', caption: 'Read this' } },
        },
      },
      { card: 'document', text: 'Read this', detail: 'a.pdf' },
    ],
    ['sticker', { stickerMessage: { emojis: '🙂' } }, { card: 'sticker', text: '🙂' }],
    [
      'animated sticker',
      { lottieStickerMessage: { message: { stickerMessage: { isLottie: true } } } },
      { card: 'sticker', text: '' },
    ],
    [
      'view once, wrapped',
      { viewOnceMessageV2: { message: { imageMessage: {} } } },
      { card: 'view-once', text: '' },
    ],
    [
      'view once, marked',
      { imageMessage: { viewOnce: true, caption: 'psst' } },
      { card: 'view-once', text: '' },
    ],
    [
      'location',
      { locationMessage: { name: 'Café', address: 'Main Street 1' } },
      { card: 'location', text: 'Café', detail: 'Main Street 1' },
    ],
    [
      'live location',
      { liveLocationMessage: { caption: 'on my way' } },
      { card: 'live-location', text: 'on my way' },
    ],
    ['contact', { contactMessage: { displayName: 'Ada' } }, { card: 'contact', text: 'Ada' }],
    [
      'contacts',
      { contactsArrayMessage: { contacts: [{ displayName: 'Ada' }, { displayName: 'Bo' }] } },
      { card: 'contacts', text: 'Ada, Bo', detail: 'Ada, Bo' },
    ],
    [
      'poll',
      {
        pollCreationMessageV3: {
          name: 'Lunch?',
          options: [{ optionName: 'Soup' }, { optionName: 'Rice' }],
        },
      },
      { card: 'poll', text: 'Lunch?', detail: 'Soup · Rice' },
    ],
    ['vote', { pollUpdateMessage: {} }, { card: 'poll-vote', text: '' }],
    [
      'event',
      { eventMessage: { name: 'Party', description: 'At six' } },
      { card: 'event', text: 'Party', detail: 'At six' },
    ],
    ['call', { callLogMesssage: { isVideo: true } }, { card: 'call', text: '' }],
    [
      'invite',
      { groupInviteMessage: { groupName: 'Choir' } },
      { card: 'group-invite', text: 'Choir' },
    ],
    ['product', { productMessage: {} }, { card: 'product', text: '' }],
    ['order', { orderMessage: {} }, { card: 'order', text: '' }],
    ['payment', { requestPaymentMessage: {} }, { card: 'payment', text: '' }],
    ['list', { listMessage: { title: 'Choose' } }, { card: 'list', text: 'Choose' }],
    [
      'buttons',
      { buttonsMessage: { contentText: 'Yes or no?' } },
      { card: 'buttons', text: 'Yes or no?' },
    ],
    [
      'template',
      { templateMessage: { hydratedTemplate: { hydratedContentText: 'Your code' } } },
      { card: 'buttons', text: 'Your code' },
    ],
    [
      'interactive',
      { interactiveMessage: { body: { text: 'Tap' } } },
      { card: 'buttons', text: 'Tap' },
    ],
    ['album', { albumMessage: { expectedImageCount: 3 } }, { card: 'album', text: '' }],
    ['pin', { pinInChatMessage: { type: 1 } }, { card: 'pin', text: '' }],
    ['newsletter', { newsletterAdminInviteMessage: {} }, { card: 'newsletter', text: '' }],
    [
      'status',
      { groupStatusMessage: { message: { conversation: 'x' } } },
      { card: 'status', text: '' },
    ],
  ]
  it.each(cases)('%s', (_, message, view) => {
    expect(content(message)).toEqual({ kind: 'card', ...view })
  })

  it('stand for what this build does not know, and for bytes that are no message', () => {
    const unknown = { kind: 'card', card: 'unknown', text: '' }
    // Field 120, a message.
    expect(readMessage(new Uint8Array([0xc2, 0x07, 0x00]), false).content).toEqual(unknown)
    expect(readMessage(new Uint8Array([0x0a, 0xff]), false).content).toEqual(unknown)
    expect(readMessage(new Uint8Array(0), false).content).toEqual(unknown)
    let deep: Init<Message> = { conversation: 'deep' }
    for (let level = 0; level < 12; level++) deep = { ephemeralMessage: { message: deep } }
    expect(content(deep)).toEqual(unknown)
  })
})

describe('the context of a message', () => {
  it('tells quote, mentions and forwarding of any kind of content', () => {
    const contextInfo = {
      stanzaId: 'Q1',
      participant: '1@lid',
      quotedMessage: { conversation: 'before' },
      mentionedJid: ['2@lid'],
      forwardingScore: 5,
      isForwarded: true,
    }
    for (const message of [
      { extendedTextMessage: { text: '@2', contextInfo } },
      { imageMessage: { contextInfo } },
    ]) {
      const { context } = read(message)
      expect(context).toMatchObject({
        quote: { id: 'Q1', participant: '1@lid' },
        mentioned: ['2@lid'],
        forwarded: 'often',
      })
      expect(context.quote?.message.conversation).toBe('before')
    }
  })

  it('says nothing where there is nothing', () => {
    expect(read({ conversation: 'hi' }).context).toEqual({ mentioned: [] })
    const contextInfo = { isForwarded: true, forwardingScore: 1 }
    expect(read({ extendedTextMessage: { text: 'x', contextInfo } }).context).toEqual({
      mentioned: [],
      forwarded: 'once',
    })
  })
})
