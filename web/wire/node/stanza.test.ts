import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodeNode } from './encode.ts'
import { MAX_READ_BYTES } from './layout.ts'
import { node } from './node.ts'
import { decodeStanza } from './stanza.ts'

const plain = encodeNode(node('iq', { type: 'get' }, [node('ping'), node('ref', {}, 'abc')]))

/** A stanza the way only the service sends it. */
function compressed(stream: Uint8Array, flag = 2): Uint8Array {
  return Uint8Array.from([flag, ...stream])
}

function codeOf(frame: Uint8Array): Promise<string> {
  return decodeStanza(frame).then(
    () => 'read',
    (error: unknown) => (error as { code: string }).code,
  )
}

describe('the compressed flag', () => {
  const zlib = deflateSync(plain.subarray(1))

  test('is followed', async () => {
    const read = await decodeStanza(plain)
    expect(await decodeStanza(compressed(zlib))).toEqual(read)
    expect(await decodeStanza(compressed(zlib, 0xff))).toEqual(read)
  })

  test('alone ends the stream', async () =>
    expect(await codeOf(Uint8Array.of(2))).toBe('stream-end'))

  test.each([
    ['raw deflate', deflateRawSync(plain.subarray(1))],
    ['gzip', gzipSync(plain.subarray(1))],
    ['a stream that breaks off', zlib.subarray(0, -1)],
    ['a stream without its checksum', zlib.subarray(0, -4)],
    [
      'a wrong checksum',
      Uint8Array.from(zlib, (byte, at) => (at === zlib.length - 1 ? byte ^ 1 : byte)),
    ],
    ['bytes behind the stream', Uint8Array.from([...zlib, 0])],
    ['two streams', Uint8Array.from([...zlib, ...deflateSync(Uint8Array.of(1))])],
    ['a preset dictionary', deflateSync(plain.subarray(1), { dictionary: plain })],
  ])('refuses %s', async (_, stream) => {
    expect(await codeOf(compressed(stream))).toBe('bad-compression')
  })

  test('applies the rules of the node to what was inflated', async () => {
    expect(await codeOf(compressed(deflateSync(new Uint8Array(0))))).toBe('truncated')
    expect(await codeOf(compressed(deflateSync(Uint8Array.from([...plain.subarray(1), 0]))))).toBe(
      'leftover-bytes',
    )
  })
})

describe('the limit on inflation', () => {
  /** A node around so many bytes of content that the node itself has `size` bytes. */
  function body(size: number): Uint8Array {
    const bytes = new Uint8Array(size)
    bytes.set([0xf8, 0x02, 0x19, 0xfe])
    new DataView(bytes.buffer).setUint32(4, size - 8)
    return bytes
  }

  test('lets 16 MiB through and not a byte more', async () => {
    expect(await codeOf(compressed(deflateSync(body(MAX_READ_BYTES))))).toBe('read')
    expect(await codeOf(compressed(deflateSync(body(MAX_READ_BYTES + 1))))).toBe('too-large')
  }, 30_000)

  test('stops reading a bomb early', async () => {
    const bomb = compressed(deflateSync(new Uint8Array(256 * 2 ** 20)))
    const before = process.memoryUsage().arrayBuffers
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers)
    }, 1)
    expect(await codeOf(bomb)).toBe('too-large')
    clearInterval(watch)
    expect(most - before).toBeLessThan(64 * 2 ** 20)
  }, 30_000)
})
