import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeJid } from '../jid.ts'
import { ADDRESS_ATTRIBUTES } from './addresses.ts'
import { decodeNode } from './decode.ts'
import { encodeNode } from './encode.ts'
import type { WireNode } from './node.ts'
import { decodeStanza } from './stanza.ts'
import { tokenCodes } from './tokens.ts'
import { double, single } from './tokens/dictionary3.ts'

/** One character of an alphabet. */
function oneOf(alphabet: string): fc.Arbitrary<string> {
  return fc.constantFrom(...alphabet.split(''))
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: oneOf('0123456789-.'), maxLength: 130 }),
  fc.string({ unit: oneOf('0123456789ABCDEF'), maxLength: 130 }),
  fc.constantFrom(...tokenCodes.keys()),
)

const user = fc.oneof(
  fc.string({ unit: oneOf('0123456789'), minLength: 1, maxLength: 140 }),
  fc.string({ unit: oneOf('0123456789ABCDEF-'), minLength: 1, maxLength: 40 }),
  fc.stringMatching(/^[a-z+!~]{1,20}$/),
  fc.constantFrom('status', '300', '0'),
)

const jid = fc
  .oneof(
    fc.constantFrom(makeJid('', 's.whatsapp.net'), makeJid('', 'call'), makeJid('', 'g.us')),
    fc.tuple(user, fc.constantFrom('s.whatsapp.net', 'lid', 'hosted', 'hosted.lid'), fc.nat(255)),
    fc.tuple(user, fc.constant('msgr'), fc.nat(65535)),
    fc.tuple(
      user,
      fc.constantFrom('g.us', 'broadcast', 'newsletter', 'c.us', 'bot', 'call'),
      fc.constant(0),
    ),
  )
  .map((made) =>
    typeof made === 'string' ? made : makeJid(...(made as Parameters<typeof makeJid>)),
  )

const attrs = fc
  .tuple(
    fc.dictionary(
      text.filter((key) => key !== '' && !ADDRESS_ATTRIBUTES.has(key)),
      fc.oneof(text, jid),
      { maxKeys: 6 },
    ),
    fc.dictionary(fc.constantFrom(...ADDRESS_ATTRIBUTES), jid, { maxKeys: 3 }),
  )
  .map(([free, addresses]): Record<string, string> => ({ ...free, ...addresses }))

const tag = text.filter((word) => word !== '')

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.uint8Array({ minLength: 250, maxLength: 260 }),
)

const { tree } = fc.letrec<{ tree: WireNode }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ tag, attrs }),
    fc.record({ tag, attrs, content: bytes }),
    fc.record({ tag, attrs, content: fc.array(tie('tree'), { minLength: 1, maxLength: 5 }) }),
  ),
}))

test('any node is read as it was written, and written the same again', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (node) => {
      const written = encodeNode(node)
      const read = decodeNode(written)
      expect(read).toEqual(node)
      expect(encodeNode(read)).toEqual(written)
      expect(await decodeStanza(written)).toEqual(read)
    }),
    { numRuns: 500, seed: 7 },
  )
}, 60_000)

test('every token is one or two bytes and comes back as itself', () => {
  expect(single).toHaveLength(236)
  expect(double.map((dictionary) => dictionary.length)).toEqual([256, 256, 256, 256])
  expect(tokenCodes.size).toBe(235 + 4 * 256)
  const packable = [...tokenCodes.keys()].filter((token) => /^([0-9.-]+|[0-9A-F]+)$/.test(token))
  expect(Math.max(...packable.map((token) => token.length))).toBe(4)
  expect(Math.max(...[...tokenCodes.keys()].map((token) => token.length))).toBe(48)
  for (const token of tokenCodes.keys()) {
    const written = encodeNode({ tag: token, attrs: {} })
    expect(written.length).toBeLessThanOrEqual(5)
    expect(decodeNode(written).tag).toBe(token)
  }
})
