import { describe, expect, test } from 'vitest'
import { mutate, seededRandom } from '../fuzz/seeded.ts'
import {
  bareJid,
  isJid,
  type Jid,
  JidError,
  type JidErrorCode,
  jidParts,
  makeJid,
  parseJid,
  SERVERS,
  SERVICE,
} from './jid.ts'

function codeOf(run: () => unknown): JidErrorCode | 'accepted' {
  try {
    run()
    return 'accepted'
  } catch (error) {
    if (error instanceof JidError) return error.code
    throw error
  }
}

describe('an address', () => {
  test.each([
    ['s.whatsapp.net', '', 's.whatsapp.net', 0],
    ['g.us', '', 'g.us', 0],
    ['15551234567@s.whatsapp.net', '15551234567', 's.whatsapp.net', 0],
    ['15551234567:255@s.whatsapp.net', '15551234567', 's.whatsapp.net', 255],
    ['100000012345678:3@lid', '100000012345678', 'lid', 3],
    ['15551234567-1500000000@g.us', '15551234567-1500000000', 'g.us', 0],
    ['status@broadcast', 'status', 'broadcast', 0],
    ['15551234567:99@hosted', '15551234567', 'hosted', 99],
    ['100000012345678:99@hosted.lid', '100000012345678', 'hosted.lid', 99],
    ['15551234567:65535@msgr', '15551234567', 'msgr', 65535],
    ['1-15551234567:2@interop', '1-15551234567', 'interop', 2],
    ['some.user@s.whatsapp.net', 'some.user', 's.whatsapp.net', 0],
    ['e5857136e7a9@call', 'e5857136e7a9', 'call', 0],
  ] as const)('%s has its parts', (text, user, server, device) => {
    expect(jidParts(parseJid(text))).toEqual({ user, server, device })
    expect(makeJid(user, server, device)).toBe(text)
    expect(isJid(text)).toBe(true)
  })

  test.each([
    ['', 'unknown-server'],
    ['15551234567', 'unknown-server'],
    ['15551234567@', 'unknown-server'],
    ['15551234567@example.net', 'unknown-server'],
    ['15551234567@S.whatsapp.net', 'unknown-server'],
    ['15551234567@lid@s.whatsapp.net', 'unknown-server'],
    ['15551234567@s.whatsapp.net ', 'unknown-server'],
    ['@s.whatsapp.net', 'not-canonical'],
    ['15551234567:0@s.whatsapp.net', 'not-canonical'],
    [':3@s.whatsapp.net', 'bad-user'],
    [' 15551234567@s.whatsapp.net', 'bad-user'],
    ['1555 1234567@s.whatsapp.net', 'bad-user'],
    ['1555\n@s.whatsapp.net', 'bad-user'],
    ['tâg@lid', 'bad-user'],
    ['15551234567.0@s.whatsapp.net', 'bad-user'],
    ['15551234567_1@s.whatsapp.net', 'bad-user'],
    ['15551234567.0:3@s.whatsapp.net', 'bad-user'],
    ['15551234567:@s.whatsapp.net', 'bad-device'],
    ['15551234567:01@s.whatsapp.net', 'bad-device'],
    ['15551234567:-1@s.whatsapp.net', 'bad-device'],
    ['15551234567:1.5@s.whatsapp.net', 'bad-device'],
    ['15551234567:1:2@s.whatsapp.net', 'bad-device'],
    ['15551234567:256@s.whatsapp.net', 'bad-device'],
    ['15551234567:65536@msgr', 'bad-device'],
    ['15551234567:4294967297@msgr', 'bad-device'],
    ['120363025246125888:1@g.us', 'bad-device'],
  ] as const)('is not %j: %s', (text, code) => {
    expect(codeOf(() => parseJid(text))).toBe(code)
    expect(isJid(text)).toBe(false)
  })

  test.each([
    ['', 'lid', 3, 'bad-user'],
    ['1555:3', 'lid', 0, 'bad-user'],
    ['1555@lid', 'lid', 0, 'bad-user'],
    ['1555', 'lid', -1, 'bad-device'],
    ['1555', 'lid', 1.5, 'bad-device'],
    ['1555', 'lid', Number.NaN, 'bad-device'],
    ['1555', 'lid', 256, 'bad-device'],
    ['1555', 'g.us', 1, 'bad-device'],
    ['1555', 'example.net' as 'lid', 0, 'unknown-server'],
  ] as const)('cannot be made of %j, %s, %d', (user, server, device, code) => {
    expect(codeOf(() => makeJid(user, server, device))).toBe(code)
  })

  test('without its device is the account', () => {
    expect(bareJid(makeJid('1555', 'lid', 3))).toBe('1555@lid')
    expect(bareJid(makeJid('1555', 'lid'))).toBe('1555@lid')
    expect(bareJid(SERVICE)).toBe('s.whatsapp.net')
  })

  test('does not show up in its error', () => {
    expect(() => parseJid('15551234567:256@lid')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('1555') }),
    )
  })
})

/** Valid addresses of every kind. */
const seeds = SERVERS.flatMap((server): readonly Jid[] => [
  makeJid('', server),
  makeJid('15551234567', server),
  ...(codeOf(() => makeJid('15551234567', server, 7)) === 'accepted'
    ? [makeJid('15551234567', server, 7)]
    : []),
])

test('100,000 spoiled addresses are refused with a code or are addresses', () => {
  const random = seededRandom(1)
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  let accepted = 0
  for (let round = 0; round < 100_000; round++) {
    const seed = seeds[random.int(seeds.length)] ?? ''
    const bytes =
      random.int(10) === 0 ? random.bytes(random.int(40)) : mutate(encoder.encode(seed), random)
    const text = decoder.decode(bytes)
    const code = codeOf(() => parseJid(text))
    if (isJid(text) !== (code === 'accepted')) throw new Error('isJid and parseJid differ')
    if (code !== 'accepted') continue
    accepted++
    const { user, server, device } = jidParts(text as Jid)
    if (makeJid(user, server, device) !== text) throw new Error('two texts for one address')
  }
  expect(accepted).toBeGreaterThan(5_000)
}, 30_000)
