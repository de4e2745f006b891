import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { MessageView, PersonView } from '../../../../bridge/chatViews.ts'
import type { Query } from '../../../../bridge/queries.ts'
import type { Actions } from '../../../../state/actions.ts'
import type { ArchiveMessage } from './archiveMessage.ts'
import { exportChat } from './exportChat.ts'

const HOSTILE = '<script>alert("x")</script>&amp;\u202e'

const person = (name: string, more: Partial<PersonView> = {}): PersonView => ({
  contactId: 3,
  name,
  nameSource: 'push',
  isMe: false,
  ...more,
})
const me = person('Mona', { contactId: 1, isMe: true })
const anna = person(HOSTILE, { number: '15550001111' })

const message = (at: number, more: Partial<MessageView>): MessageView => ({
  key: `1.${at}.1`,
  chatId: 5,
  atMs: Date.UTC(2026, 2, 14, 9, 26) + at * 60_000,
  seq: at,
  rev: 1,
  fromMe: false,
  sender: anna,
  content: { kind: 'text', text: `text ${at}`, mentions: [] },
  reactions: [],
  edited: false,
  starred: false,
  ...more,
})

/** An engine that holds these messages and answers as the real one does. */
function engineWith(messages: readonly MessageView[], asked: Query[] = []): Actions['ask'] {
  const ask = async (query: Query) => {
    asked.push(query)
    if (query.ask !== 'messages') throw new Error(`asked for ${query.ask}`)
    const { anchor, count } = query
    const from = anchor.at === 'after' ? messages.findIndex(({ key }) => key === anchor.key) + 1 : 0
    const found = messages.slice(from, from + count)
    const atEnd = from + found.length >= messages.length
    return { ok: true, answer: { messages: found, atStart: from === 0, atEnd } }
  }
  return ask as Actions['ask']
}

function sinkOf() {
  const written: Uint8Array[] = []
  const write = async (bytes: Uint8Array) => void written.push(bytes)
  const files = () => {
    const whole = new Uint8Array(written.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const piece of written) {
      whole.set(piece, at)
      at += piece.length
    }
    const unpacked = unzipSync(whole)
    const text = (name: string) => strFromU8(unpacked[name] ?? new Uint8Array(0))
    const json = JSON.parse(text('chat.json')) as {
      messages: ArchiveMessage[]
      count: number
    } & Record<string, unknown>
    return { names: Object.keys(unpacked), html: text('chat.html'), json }
  }
  return { sink: { write, close: async () => {}, abort: async () => {} }, written, files }
}

async function exported(messages: readonly MessageView[], name = 'Anna') {
  const { sink, files } = sinkOf()
  const counts: number[] = []
  const asked: Query[] = []
  await exportChat({
    chat: { chatId: 5, kind: 'direct', number: '15550001111' },
    name,
    exportedAtMs: Date.UTC(2026, 5, 1),
    timeZone: 'Europe/Berlin',
    ask: engineWith(messages, asked),
    sink,
    onProgress: (count) => counts.push(count),
    signal: new AbortController().signal,
  })
  return { ...files(), counts, asked }
}

describe('an exported chat', () => {
  it('holds every message once, in order, page by page', async () => {
    const messages = Array.from({ length: 450 }, (_, at) => message(at, {}))
    const { names, html, json, counts, asked } = await exported(messages)
    expect(names).toEqual(['chat.html', 'chat.json'])
    expect(counts).toEqual([200, 400, 450])
    expect(asked).toHaveLength(3)
    expect(json.messages.map(({ text }) => text)).toEqual(messages.map((_, at) => `text ${at}`))
    expect(json.count).toBe(450)
    expect(json).toMatchObject({
      format: 'moonlet-chat',
      version: 1,
      exportedAt: '2026-06-01T00:00:00.000Z',
      timeZone: 'Europe/Berlin',
      chat: { name: 'Anna', kind: 'direct', number: '15550001111' },
    })
    const shown = [...html.matchAll(/<p class="text" dir="auto">([^<]*)<\/p>/g)].map(
      ([, text]) => text,
    )
    expect(shown).toEqual(messages.map((_, at) => `text ${at}`))
    expect(html.match(/<section>/g)?.length).toBe(html.match(/<\/section>/g)?.length)
  })

  it('of nobody is whole too', async () => {
    const { json, html } = await exported([])
    expect(json.messages).toEqual([])
    expect(json.count).toBe(0)
    expect(html).toContain('0 messages')
  })

  it('takes names and texts for text, in whatever they say', async () => {
    const { html, json } = await exported(
      [
        message(1, { content: { kind: 'text', text: `${HOSTILE}\n\u0000x`, mentions: [] } }),
        message(2, {
          content: { kind: 'card', card: 'document', text: HOSTILE, detail: `"><img src=x>` },
          quote: { person: anna, kind: 'text', text: HOSTILE },
          reactions: [{ emoji: '<b>', people: [anna] }],
        }),
        message(3, {
          sender: undefined,
          content: { kind: 'system', event: { what: 'subject', by: anna, subject: HOSTILE } },
        }),
      ],
      HOSTILE,
    )
    expect(html).not.toMatch(/<script|<img|<b>/)
    expect(html).not.toContain('\u0000')
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;')
    expect(json.messages[0]).toMatchObject({ text: `${HOSTILE}\n\u0000x`, from: { name: HOSTILE } })
  })

  it('says all that is known of a message', async () => {
    const { html, json } = await exported([
      message(1, {
        fromMe: true,
        sender: me,
        ticks: 'read',
        edited: true,
        starred: true,
        forwarded: 'once',
        content: {
          kind: 'text',
          text: 'see @15550001111',
          mentions: [{ text: '@15550001111', person: person('Ben') }],
        },
        reactions: [{ emoji: '👍', people: [me, person('Ben')] }],
        quote: { person: person('Ben'), kind: 'voice', text: '' },
        expiresAtMs: Date.UTC(2027, 0, 1),
      }),
      message(2, { content: { kind: 'deleted', by: 'sender' } }),
      message(3, { content: { kind: 'missing', state: 'asked' } }),
      message(4, {
        content: { kind: 'card', card: 'voice', text: '', seconds: 75, bytes: 20_000 },
      }),
    ])
    expect(html).toContain('see @Ben')
    expect(html).toContain('Starred · Edited · Read · ')
    expect(html).toContain('<bdi>👍</bdi> <bdi>You, Ben</bdi>')
    expect(html).toContain('Voice message')
    expect(html).toContain('This message was deleted')
    expect(html).toContain('20 kB')
    expect(json.messages).toMatchObject([
      {
        at: '2026-03-14T09:27:00.000Z',
        fromMe: true,
        text: 'see @15550001111',
        mentions: [{ text: '@15550001111', name: 'Ben' }],
        edited: true,
        starred: true,
        forwarded: 'once',
        ticks: 'read',
        reactions: [{ emoji: '👍', people: [{ name: 'You' }, { name: 'Ben' }] }],
        quote: { from: { name: 'Ben' }, kind: 'voice', text: '' },
        expiresAt: '2027-01-01T00:00:00.000Z',
      },
      { kind: 'deleted', deletedBy: 'sender' },
      { kind: 'missing' },
      { kind: 'card', card: 'voice', seconds: 75, bytes: 20_000 },
    ])
    expect(JSON.stringify(json)).not.toContain('1.1.1')
  })

  it('ends at once when the person says so, or the engine cannot answer', async () => {
    const { sink, written } = sinkOf()
    const controller = new AbortController()
    const messages = Array.from({ length: 900 }, (_, at) => message(at, {}))
    const wish = {
      chat: { chatId: 5, kind: 'direct' as const },
      name: 'Anna',
      exportedAtMs: 0,
      timeZone: 'UTC',
      sink,
      signal: controller.signal,
    }
    const stopped = exportChat({
      ...wish,
      ask: engineWith(messages),
      onProgress: (count) => {
        if (count === 400) controller.abort()
      },
    })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    expect(written.length).toBeGreaterThan(0)
    const error = { code: 'engine-lost', remedy: 'now' } as const
    const failed = exportChat({
      ...wish,
      signal: new AbortController().signal,
      ask: (async () => ({ ok: false, error })) as Actions['ask'],
      onProgress: () => {},
    })
    await expect(failed).rejects.toMatchObject({ code: 'export-failed', error })
  })
})
