import { beforeEach, describe, expect, it } from 'vitest'
import { manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { bytesOf, child, node, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../../../web/wire/proto/gen/adv_pb.ts'
import { parseFault } from '../faults/parseFault.ts'
import { openService, type SandboxService } from '../service.ts'
import type { RawClient } from '../testing/rawClient.ts'
import { makeDevice, type RawDevice } from '../testing/rawDevice.ts'
import { linkDevice, logIn, preKeySignature } from '../testing/rawLink.ts'
import { makePerson, type RawLane, type RawPerson } from '../testing/rawPerson.ts'
import { ackFor, direct, enc, grouped, receiptFor } from '../testing/rawStanzas.ts'
import { memoryKeeper } from '../world.ts'

const randomBytes = seededRandom(41)
const S = 's.whatsapp.net'
/** The companion that is tried, by LID; the phone and the other person. */
const MY_LID = '100015550001111:1@lid'
const ADA = '100015550001111@lid'
const BOB = '100015550002222@lid'
const BOB_PN = '15550002222@s.whatsapp.net'
const NOBODY = '15550009999@s.whatsapp.net'

let service: SandboxService
let ada: RawPerson
let bob: RawPerson
let phone: RawLane
let bobPhone: RawLane
let device: RawDevice
let client: RawClient
let group: string
let identity: Uint8Array
let ids = 0

beforeEach(async () => {
  const world = { clock: manualClock(), randomBytes, keeper: memoryKeeper() }
  service = await openService(world, { preKeysPerUpload: 1 })
  ada = await makePerson(service, randomBytes, '15550001111', 1)
  bob = await makePerson(service, randomBytes, '15550002222', 2)
  ;[phone] = ada.lanes as [RawLane]
  ;[bobPhone] = bob.lanes as [RawLane]
  device = await makeDevice(randomBytes)
  await linkDevice(service, ada.phone, device, randomBytes)
  client = await logIn(service, ada.phone, device, randomBytes)
  await client.next('success')
  client.send(iq('set', 'passive', node('active')))
  client.send(node('presence', { type: 'available', name: 'Ada' }))
  const create = node('create', { subject: 'Walks' }, [node('participant', { jid: BOB })])
  const made = child(await phone.ask('w:g2', 'set', create, 'g.us'), 'group')
  group = `${made?.attrs['id'] ?? ''}@g.us`
  await settle()
  for (const stanza of client.received) {
    if (stanza.tag === 'notification') client.send(ackFor(stanza))
  }
  identity = await ownIdentity()
  await settle()
  expect(service.ledger.failures).toEqual([])
})

/** What the companion shows with a pkmsg: its identity as others get it, and the account's key. */
async function ownIdentity(): Promise<Uint8Array> {
  const asked = node('key', {}, [node('user', { jid: MY_LID })])
  const answer = await bobPhone.ask('encrypt', 'get', asked)
  const user = child(child(answer, 'list') ?? answer, 'user') ?? answer
  const { details, accountSignature, deviceSignature } = decodeProto(
    ADVSignedDeviceIdentitySchema,
    bytesOf(child(user, 'device-identity') ?? user),
  )
  return encodeProto(ADVSignedDeviceIdentitySchema, {
    details,
    accountSignatureKey: ada.phone.identity.publicKey,
    accountSignature,
    deviceSignature,
  })
}

type Attrs = Record<string, string>

function iq(type: string, xmlns: string, content: WireNode, extra: Attrs = {}): WireNode {
  return node('iq', { id: `d${++ids}`, to: S, type, xmlns, ...extra }, [content])
}

/** A message that is right in everything: the cases below spoil one thing each. */
const right = (attrs: Attrs = {}, encAttrs: Attrs = {}): WireNode =>
  direct(BOB, [BOB, ADA], { id: `m${++ids}`, ...attrs }, encAttrs)

const withChild = (stanza: WireNode, ...extra: WireNode[]): WireNode => ({
  ...stanza,
  content: [...((stanza.content ?? []) as WireNode[]), ...extra],
})

const toGroup = (attrs: Attrs = {}): WireNode => {
  const all = [ADA, MY_LID, BOB, bob.lanes[1]?.lid ?? BOB]
  const stanza = grouped(group, 'lid', all as never, [], { id: `g${++ids}`, ...attrs })
  return stanza
}

const without = (stanza: WireNode, name: string): WireNode => {
  const attrs = Object.fromEntries(Object.entries(stanza.attrs).filter(([key]) => key !== name))
  return { ...stanza, attrs }
}

const deviceIdentity = (): WireNode => node('device-identity', {}, identity)
const usync = (attrs: Attrs, query: WireNode[], users: WireNode[]): WireNode =>
  iq(
    'get',
    'usync',
    node('usync', { sid: 's', mode: 'query', last: 'true', index: '0', ...attrs }, [
      node('query', {}, query),
      node('list', {}, users),
    ]),
  )
const message = { context: 'message' }
const devices = node('devices', { version: '2' })
const user = (jid: string, ...content: WireNode[]): WireNode => node('user', { jid }, content)
const toG = (type: 'get' | 'set', content: WireNode): WireNode =>
  iq(type, 'w:g2', content, { to: group })

/** What is said, the rule it breaks, and the error that answers it (undefined: it has no answer). */
type Case = readonly [string, () => WireNode, string, string | undefined]

const CASES: readonly Case[] = [
  ['a message without id', () => without(right(), 'id'), 'missing-attribute', '479'],
  ['a message without type', () => without(right(), 'type'), 'missing-attribute', '479'],
  ['a message of an unknown type', () => right({ type: 'song' }), 'bad-attribute', '479'],
  ['an unknown edit', () => right({ edit: '4' }), 'bad-attribute', '479'],
  ['an admin revoke between two', () => right({ edit: '8' }), 'admin-revoke', '479'],
  ['a foreign attribute', () => right({ verified_name: '1' }), 'foreign-attribute', '479'],
  ['a hash on a direct message', () => right({ phash: '2:AAAAAAAA' }), 'foreign-attribute', '479'],
  [
    'a mode on a direct message',
    () => right({ addressing_mode: 'lid' }),
    'foreign-attribute',
    '479',
  ],
  ['a foreign child', () => withChild(right(), node('hint')), 'foreign-child', '479'],
  ['an enc of version 3', () => right({}, { v: '3' }), 'bad-attribute', '479'],
  ['an skmsg between two', () => right({}, { type: 'skmsg' }), 'bad-attribute', '479'],
  ['an enc with a foreign attribute', () => right({}, { x: '1' }), 'foreign-attribute', '479'],
  ['media without mediatype', () => right({ type: 'media' }), 'missing-mediatype', '479'],
  [
    'an unknown mediatype',
    () => right({ type: 'media' }, { mediatype: 'smell' }),
    'bad-attribute',
    '479',
  ],
  ['text with a mediatype', () => right({}, { mediatype: 'url' }), 'foreign-mediatype', '479'],
  [
    'a reaction that shows its failure',
    () => right({ type: 'reaction' }),
    'missing-decrypt-fail',
    '479',
  ],
  ['an edit that shows its failure', () => right({ edit: '1' }), 'missing-decrypt-fail', '479'],
  [
    'a revoke that hides it',
    () => right({ edit: '7' }, { 'decrypt-fail': 'hide' }),
    'hidden-revoke',
    '479',
  ],
  ['a poll without its kind', () => right({ type: 'poll' }), 'missing-polltype', '479'],
  [
    'a pkmsg without identity',
    () => right({}, { type: 'pkmsg' }),
    'missing-device-identity',
    '479',
  ],
  [
    'an identity without pkmsg',
    () => withChild(right(), deviceIdentity()),
    'foreign-device-identity',
    '479',
  ],
  [
    'the identity of somebody else',
    () => withChild(right({}, { type: 'pkmsg' }), node('device-identity', {}, Uint8Array.of(1))),
    'other-device-identity',
    '479',
  ],
  ['an empty list of devices', () => direct(BOB, [], { id: 'e' }), 'missing-child', '479'],
  ['one device twice', () => direct(BOB, [BOB, BOB], { id: 'e' }), 'recipient-twice', '479'],
  [
    'the sender among the devices',
    () => direct(BOB, [BOB, MY_LID], { id: 'e' }),
    'sent-to-itself',
    '479',
  ],
  [
    'a stranger among the devices',
    () => direct(ADA, [BOB], { id: 'e' }),
    'foreign-recipient',
    '479',
  ],
  [
    'both forms of address',
    () => direct(BOB, [BOB, ada.jid], { id: 'e' }),
    'mixed-addressing',
    '400',
  ],
  [
    'a message to one device',
    () => direct(`${BOB.replace('@', ':1@')}`, [BOB], { id: 'e' }),
    'bad-recipient',
    '479',
  ],
  [
    'a number that is not the recipient’s',
    () => right({ peer_recipient_pn: NOBODY }),
    'other-recipient-number',
    '479',
  ],
  [
    'no device of the recipient',
    () => direct(BOB, [ADA], { id: 'e' }),
    'no-recipient-device',
    undefined,
  ],
  [
    'two privacy tokens',
    () => withChild(right(), node('tctoken', {}, 'x'), node('cstoken', {}, new Uint8Array(32))),
    'two-privacy-tokens',
    '479',
  ],
  [
    'a token for oneself',
    () => withChild(direct(ADA, [ADA], { id: 'e' }), node('tctoken', {}, 'x')),
    'token-for-self',
    '479',
  ],
  ['a group message without hash', () => without(toGroup(), 'phash'), 'missing-attribute', '479'],
  [
    'a group message without mode',
    () => without(toGroup(), 'addressing_mode'),
    'missing-attribute',
    '479',
  ],
  ['a group message without skmsg', () => ({ ...toGroup(), content: [] }), 'missing-child', '479'],
  [
    'a group key by number',
    () => grouped(group, 'lid', [], [BOB_PN], { id: 'e', phash: '2:AAAAAAAA' }),
    'mixed-addressing',
    '400',
  ],
  [
    'a resend with a hash',
    () =>
      node('message', { id: 'e', to: group, type: 'text', participant: BOB, phash: '2:AAAAAAAA' }, [
        enc({ count: '1' }),
      ]),
    'foreign-attribute',
    '479',
  ],
  [
    'a sixth resend',
    () => node('message', { id: 'e', to: BOB, type: 'text' }, [enc({ count: '6' })]),
    'bad-attribute',
    '479',
  ],
  [
    'a peer message to somebody else',
    () =>
      node('message', { id: 'e', to: BOB, type: 'text', category: 'peer' }, [
        node('meta', { appdata: 'default' }),
        enc(),
      ]),
    'foreign-peer',
    '479',
  ],
  [
    'a peer message with a token',
    () =>
      node('message', { id: 'e', to: ADA, type: 'text', category: 'peer' }, [
        node('meta', { appdata: 'default' }),
        enc(),
        node('tctoken', {}, 'x'),
      ]),
    'foreign-child',
    '479',
  ],
  [
    'a post to a channel',
    () =>
      node('message', { id: 'e', to: '1@newsletter', type: 'text' }, [node('plaintext', {}, 'x')]),
    'foreign-child',
    '479',
  ],

  [
    'a receipt for nothing',
    () => node('receipt', { id: 'r', to: BOB }),
    'unasked-answer',
    undefined,
  ],
  [
    'a receipt of an unknown type',
    () => node('receipt', { id: 'r', to: BOB, type: 'seen' }),
    'unnamed-receipt',
    undefined,
  ],
  [
    'a read receipt without time',
    () => node('receipt', { id: 'r', to: BOB, type: 'read' }),
    'missing-attribute',
    undefined,
  ],
  [
    'a retry receipt without retry',
    () => node('receipt', { id: 'r', to: BOB, type: 'retry' }),
    'missing-child',
    undefined,
  ],
  ['an ack without class', () => node('ack', { id: 'r', to: BOB }), 'unasked-answer', undefined],

  [
    'presence of nobody',
    () => node('presence', { type: 'subscribe', to: NOBODY }),
    'unknown-person',
    undefined,
  ],
  [
    'presence of oneself',
    () => node('presence', { type: 'subscribe', to: ADA }),
    'subscribe-to-self',
    undefined,
  ],
  [
    'typing two things',
    () => node('chatstate', { to: BOB }, [node('composing'), node('paused')]),
    'missing-child',
    undefined,
  ],
  [
    'typing a video',
    () => node('chatstate', { to: BOB }, [node('composing', { media: 'video' })]),
    'bad-attribute',
    undefined,
  ],
  [
    'typing to nobody',
    () => node('chatstate', { to: NOBODY }, [node('paused')]),
    'bad-recipient',
    undefined,
  ],
  [
    'ringing',
    () =>
      node('call', { id: 'c', to: BOB, from: ADA }, [
        node('offer', { 'call-id': 'c', 'call-creator': ADA }),
      ]),
    'foreign-child',
    undefined,
  ],

  ['usync without context', () => usync({}, [devices], [user(BOB)]), 'missing-attribute', '400'],
  ['usync for nothing', () => usync(message, [], [user(BOB)]), 'asks-for-nothing', '400'],
  ['usync of a device', () => usync(message, [devices], [user(MY_LID)]), 'user-with-device', '400'],
  [
    'usync of one user twice',
    () => usync(message, [devices], [user(BOB), user(BOB)]),
    'user-twice',
    '400',
  ],
  ['usync of nobody', () => usync(message, [devices], [node('user')]), 'nameless-user', '400'],
  [
    'devices of version 1',
    () => usync(message, [node('devices', { version: '1' })], [user(BOB)]),
    'bad-attribute',
    '400',
  ],

  [
    'a group that is asked too much',
    () => toG('get', node('query', { request: 'all' })),
    'bad-attribute',
    '400',
  ],
  [
    'a subject with an attribute',
    () => toG('set', node('subject', { loud: '1' }, 'x')),
    'foreign-attribute',
    '400',
  ],
  ['a description without id', () => toG('set', node('description')), 'missing-attribute', '400'],
  ['adding nobody', () => toG('set', node('add')), 'missing-child', '400'],
  ['an unknown action', () => toG('set', node('paint')), 'unnamed-request', '501'],
  [
    'a setting that nobody has',
    () =>
      iq(
        'set',
        'privacy',
        node('privacy', {}, [node('category', { name: 'smell', value: 'all' })]),
      ),
    'bad-attribute',
    '400',
  ],
  [
    'a value that a setting cannot have',
    () =>
      iq(
        'set',
        'privacy',
        node('privacy', {}, [node('category', { name: 'last', value: 'known' })]),
      ),
    'bad-attribute',
    '400',
  ],
  [
    'a token for nobody',
    () =>
      iq(
        'set',
        'privacy',
        node('tokens', {}, [node('token', { jid: NOBODY, t: '1', type: 'trusted_contact' })]),
      ),
    'bad-recipient',
    '400',
  ],
  [
    'one’s own picture with a token',
    () =>
      iq(
        'get',
        'w:profile:picture',
        node('picture', { type: 'image', query: 'url' }, [node('tctoken', {}, 'x')]),
        { target: ADA },
      ),
    'foreign-child',
    '400',
  ],
]

const errorOf = ({ tag, attrs, content }: WireNode): string | undefined =>
  tag === 'ack'
    ? attrs['error']
    : content instanceof Uint8Array
      ? undefined
      : content?.find((inner) => inner.tag === 'error')?.attrs['code']

describe('a strict companion that writes', () => {
  it('fails for each of sixty and more deviations, answered as the reference says', async () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60)
    for (const [name, make, rule, code] of CASES) {
      service.ledger.clear()
      const before = client.received.length
      client.send(make())
      await settle()
      expect(
        service.ledger.failures.map((failure) => failure.rule),
        name,
      ).toContain(rule)
      const errors = client.received.slice(before).flatMap((stanza) => errorOf(stanza) ?? [])
      expect(errors, name).toEqual(code === undefined ? [] : [code])
    }
    expect(client.isOpen()).toBe(true)
    expect(bobPhone.of('message').map(({ attrs }) => attrs['id'])).toEqual([])
  })

  it('may do the same rightly', async () => {
    client.send(right())
    client.send(right({ type: 'media' }, { mediatype: 'url' }))
    client.send(right({ type: 'reaction' }, { 'decrypt-fail': 'hide' }))
    client.send(right({ edit: '7' }))
    client.send(withChild(right({}, { type: 'pkmsg' }), deviceIdentity()))
    client.send(toGroup())
    client.send(direct(ADA, [ADA], { id: 'note' }))
    await settle()
    expect(service.ledger.failures).toEqual([])
    expect(client.received.filter(({ tag }) => tag === 'ack')).toHaveLength(7)
  })
})

describe('a strict companion that reads', () => {
  const send = async (stanza: WireNode): Promise<WireNode> => {
    bobPhone.send(stanza)
    return client.next('message')
  }
  const rules = (): string[] => service.ledger.failures.map(({ rule }) => rule)

  it.each<[string, (got: WireNode) => WireNode, string[]]>([
    ['the plain receipt', (got) => receiptFor(got), []],
    ['inactive while available', (got) => receiptFor(got, { type: 'inactive' }), ['wrong-receipt']],
    ['sender for somebody else’s', (got) => receiptFor(got, { type: 'sender' }), ['wrong-receipt']],
    ['a plain ack', (got) => without(ackFor(got), 'recipient'), ['wrong-answer']],
    ['a refusal', (got) => ackFor(got, { error: '491' }), []],
    ['a refusal that nobody knows', (got) => ackFor(got, { error: '77' }), ['bad-attribute']],
    [
      'a receipt for another device',
      (got) => ({ ...receiptFor(got), attrs: { id: got.attrs['id'] ?? '', to: BOB_PN } }),
      ['bad-attribute'],
    ],
  ])('answers a message of somebody with %s', async (_, answer, broken) => {
    client.send(answer(await send(direct(ADA, [MY_LID]))))
    await settle()
    expect(rules()).toEqual(broken)
    expect(
      service.view().queued.find(({ device }) => device === '15550001111:1@s.whatsapp.net'),
    ).toBeUndefined()
  })

  it('answers inactive while its window has no focus, and once only', async () => {
    client.send(node('presence', { type: 'unavailable', name: 'Ada' }))
    const got = await send(direct(ADA, [MY_LID]))
    client.send(receiptFor(got, { type: 'inactive' }))
    await settle()
    expect(rules()).toEqual([])
    expect(bobPhone.of('receipt')[0]?.attrs).toMatchObject({ type: 'inactive', from: MY_LID })
    client.send(receiptFor(got, { type: 'inactive' }))
    client.send(ackFor(got))
    await settle()
    expect(rules()).toEqual(['unasked-answer', 'unasked-answer'])
  })

  it('asks again with what belongs to it, then acks', async () => {
    const got = await send(direct(ADA, [MY_LID]))
    const retry = (attrs: Attrs, ...more: WireNode[]) => ({
      ...receiptFor(got, { type: 'retry' }),
      content: [
        node('retry', { count: '1', id: 'M1', t: got.attrs['t'] ?? '', v: '1', ...attrs }),
        node('registration', {}, Uint8Array.of(0, 0, 0x12, 0x34)),
        ...more,
      ],
    })
    client.send(retry({ error: '1' }))
    client.send(ackFor(got))
    await settle()
    expect(rules()).toEqual([])
    expect(bobPhone.of('receipt')[0]?.attrs).toMatchObject({ type: 'retry', from: MY_LID })
    client.send(retry({ count: '2' }))
    client.send(retry({ error: '0' }))
    client.send(retry({ id: 'other' }))
    await settle()
    expect(rules()).toEqual(['missing-child', 'bad-attribute', 'bad-attribute'])
  })

  it('shows keys for it that are its own, and were never offered to all', async () => {
    const id = node('id', {}, Uint8Array.of(0, 0, 1))
    const skey = node('skey', {}, [
      id,
      node('value', {}, device.signedPreKey.publicKey),
      node('signature', {}, preKeySignature(device, randomBytes)),
    ])
    const registration = node('registration', {}, Uint8Array.of(0, 0, 0x12, 0x34))
    const oneTime = node('key', {}, [id, node('value', {}, randomBytes(32))])
    const upload = iq('set', 'encrypt', registration)
    client.send(
      withChild(
        upload,
        node('type', {}, Uint8Array.of(5)),
        node('identity', {}, device.identity.publicKey),
        node('list', {}, [oneTime]),
        skey,
      ),
    )
    const got = await send(direct(ADA, [MY_LID]))
    const keys = (value: Uint8Array, key: number, ...more: WireNode[]) =>
      node('keys', {}, [
        node('type', {}, Uint8Array.of(5)),
        node('identity', {}, value),
        node('key', {}, [
          node('id', {}, Uint8Array.of(0, 0, key)),
          node('value', {}, randomBytes(32)),
        ]),
        skey,
        ...more,
      ])
    const retry = (content: WireNode) => ({
      ...receiptFor(got, { type: 'retry' }),
      content: [
        node('retry', { count: '2', id: 'M1', t: got.attrs['t'] ?? '', v: '1', error: '7' }),
        registration,
        content,
      ],
    })
    const { publicKey } = device.identity
    client.send(retry(keys(publicKey, 2, deviceIdentity())))
    await settle()
    expect(rules()).toEqual([])
    client.send(retry(keys(publicKey, 1, deviceIdentity())))
    client.send(retry(keys(randomBytes(32), 3, deviceIdentity())))
    client.send(retry(keys(publicKey, 4)))
    await settle()
    expect(rules()).toEqual(['uploaded-retry-key', 'identity-changed', 'missing-device-identity'])
  })

  it('answers a message that a fault sends twice, or late, as often as it came', async () => {
    service.fault(parseFault({ kind: 'duplicate', tag: 'message' }))
    const first = await send(direct(ADA, [MY_LID]))
    const second = await client.next('message')
    expect(second).toEqual(first)
    client.send(receiptFor(first))
    client.send(receiptFor(second))
    await settle()
    expect(rules()).toEqual([])
    expect(bobPhone.of('receipt')).toHaveLength(1)

    service.fault(parseFault({ kind: 'reorder', tag: 'message' }))
    bobPhone.send(direct(ADA, [MY_LID], { id: 'M2' }))
    bobPhone.send(direct(ADA, [MY_LID], { id: 'M3' }))
    const order = [await client.next('message'), await client.next('message')]
    expect(order.map(({ attrs }) => attrs['id'])).toEqual(['M3', 'M2'])
    for (const got of order) client.send(receiptFor(got))
    await settle()
    expect(rules()).toEqual([])
    expect(service.view().pendingAnswers).toEqual([])
  })

  it('gets the rest of a backlog when it asks, each message once', async () => {
    client.hangUp()
    for (let n = 1; n <= 8; n++) bobPhone.send(direct(ADA, [MY_LID], { id: `Q${n}` }))
    await settle()
    client = await logIn(service, ada.phone, device, randomBytes, { lc: 1 })
    await client.next('success')
    const preview = await client.next((stanza) => child(stanza, 'offline_preview') !== undefined)
    expect(child(preview, 'offline_preview')?.attrs).toMatchObject({ count: '8', message: '8' })
    client.send(iq('set', 'passive', node('active')))
    await settle()
    const came = () => client.received.filter(({ tag }) => tag === 'message')
    expect(came()).toHaveLength(5)
    // It has answered before the rest came; a message that waits yet may be answered as well.
    for (const got of came()) client.send(receiptFor(got, { type: 'inactive' }))
    client.send(node('receipt', { id: 'Q8', to: BOB, type: 'inactive' }))
    client.send(node('ib', {}, [node('offline_batch', { count: '200' })]))
    await settle()
    expect(came().map(({ attrs }) => attrs['id'])).toEqual([
      'Q1',
      'Q2',
      'Q3',
      'Q4',
      'Q5',
      'Q6',
      'Q7',
    ])
    expect(child(client.received.at(-1) ?? preview, 'offline')?.attrs).toEqual({ count: '8' })
    expect(rules()).toEqual([])
  })
})
