import { expect, test } from 'vitest'
import { node, type WireNode } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { bundlesRequest, parseBundles } from './bundles.ts'
import { parseDeviceChange, parseOwnDevices } from './deviceNotification.ts'
import { parseIdentityChange } from './identityChange.ts'
import { issueTokenRequest, parseTrustedContactTokens } from './privacyToken.ts'
import { usyncRequest } from './usync.ts'
import { parseUsync } from './usyncAnswer.ts'

const ada = parseJid('15550001111@s.whatsapp.net')
const adaTablet = parseJid('15550001111:3@s.whatsapp.net')
const adaLid = parseJid('100000000000001@lid')

function answer(...content: WireNode[]): WireNode {
  return node('iq', { id: '1', from: 's.whatsapp.net', type: 'result' }, content)
}

const identityKey = new Uint8Array(32).fill(1)
const keyNodes = [
  node('type', {}, Uint8Array.of(5)),
  node('identity', {}, identityKey),
  node('skey', {}, [
    node('id', {}, Uint8Array.of(0, 0, 9)),
    node('value', {}, new Uint8Array(32).fill(2)),
    node('signature', {}, new Uint8Array(64).fill(3)),
  ]),
  node('key', {}, [
    node('id', {}, Uint8Array.of(1, 2, 3)),
    node('value', {}, new Uint8Array(32).fill(4)),
  ]),
]
const registration = node('registration', {}, Uint8Array.of(0, 0, 1, 0))
const bundle = {
  registrationId: 256,
  identityKey,
  signedPreKey: {
    id: 9,
    publicKey: new Uint8Array(32).fill(2),
    signature: new Uint8Array(64).fill(3),
  },
  preKey: { id: 0x010203, publicKey: new Uint8Array(32).fill(4) },
}

test('keys are asked for by device; the phone has no number', () => {
  const users = [node('user', { jid: ada }), node('user', { jid: adaTablet })]
  const attrs = { id: '7', to: 's.whatsapp.net', type: 'get', xmlns: 'encrypt' }
  expect(bundlesRequest('7', [ada, adaTablet])).toEqual(node('iq', attrs, [node('key', {}, users)]))
  const again = node('user', { jid: ada, reason: 'identity' })
  expect(bundlesRequest('7', [ada], true).content).toEqual([node('key', {}, [again])])
})

test('each device has its answer: keys, a refusal, or a rule that it broke', () => {
  const identity = node('device-identity', {}, Uint8Array.of(8))
  const short = keyNodes.map((key) =>
    key.tag === 'identity' ? node('identity', {}, Uint8Array.of(1)) : key,
  )
  const users = [
    node('user', { jid: ada, t: '5' }, [registration, ...keyNodes]),
    node('user', { jid: adaTablet }, [
      registration,
      node('keys', {}, keyNodes.slice(0, 3)),
      identity,
    ]),
    node('user', { jid: adaLid }, [node('error', { code: '406', text: 'not-acceptable' })]),
    node('user', { jid: '100000000000001:2@lid' }, [registration, ...short]),
    node('user', { jid: 'nobody' }, [registration, ...keyNodes]),
  ]
  expect(parseBundles(answer(node('list', {}, users)))).toEqual([
    { kind: 'bundle', device: ada, bundle },
    {
      kind: 'bundle',
      device: adaTablet,
      bundle: {
        registrationId: 256,
        identityKey,
        signedPreKey: bundle.signedPreKey,
        deviceIdentity: Uint8Array.of(8),
      },
    },
    { kind: 'refused', device: adaLid, code: 406 },
    {
      kind: 'malformed',
      device: '100000000000001:2@lid',
      rule: 'bad-length at identity',
    },
  ])
  expect(() => parseBundles(answer())).toThrow(expect.objectContaining({ code: 'missing-child' }))
})

test.each([
  ['another curve', 'type', Uint8Array.of(4)],
  ['a registration of three bytes', 'registration', Uint8Array.of(1, 2, 3)],
  ['no signed key', 'skey', undefined],
])('malformed keys: %s', (_, tag, content) => {
  const parts = [registration, ...keyNodes]
    .filter((part) => content !== undefined || part.tag !== tag)
    .map((part) => (part.tag === tag ? node(tag, {}, content) : part))
  const [read] = parseBundles(answer(node('list', {}, [node('user', { jid: ada }, parts)])))
  expect(read?.kind).toBe('malformed')
})

test('people are asked about, several things at once', () => {
  const query = usyncRequest({
    id: '7',
    sid: 's1',
    protocols: ['devices', 'lid', 'business'],
    context: 'message',
    users: [
      { jid: ada, known: { hash: '2:abcdefgh', timestampSec: 5 }, token: Uint8Array.of(1) },
      { phone: '+15550001111' },
    ],
  })
  const attrs = { sid: 's1', mode: 'query', last: 'true', index: '0', context: 'message' }
  expect(query.attrs).toEqual({ id: '7', to: 's.whatsapp.net', type: 'get', xmlns: 'usync' })
  expect(query.content).toEqual([
    node('usync', attrs, [
      node('query', {}, [
        node('devices', { version: '2' }),
        node('lid'),
        node('business', {}, [node('verified_name')]),
      ]),
      node('list', {}, [
        node('user', { jid: ada }, [
          node('devices', { device_hash: '2:abcdefgh', ts: '5' }),
          node('tctoken', {}, Uint8Array.of(1)),
        ]),
        node('user', {}, [node('contact', {}, '+15550001111')]),
      ]),
    ]),
  ])
  const full = usyncRequest({ id: '7', sid: 's', protocols: [], context: 'background', users: [] })
  expect(full.content).toEqual([
    node('usync', { ...attrs, sid: 's', mode: 'full', context: 'background' }, [
      node('query', {}, []),
      node('list', {}, []),
    ]),
  ])
})

function usync(users: readonly WireNode[], result: readonly WireNode[] = []): WireNode {
  return answer(node('usync', {}, [node('result', {}, result), node('list', {}, users)]))
}

test('all that can be told of a person', () => {
  const devices = node('devices', {}, [
    node('device-list', { hash: '2:abcdefgh' }, [
      node('device', { id: '0' }),
      node('device', { id: '3', 'key-index': '2', is_hosted: 'true' }),
    ]),
    node('key-index-list', { ts: '9', expected_ts: '10' }, Uint8Array.of(6)),
  ])
  const person = node('user', { jid: ada, pn_jid: ada }, [
    devices,
    node('lid', { val: adaLid }),
    node('contact', { type: 'in' }, '+15550001111'),
    node('status', { t: '4' }, 'Busy'),
    node('picture', { id: '17' }),
    node('business', {}, [node('verified_name', { v: '1' }, Uint8Array.of(7))]),
    node('disappearing_mode', { duration: '86400', t: '3' }),
    node('username', {}, 'ada'),
  ])
  expect(parseUsync(usync([person]))).toEqual({
    people: [
      {
        jid: ada,
        pn: ada,
        lid: adaLid,
        devices: {
          devices: [
            { device: 0, hosted: false },
            { device: 3, keyIndex: 2, hosted: true },
          ],
          hash: '2:abcdefgh',
          keyIndexList: { bytes: Uint8Array.of(6), timestampSec: 9, expectedSec: 10 },
        },
        contact: { type: 'in', query: '+15550001111' },
        about: { text: 'Busy', hidden: false, timeSec: 4 },
        pictureId: '17',
        verifiedName: Uint8Array.of(7),
        disappearing: { durationSec: 86400, timeSec: 3 },
        username: 'ada',
      },
    ],
    nobody: [],
    refused: new Map(),
    malformed: [],
  })
})

test('what fails for one protocol, or for one person, costs nobody else', () => {
  const error = (code: string) => node('error', { code, backoff: '60' })
  const people = [
    node('user', { jid: ada }, [node('devices', {}, [error('503')])]),
    node('user', { jid: adaLid }, [node('status', { code: '401' })]),
    node('user', { jid: 'nobody' }),
    node('user', {}, [node('contact', { type: 'invalid' }, '12')]),
    node('user', { jid: ada }, [
      node('devices', {}, [node('device-list', {}, [node('device', { id: '300' })])]),
    ]),
  ]
  const read = parseUsync(usync(people, [node('picture', {}, [error('429')])]))
  expect(read.people).toEqual([
    { jid: ada, devices: { refused: { code: 503, backoffSec: 60 } } },
    { jid: adaLid, about: { text: '', hidden: true } },
  ])
  expect(read.nobody).toEqual([{ type: 'invalid', query: '12' }])
  expect(read.refused).toEqual(new Map([['picture', { code: 429, backoffSec: 60 }]]))
  expect(read.malformed).toEqual(['bad-address at user@jid', 'bad-number at device@id'])
})

test('a device came, went, or all are to be asked for again', () => {
  const head = { type: 'devices', id: '1', from: ada, lid: adaLid, t: '5' }
  const added = node('add', { device_hash: '2:abcdefgh', device_lid_hash: '2:ijklmnop' }, [
    node('device', { jid: adaTablet, 'key-index': '4', lid: '100000000000001:3@lid' }),
    node('key-index-list', { ts: '9' }, Uint8Array.of(6)),
  ])
  expect(parseDeviceChange(node('notification', head, [added]))).toEqual({
    from: ada,
    lid: adaLid,
    operation: 'add',
    devices: [{ jid: adaTablet, keyIndex: 4, lid: '100000000000001:3@lid' }],
    keyIndexList: { bytes: Uint8Array.of(6), timestampSec: 9 },
    hash: '2:abcdefgh',
    lidHash: '2:ijklmnop',
  })
  const removed = node('remove', {}, [
    node('device', { jid: adaTablet }),
    node('key-index-list', { ts: '9' }),
  ])
  // Removing goes before adding.
  expect(parseDeviceChange(node('notification', head, [added, removed]))).toMatchObject({
    operation: 'remove',
    keyIndexList: { timestampSec: 9 },
  })
  const updated = node('update', { hash: 'abcd' })
  expect(parseDeviceChange(node('notification', head, [updated]))).toMatchObject({
    operation: 'update',
    devices: [],
    hash: 'abcd',
  })
  expect(() => parseDeviceChange(node('notification', head))).toThrow(
    expect.objectContaining({ code: 'missing-child' }),
  )
})

test('the own devices', () => {
  const list = node('devices', { dhash: '2:abcdefgh' }, [node('device', { jid: adaTablet })])
  const attrs = { type: 'account_sync', id: '1', from: ada }
  expect(parseOwnDevices(node('notification', attrs, [list]))).toEqual({
    devices: [{ jid: adaTablet }],
    hash: '2:abcdefgh',
  })
  expect(parseOwnDevices(node('notification', attrs, [node('privacy')]))).toBeUndefined()
})

test('somebody is registered anew', () => {
  const attrs = { type: 'encrypt', id: '1', from: ada, lid: adaLid }
  expect(parseIdentityChange(node('notification', attrs, [node('identity')]))).toEqual({
    from: ada,
    lid: adaLid,
  })
  expect(parseIdentityChange(node('notification', attrs, [node('count')]))).toBeUndefined()
})

test('tokens of those who trust us, and ours for them', () => {
  const token = node('token', { type: 'trusted_contact', t: '5' }, Uint8Array.of(1))
  const others = [node('token', { type: 'novelty' }, Uint8Array.of(2)), node('token')]
  const attrs = { type: 'privacy_token', id: '1', from: ada, sender_lid: adaLid }
  const stanza = node('notification', attrs, [node('tokens', {}, [token, ...others])])
  expect(parseTrustedContactTokens(stanza)).toEqual([
    { from: ada, lid: adaLid, token: Uint8Array.of(1), timestampSec: 5 },
  ])
  expect(issueTokenRequest('7', adaLid, 1754000000)).toEqual(
    node('iq', { id: '7', to: 's.whatsapp.net', type: 'set', xmlns: 'privacy' }, [
      node('tokens', {}, [
        node('token', { jid: adaLid, t: '1754000000', type: 'trusted_contact' }),
      ]),
    ]),
  )
})
