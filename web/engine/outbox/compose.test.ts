import { describe, expect, it } from 'vitest'
import { contentKind } from '../../formats/contentKind.ts'
import { parseJid } from '../../wire/jid.ts'
import { create } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import {
  editedContent,
  editMessage,
  forwardMessage,
  reactionMessage,
  revokeMessage,
  textMessage,
  timerMessage,
} from './compose.ts'

const chat = parseJid('901@lid')
const name = { remoteJid: chat, fromMe: true, id: 'A' }
const made = (message: Init<Message>) => create<Message>(MessageSchema, message)

describe('a text', () => {
  it('is plain when it says nothing else', () => {
    expect(textMessage('hello', {})).toEqual({ conversation: 'hello' })
    expect(textMessage('hello', { timer: { seconds: 0, setSec: 5 }, mentions: [] })).toEqual({
      conversation: 'hello',
    })
  })

  it('carries quote, mentions and timer', () => {
    const quoted = made(
      textMessage('before', { mentions: [chat], timer: { seconds: 9, setSec: 1 } }),
    )
    const { extendedTextMessage } = made(
      textMessage('@901 yes', {
        quote: { id: 'Q', author: chat, message: quoted },
        mentions: [chat],
        timer: { seconds: 86_400, setSec: 77 },
      }),
    )
    const context = extendedTextMessage?.contextInfo
    expect(extendedTextMessage?.text).toBe('@901 yes')
    expect(context).toMatchObject({
      stanzaId: 'Q',
      participant: chat,
      mentionedJid: [chat],
      expiration: 86_400,
      ephemeralSettingTimestamp: 77n,
    })
    // What the quoted one said beside its text stays behind.
    const inner = context?.quotedMessage?.extendedTextMessage
    expect(inner?.text).toBe('before')
    expect(inner?.contextInfo).toBeUndefined()
  })
})

describe('an edit', () => {
  it('keeps what the message answered, and not the preview of its link', () => {
    const original = made({
      extendedTextMessage: {
        text: 'see x.test',
        matchedText: 'x.test',
        contextInfo: { stanzaId: 'Q', participant: chat },
      },
    })
    const message = made(editMessage(name, editedContent(original, 'see y.test'), 1234))
    const control = message.editedMessage?.message?.protocolMessage
    expect(control).toMatchObject({ key: name, timestampMs: 1234n })
    expect(control?.editedMessage?.extendedTextMessage).toMatchObject({
      text: 'see y.test',
      matchedText: '',
      contextInfo: { stanzaId: 'Q' },
    })
    expect(contentKind(message)).toMatchObject({ edit: '1', hideFailure: true })
  })
})

describe('a forward', () => {
  it('counts, and takes neither quote nor mentions along', () => {
    const once = forwardMessage(made(textMessage('news', { mentions: [chat] })), undefined)
    const twice = forwardMessage(made(once ?? {}), { seconds: 60, setSec: 3 })
    expect(once).toMatchObject({
      extendedTextMessage: { text: 'news', contextInfo: { isForwarded: true, forwardingScore: 1 } },
    })
    expect(made(twice ?? {}).extendedTextMessage?.contextInfo).toMatchObject({
      forwardingScore: 2,
      expiration: 60,
      mentionedJid: [],
    })
  })

  it('leaves media where they lie, out of every envelope', () => {
    const image = { directPath: '/a', mediaKey: Uint8Array.of(1), caption: 'moon' }
    const stored = made({
      deviceSentMessage: {
        destinationJid: chat,
        message: { ephemeralMessage: { message: { imageMessage: image } } },
      },
    })
    expect(made(forwardMessage(stored, undefined) ?? {}).imageMessage).toMatchObject(image)
  })

  it('is not made of what is to be seen once, nor of what cannot be told', () => {
    const once = { viewOnceMessageV2: { message: { imageMessage: { directPath: '/a' } } } }
    expect(forwardMessage(made(once), undefined)).toBeUndefined()
    expect(forwardMessage(made({ pollCreationMessage: { name: '?' } }), undefined)).toBeUndefined()
  })
})

describe('what is about another message', () => {
  it('says how it travels', () => {
    expect(contentKind(made(reactionMessage(name, '', 1))).edit).toBe('7')
    expect(contentKind(made(reactionMessage(name, '🌙', 1)))).toMatchObject({ type: 'reaction' })
    expect(contentKind(made(revokeMessage(name))).edit).toBe('7')
    expect(contentKind(made(revokeMessage({ ...name, fromMe: false }))).edit).toBe('8')
    const timer = made(timerMessage({ seconds: 0, setSec: 9 })).protocolMessage
    expect(timer).toMatchObject({ type: 3, ephemeralExpiration: 0, ephemeralSettingTimestamp: 9n })
  })
})
