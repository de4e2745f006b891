import { beforeEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../../platform/fakes.ts'
import { type Jid, parseJid } from '../../wire/jid.ts'
import { child, children, node, type WireNode } from '../../wire/node/node.ts'
import { participantHash } from '../../formats/phash.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { ADVKeyIndexListSchema, ADVSignedKeyIndexListSchema } from '../../wire/proto/gen/adv_pb.ts'
import { createBook } from '../chats/createBook.ts'
import { makeParty, type Party } from '../cipher/testParty.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { Line } from '../talk/talk.ts'
import { createDevices, type Devices } from './devices.ts'

const own = { pn: parseJid('15550001111@s.whatsapp.net'), lid: parseJid('900@lid'), device: 3 }
const ben = parseJid('901@lid')

/** For tests: answers what is asked, and keeps it. */
function scripted(answer: (request: WireNode) => readonly WireNode[]) {
  const asked: WireNode[] = []
  const line: Line = {
    isOpen: () => true,
    send: () => true,
    async request(build) {
      const request = build('1')
      asked.push(request)
      return node('iq', { type: 'result', id: '1' }, answer(request))
    },
  }
  return { line, asked }
}

const usersOf = (request: WireNode) =>
  children(child(child(request, 'usync') ?? request, 'list') ?? request)

interface Told {
  readonly devices: readonly (readonly [id: number, keyIndex?: number])[]
  readonly rawId?: number
  readonly valid?: readonly number[]
  readonly current?: number
}

function listNode(jid: Jid, { devices, rawId, valid = [], current = 0 }: Told): WireNode {
  const list = devices.map(([id, keyIndex]) =>
    node('device', {
      id: String(id),
      ...(keyIndex === undefined ? {} : { 'key-index': String(keyIndex) }),
    }),
  )
  const details = encodeProto(ADVKeyIndexListSchema, {
    rawId: rawId ?? 0,
    timestamp: 5n,
    currentIndex: current,
    validIndexes: [...valid],
  })
  const signed = encodeProto(ADVSignedKeyIndexListSchema, {
    details,
    accountSignature: new Uint8Array(64),
  })
  return node('user', { jid }, [
    node('devices', {}, [
      node('device-list', {}, list),
      ...(rawId === undefined ? [] : [node('key-index-list', { ts: '5' }, signed)]),
    ]),
  ])
}

const usyncAnswer = (...users: readonly WireNode[]): readonly WireNode[] => [
  node('usync', {}, [node('result', {}, [node('devices')]), node('list', {}, users)]),
]

let party: Party
let devices: Devices
let changed: Jid[]

beforeEach(async () => {
  party = await makeParty('15550001111:3@s.whatsapp.net', seededRandom(5))
  changed = []
  const addressKey = (address: string) => party.store().addressKey(address)
  devices = createDevices({
    work: party.work(),
    book: createBook({ addressKey, own: () => own }),
    cipher: party.cipher(),
    trace: () => {},
    now: () => 0,
    addressKey,
    own: () => own,
    onIdentityChanged: async (_, user) => void changed.push(user),
  })
})

describe('a list of devices', () => {
  it('holds the phone, and companions that the account stands by', async () => {
    const told: Told = {
      devices: [[0], [2, 1], [4, 9], [6, 3], [8]],
      rawId: 1,
      valid: [1],
      current: 3,
    }
    const { line } = scripted(() => usyncAnswer(listNode(ben, told)))
    // Index 3 is not named, 9 is younger than the list, device 8 has none.
    expect(await devices.of([ben], line)).toEqual(['901@lid', '901:2@lid', '901:4@lid'])
  })

  it('is kept until something is wrong with it, and leaves this device out of the own one', async () => {
    const { line, asked } = scripted(() => usyncAnswer(listNode(own.lid, { devices: [[0], [3]] })))
    expect(await devices.of([own.lid], line)).toEqual(['900@lid'])
    await devices.of([own.lid], line)
    expect(asked).toHaveLength(1)
    await devices.of([own.lid], line, 'fresh')
    expect(asked).toHaveLength(2)
  })

  it('that may be wrong is asked for with its hash; left out means unchanged', async () => {
    const told = { devices: [[0], [2, 1]], rawId: 1, valid: [1] } as const
    let answer = usyncAnswer(listNode(ben, told))
    const { line, asked } = scripted(() => answer)
    const before = await devices.of([ben], line)
    await party.work().run((unit) => devices.forget(unit, [ben]))
    answer = usyncAnswer()
    expect(await devices.of([ben], line)).toEqual(before)
    const [user] = usersOf(asked[1] ?? node('none'))
    const hint = user && child(user, 'devices')
    expect(hint?.attrs).toEqual({ device_hash: participantHash(before), ts: '5' })
    await devices.of([ben], line)
    expect(asked).toHaveLength(2)
  })

  it('that cannot be had is the phone alone, and is not stored', async () => {
    const refused = [
      node('user', { jid: ben }, [node('devices', {}, [node('error', { code: '500' })])]),
    ]
    const { line, asked } = scripted(() => usyncAnswer(...refused))
    expect(await devices.of([ben], line)).toEqual([ben])
    await devices.of([ben], line)
    expect(asked).toHaveLength(2)
  })

  it('with another raw id ends all sessions: the account was registered anew', async () => {
    const other = await makeParty('901@s.whatsapp.net', seededRandom(6))
    await party.work().run((unit) => party.cipher().startSession(unit, ben, other.bundle()))
    let rawId = 1
    const { line } = scripted(() => usyncAnswer(listNode(ben, { devices: [[0]], rawId })))
    await devices.of([ben], line)
    expect(await party.cipher().withoutSession(party.work().reader, [ben])).toEqual([])
    rawId = 2
    await devices.of([ben], line, 'fresh')
    expect(await party.cipher().withoutSession(party.work().reader, [ben])).toEqual([ben])
    expect(changed).toEqual([ben])
  })
})

describe('a notification', () => {
  const notify = (operation: string, attrs: Record<string, string>, list: readonly WireNode[]) =>
    party
      .work()
      .run((unit) =>
        devices.takeNotification(
          unit,
          node(
            'notification',
            { type: 'devices', from: '15550002222@s.whatsapp.net', lid: ben, id: 'n', t: '1' },
            [node(operation, attrs, [...list, node('key-index-list', { ts: '6' })])],
          ),
        ),
      )
  const known = { devices: [[0], [2]] } as const

  it('adds and removes devices, sessions too, without a question', async () => {
    const { line, asked } = scripted(() => usyncAnswer(listNode(ben, known)))
    await devices.of([ben], line)
    const three = ['901@lid', '901:2@lid', '901:5@lid'].map(parseJid)
    const added = node('device', { jid: '901:5@lid', 'key-index': '4' })
    await notify('add', { device_lid_hash: participantHash(three) }, [added])
    expect(await devices.of([ben], line)).toEqual(three)
    const other = await makeParty('902@s.whatsapp.net', seededRandom(7))
    const gone = parseJid('901:2@lid')
    await party.work().run((unit) => party.cipher().startSession(unit, gone, other.bundle()))
    const rest = three.filter((jid) => jid !== gone)
    await notify('remove', { device_lid_hash: participantHash(rest) }, [
      node('device', { jid: gone }),
    ])
    expect(await devices.of([ben], line)).toEqual(rest)
    expect(await party.cipher().withoutSession(party.work().reader, [gone])).toEqual([gone])
    expect(asked).toHaveLength(1)
  })

  it('whose hash says otherwise, or an update, makes the list be asked for', async () => {
    const { line, asked } = scripted(() => usyncAnswer(listNode(ben, known)))
    await devices.of([ben], line)
    await notify('add', { device_lid_hash: '2:xxxxxxxx' }, [node('device', { jid: '901:5@lid' })])
    await devices.of([ben], line)
    await notify('update', { hash: 'abcd' }, [])
    await devices.of([ben], line)
    expect(asked).toHaveLength(3)
  })
})

describe('a phone that the service removes', () => {
  it('is known again, or another one is noticed', async () => {
    const [before, after] = await Promise.all([
      makeParty('901@s.whatsapp.net', seededRandom(12)),
      makeParty('901@s.whatsapp.net', seededRandom(13)),
    ])
    const begin = (from: Party) =>
      party.work().run(async (unit) => {
        await party.cipher().forgetDevice(unit, ben)
        expect(await party.cipher().withoutSession(unit, [ben])).toEqual([ben])
        return await party.cipher().startSession(unit, ben, from.bundle())
      })
    expect(await begin(before)).toEqual({ identityChanged: false })
    expect(await begin(before)).toEqual({ identityChanged: false })
    expect(await begin(after)).toEqual({ identityChanged: true })
  })
})

describe('bundles', () => {
  function userNode(jid: Jid, from: Party, extra: readonly WireNode[] = []): WireNode {
    const { registrationId, identityKey, signedPreKey } = from.bundle()
    const id = (value: number) => Uint8Array.of(value >> 16, value >> 8, value)
    return node('user', { jid }, [
      node('registration', {}, Uint8Array.of(0, 0, registrationId >> 8, registrationId)),
      node('type', {}, Uint8Array.of(5)),
      node('identity', {}, identityKey),
      node('skey', {}, [
        node('id', {}, id(signedPreKey.id)),
        node('value', {}, signedPreKey.publicKey),
        node('signature', {}, signedPreKey.signature),
      ]),
      ...extra,
    ])
  }

  it('begin sessions, also where the proof of a companion is missing, not where it is forged', async () => {
    const other = await makeParty('902@s.whatsapp.net', seededRandom(8))
    const all = ['901@lid', '901:2@lid', '901:4@lid'].map(parseJid)
    const [phone = ben, plain = ben, forged = ben] = all
    const { line, asked } = scripted(() => [
      node('list', {}, [
        userNode(forged, other, [node('device-identity', {}, Uint8Array.of(1, 2, 3))]),
        userNode(plain, other),
        userNode(phone, other),
      ]),
    ])
    expect(await devices.reach(all, line)).toEqual([forged])
    expect(await devices.reach([phone, plain], line)).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it.each([new RequestError('timeout'), new RequestError('refused', 503)])(
    'that nobody gave for now (%s) do not count as none',
    async (error) => {
      const busy: Line = {
        isOpen: () => true,
        send: () => true,
        request: () => Promise.reject(error),
      }
      await expect(devices.reach([ben], busy)).rejects.toBe(error)
      const other = await makeParty('902@s.whatsapp.net', seededRandom(12))
      const { line } = scripted(() => [node('list', {}, [userNode(ben, other)])])
      await devices.reach([ben], line)
      const companion = parseJid('901:2@lid')
      expect(await devices.reach([ben, companion], busy)).toEqual([companion])
    },
  )

  it('of a phone with another identity are told of', async () => {
    const first = await makeParty('902@s.whatsapp.net', seededRandom(9))
    const second = await makeParty('902@s.whatsapp.net', seededRandom(10))
    let whose = first
    const { line } = scripted(() => [node('list', {}, [userNode(ben, whose)])])
    await devices.reach([ben], line)
    expect(changed).toEqual([])
    whose = second
    await devices.renew(ben, line)
    expect(changed).toEqual([ben])
  })

  it('that are refused with 406 take the device off its list; a wrong signature begins nothing', async () => {
    const other = await makeParty('902@s.whatsapp.net', seededRandom(11))
    const gone = parseJid('901:2@lid')
    const list = scripted(() => usyncAnswer(listNode(ben, { devices: [[0], [2]] })))
    await devices.of([ben], list.line)
    const spoiled = userNode(ben, other)
    const wrong = children(spoiled).map((part) =>
      part.tag === 'identity' ? node('identity', {}, new Uint8Array(32).fill(9)) : part,
    )
    const { line } = scripted(() => [
      node('list', {}, [
        node('user', { jid: gone }, [node('error', { code: '406', text: 'not-acceptable' })]),
        node('user', { jid: ben }, wrong),
      ]),
    ])
    expect(await devices.reach([ben, gone], line)).toEqual([ben, gone])
    expect(await devices.of([ben], list.line)).toEqual([ben])
  })
})
