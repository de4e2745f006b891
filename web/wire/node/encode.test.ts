import { describe, expect, test } from 'vitest'
import { toHex } from '../../crypto/bytes.ts'
import { ADDRESS_ATTRIBUTES } from './addresses.ts'
import { decodeNode } from './decode.ts'
import { encodeNode } from './encode.ts'
import { MAX_DEPTH, MAX_STANZA_BYTES } from './layout.ts'
import { node, type WireNode } from './node.ts'
import { NodeError, type NodeErrorCode } from './nodeError.ts'

function refusal(given: unknown): NodeErrorCode | 'written' {
  try {
    encodeNode(given as WireNode)
    return 'written'
  } catch (error) {
    if (error instanceof NodeError) return error.code
    throw error
  }
}

function nested(levels: number): WireNode {
  let inner = node('iq')
  for (let level = 1; level < levels; level++) inner = node('iq', {}, [inner])
  return inner
}

describe('what cannot be written', () => {
  test.each([
    ['an empty tag', { tag: '', attrs: {} }, 'empty-tag'],
    ['a tag that is no text', { tag: 5, attrs: {} }, 'bad-text'],
    ['an empty key', { tag: 'iq', attrs: { '': 'x' } }, 'empty-key'],
    ['a value that is no text', { tag: 'iq', attrs: { id: undefined } }, 'bad-text'],
    ['half a surrogate pair', { tag: 'iq', attrs: { notify: '\ud83d' } }, 'bad-text'],
    ['a lone low surrogate', { tag: 'iq', attrs: { notify: 'a\udc4d' } }, 'bad-text'],
    ['content that is no list', { tag: 'iq', attrs: {}, content: 'text' }, 'bad-content'],
    ['null content', { tag: 'iq', attrs: {}, content: null }, 'bad-content'],
    [
      'too many children',
      node(
        'iq',
        {},
        Array.from({ length: 65_536 }, () => node('a')),
      ),
      'list-too-long',
    ],
    ['129 levels', nested(MAX_DEPTH + 1), 'too-deep'],
    ['a body no frame can hold', node('a', {}, new Uint8Array(2 ** 24)), 'too-large'],
  ] as const)('%s', (_, given, code) => expect(refusal(given)).toBe(code))

  test('nothing is left over for the next stanza', () => {
    expect(refusal(node('message', { to: 'nobody' }))).toBe('bad-jid')
    expect(toHex(encodeNode(node('iq')))).toBe('00f80119')
  })

  test('the limits themselves can be written and read', () => {
    expect(decodeNode(encodeNode(nested(MAX_DEPTH)))).toEqual(nested(MAX_DEPTH))
    const overhead = encodeNode(node('a', {}, new Uint8Array(2 ** 21))).length - 2 ** 21
    const largest = encodeNode(node('a', {}, new Uint8Array(MAX_STANZA_BYTES - overhead)))
    expect(largest).toHaveLength(MAX_STANZA_BYTES)
    expect(refusal(node('a', {}, new Uint8Array(MAX_STANZA_BYTES - overhead + 1)))).toBe(
      'too-large',
    )
    const wide = node(
      'list',
      {},
      Array.from({ length: 65_535 }, () => node('item')),
    )
    expect(decodeNode(encodeNode(wide)).content).toHaveLength(65_535)
  })
})

describe('address attributes', () => {
  test.each([...ADDRESS_ATTRIBUTES])('%s takes addresses only', (key) => {
    const malformed = [
      '',
      'hi',
      '@lid',
      '1555:0@lid',
      '1555:256@lid',
      '1555@example.net',
      '1-2:3@interop',
    ]
    for (const value of malformed) expect(refusal(node('iq', { [key]: value }))).toBe('bad-jid')
    for (const value of ['1555:3@lid', '1555@g.us', 's.whatsapp.net', 'newsletter']) {
      expect(decodeNode(encodeNode(node('iq', { [key]: value }))).attrs).toEqual({ [key]: value })
    }
  })

  test('an address in another attribute is written as an address all the same', () => {
    expect(toHex(encodeNode(node('x1', { v: '1555:3@lid' })))).toBe(
      '00f803fc02783151f70103ff021555',
    )
  })

  test('other texts with an @ stay as they are', () => {
    for (const notify of [
      '@lid',
      'ada@example.net',
      '1555:0@lid',
      '1:2:3@lid',
      'a b@lid',
      '1@interop',
    ]) {
      expect(decodeNode(encodeNode(node('message', { notify }))).attrs).toEqual({ notify })
    }
  })

  test('a messenger address keeps 16 bits of device', () => {
    const written = encodeNode(node('iq', { to: '15551234567:300@msgr' }))
    expect(toHex(written)).toBe('00f8031911f6ff8615551234567f012ccc')
    expect(decodeNode(written).attrs).toEqual({ to: '15551234567:300@msgr' })
  })

  test('a name that is a token is written as one', () => {
    expect(toHex(encodeNode(node('iq', { to: 'status@broadcast' })))).toBe('00f8031911fa0b0d')
    expect(toHex(encodeNode(node('iq', { to: '300@lid' })))).toBe('00f8031911fabe76')
  })
})
