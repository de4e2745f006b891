import { describe, expect, test } from 'vitest'
import { fromHex, utf8Encode } from '../../crypto/bytes.ts'
import { decodeNode } from './decode.ts'
import { encodeNode } from './encode.ts'
import { MAX_DEPTH } from './layout.ts'
import { bytesOf, child, children, node, textOf } from './node.ts'
import { NodeError } from './nodeError.ts'

function failure(hex: string): NodeError {
  try {
    decodeNode(fromHex(hex.replaceAll(' ', '')))
  } catch (error) {
    if (error instanceof NodeError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('what is refused, and where', () => {
  test.each([
    ['02', 'stream-end', 0, 0],
    ['02 789c', 'compressed', 0, 0],
    ['00 f8 03 19 00 29', 'empty-key', 5, 0],
    ['00 f8 03 19 fc00 29', 'empty-key', 6, 0],
    ['00 f8 03 19 f7 0001ff0155 29', 'unexpected-jid', 4, 0],
    ['00 f8 01 fa 03 03', 'unexpected-jid', 3, 0],
    ['00 f8 03 19 11 f6 fa 03 03', 'unexpected-jid', 6, 0],
    ['00 f8 03 19 11 fa fa fa fa', 'unexpected-jid', 6, 0],
    ['00 f8 03 19 11 f9', 'not-text', 5, 0],
    ['00 f8 03 19 11 fc 02 c328', 'bad-utf8', 9, 0],
    ['00 f8 03 19 11 ff 80', 'bad-packing', 7, 0],
    ['00 f8 03 19 11 ff 81 1e', 'bad-packing', 8, 0],
    ['00 f8 03 19 11 ff 01 1f', 'bad-packing', 8, 0],
    ['00 f8 03 19 11 fb 81 f0', 'bad-packing', 8, 0],
    ['00 f8 03 19 11 f7 00 01 ff 00', 'bad-jid', 10, 0],
    ['00 f8 03 19 11 f7 00 01 00', 'bad-jid', 9, 0],
    ['00 f8 03 19 11 f7 00 01 ff 02 15b1', 'bad-jid', 12, 0],
    ['00 f8 03 19 11 fa fc 03 313a32 03', 'bad-jid', 12, 0],
    ['00 f8 03 19 11 fa fc 03 314032 03', 'bad-jid', 12, 0],
    ['00 f8 03 19 11 f5 ff 01 55 0002 0001 03', 'bad-jid', 14, 0],
    ['00 f8 02 19 f8 01 19', 'truncated', 6, 0],
    ['00 f8 02 19 f8 01 f8 02 19 fc 05 01', 'truncated', 11, 1],
    ['00 f8 02 19 f8 01 f8 00 00', 'empty-node', 8, 1],
    ['00 f8 02 19 fe ffffffff 00', 'truncated', 9, 0],
    ['00 f8 02 19 f9 ffff f8 01 19', 'truncated', 7, 0],
  ] as const)('%s: %s', (hex, code, offset, depth) => {
    expect(failure(hex)).toMatchObject({ code, offset, depth })
  })

  test('a 129th level', () => {
    const body = ['f80219f801'.repeat(MAX_DEPTH), 'f80119'].join('')
    expect(failure(`00${body}`)).toMatchObject({ code: 'too-deep', depth: MAX_DEPTH - 1 })
  })

  test('more than can be one stanza', () => {
    expect(() => decodeNode(new Uint8Array(2 ** 24 + 2))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
  })
})

describe('what is accepted', () => {
  test.each([
    ['a repeated key: the last one wins', '00 f8 05 19 04 29 04 5a', { type: 'set' }],
    ['a server nobody knows', '00 f8 03 19 06 fa ff 01 12 fc 03 787979', { from: '12@xyy' }],
    ['an address without device on the messenger', '00f8031906f6ff01120000cc', { from: '12@msgr' }],
    [
      'an address of another network without device',
      '00f8031906f5ff011200000001fc07696e7465726f70',
      { from: '1-12@interop' },
    ],
    ['an address whose name is hex', '00 f8 03 19 06 fa fb 02 abcd 76', { from: 'ABCD@lid' }],
    [
      'a device address with a name of bytes',
      '00 f8 03 19 06 f7 01 02 fc 02 6162',
      { from: 'ab:2@lid' },
    ],
    [
      'text longer than the short path',
      `00 f8 03 19 18 fc 40 ${'61'.repeat(64)}`,
      { notify: 'a'.repeat(64) },
    ],
    ['a byte order mark in a text', '00 f8 03 19 18 fc 04 efbbbf61', { notify: '\ufeffa' }],
  ] as const)('%s', (_, hex, attrs) => {
    expect(decodeNode(fromHex(hex.replaceAll(' ', ''))).attrs).toEqual(attrs)
  })

  test('keys that objects treat specially stay ordinary', () => {
    const attrs = Object.fromEntries([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ])
    const read = decodeNode(encodeNode({ tag: 'iq', attrs })).attrs
    expect(new Map(Object.entries(read))).toEqual(new Map(Object.entries(attrs)))
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  test('content is a view into the frame', () => {
    const frame = encodeNode(node('iq', {}, new Uint8Array([1, 2, 3])))
    expect(bytesOf(decodeNode(frame)).buffer).toBe(frame.buffer)
  })

  test('any list of nodes and any bytes are found by the readers of a node', () => {
    const tree = decodeNode(
      encodeNode(node('iq', {}, [node('a', {}, 'tëxt'), node('b', { id: '1' }), node('b')])),
    )
    expect(children(tree).map(({ tag }) => tag)).toEqual(['a', 'b', 'b'])
    expect(child(tree, 'b')?.attrs).toEqual({ id: '1' })
    expect(child(tree, 'c')).toBeUndefined()
    expect(bytesOf(child(tree, 'a') ?? tree)).toEqual(utf8Encode('tëxt'))
    expect(textOf(child(tree, 'a') ?? tree)).toBe('tëxt')
    expect(bytesOf(tree)).toHaveLength(0)
    expect(children(child(tree, 'a') ?? tree)).toHaveLength(0)
  })
})
