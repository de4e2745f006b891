import { beforeEach, describe, expect, it } from 'vitest'
import { concatBytes } from '../../../web/crypto/bytes.ts'
import { generateKeyPair } from '../../../web/crypto/x25519.ts'
import { xeddsaVerify } from '../../../web/crypto/xeddsa.ts'
import { manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import {
  bytesOf,
  child,
  children,
  node,
  textOf,
  type WireNode,
} from '../../../web/wire/node/node.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import { parseFault } from '../faults/parseFault.ts'
import { deviceListHash } from '../linking/deviceLists.ts'
import { openService, type SandboxService } from '../service.ts'
import {
  announce,
  keyIndexes,
  makePerson,
  type RawLane,
  type RawPerson,
} from '../testing/rawPerson.ts'
import { memoryKeeper } from '../world.ts'

const randomBytes = seededRandom(43)
let service: SandboxService
let ada: RawPerson
let bob: RawPerson
let phone: RawLane

beforeEach(async () => {
  service = await openService({ clock: manualClock(), randomBytes, keeper: memoryKeeper() })
  ada = await makePerson(service, randomBytes, '15550001111', 1)
  bob = await makePerson(service, randomBytes, '15550002222', 2)
  ;[phone] = ada.lanes as [RawLane]
})

const rules = (): string[] => service.ledger.failures.map(({ rule }) => rule)
const errorOf = (answer: WireNode): string | undefined => child(answer, 'error')?.attrs['code']
const devices = node('devices', { version: '2' })
const user = (jid: string, ...content: WireNode[]): WireNode => node('user', { jid }, content)

async function usync(query: WireNode[], users: WireNode[]): Promise<readonly WireNode[]> {
  const attrs = { sid: 's', mode: 'query', last: 'true', index: '0', context: 'message' }
  const asked = node('usync', attrs, [node('query', {}, query), node('list', {}, users)])
  const answer = await phone.ask('usync', 'get', asked)
  const list = child(child(answer, 'usync') ?? answer, 'list')
  if (list === undefined) throw new Error(errorOf(answer))
  return children(list)
}

const deviceIds = (entry: WireNode | undefined): string[] => {
  const list = child(child(entry ?? node('x'), 'devices') ?? node('x'), 'device-list')
  return list === undefined ? [] : children(list).map(({ attrs }) => attrs['id'] ?? '')
}

describe('usync', () => {
  it('lists devices with the signed key indexes, in the form that was asked', async () => {
    const [entry] = await usync([devices, node('lid')], [user(bob.jid)])
    expect(entry?.attrs).toEqual({ jid: bob.jid })
    expect(child(entry ?? node('x'), 'lid')?.attrs).toEqual({ val: bob.lid })
    expect(deviceIds(entry)).toEqual(['0', '1'])
    const found = child(entry ?? node('x'), 'devices') ?? node('x')
    const hash = child(found, 'device-list')?.attrs['hash']
    expect(hash).toBe(deviceListHash(bob.lanes.map(({ jid }) => jid)))
    const list = child(found, 'key-index-list')
    expect(list?.attrs).toEqual({ ts: '1700000000' })
    const signed = decodeProto(ADVSignedKeyIndexListSchema, bytesOf(list ?? node('x')))
    const covered = concatBytes(Uint8Array.of(6, 2), signed.details)
    const key = bob.phone.identity.publicKey
    expect(await xeddsaVerify(key, covered, signed.accountSignature)).toBe(true)

    const byLid = await usync([devices], [user(bob.lid)])
    const lidHash = deviceListHash(bob.lanes.map(({ lid }) => lid))
    const known = node('devices', { device_hash: lidHash, ts: '1' })
    expect(deviceIds(byLid[0])).toEqual(['0', '1'])
    // Whoever knows the list is told nothing; a hash of the other form is another list.
    expect(await usync([devices], [user(bob.lid, known), user(ada.lid)])).toHaveLength(1)
    expect(await usync([devices], [user(bob.jid, known)])).toHaveLength(1)
    expect(rules()).toEqual([])
  })

  it('answers for people who are not here, each by itself, and for searches by number', async () => {
    const nobody = '15550009999@s.whatsapp.net'
    const [missing, found] = await usync([devices], [user(nobody), user(bob.jid)])
    expect(errorOf(child(missing ?? node('x'), 'devices') ?? node('x'))).toBe('404')
    expect(deviceIds(found)).toEqual(['0', '1'])

    const search = (text: string) => node('user', {}, [node('contact', {}, text)])
    const entries = await usync(
      [node('contact', { addressing_mode: 'lid' })],
      [search('+15550002222'), search('+15550009999'), search('5550002222')],
    )
    const types = entries.map((entry) => child(entry, 'contact')?.attrs['type'])
    expect(types).toEqual(['in', 'out', 'invalid'])
    expect(entries[0]?.attrs).toEqual({ jid: bob.lid, pn_jid: bob.jid })
    expect(rules()).toEqual([])
  })

  it('shows abouts and pictures as their owner wants it', async () => {
    await bob.lanes[0]?.ask('status', 'set', node('status', {}, 'At sea'))
    const about = async () =>
      child((await usync([node('status')], [user(bob.lid)]))[0] ?? phoneless, 'status')
    const phoneless = node('x')
    expect(textOf((await about()) ?? phoneless)).toBe('At sea')
    const none = node('category', { name: 'status', value: 'none' })
    await bob.lanes[0]?.ask('privacy', 'set', node('privacy', {}, [none]))
    expect((await about())?.attrs).toEqual({ code: '401' })
    const picture = (await usync([node('picture')], [user(bob.lid)]))[0] ?? phoneless
    expect(child(picture, 'picture')?.attrs['id']).toMatch(/^\d+$/)
  })

  it('leaves a user out, or refuses with a backoff, when told so', async () => {
    service.fault(parseFault({ kind: 'missing-user', user: bob.lid, device: phone.jid }))
    const users = [user(bob.lid), user(ada.lid)]
    expect((await usync([devices], users)).map(({ attrs }) => attrs['jid'])).toEqual([ada.lid])
    service.fault(
      parseFault({ kind: 'iq-error', what: 'usync', code: 429, backoff: 7, device: phone.jid }),
    )
    await expect(usync([devices], users)).rejects.toThrow('429')
    expect(await usync([devices], users)).toHaveLength(2)
  })
})

describe('bundles', () => {
  const bundle = async (jid: string): Promise<WireNode> => {
    const answer = await phone.ask('encrypt', 'get', node('key', {}, [node('user', { jid })]))
    return children(child(answer, 'list') ?? answer)[0] ?? answer
  }

  it('of a companion carry its identity without the account key, of a phone none', async () => {
    const [, laptop] = bob.lanes as [RawLane, RawLane]
    const found = await bundle(laptop.lid)
    const identity = child(found, 'device-identity')
    const read = decodeProto(ADVSignedDeviceIdentitySchema, bytesOf(identity ?? found))
    expect(read.accountSignatureKey).toHaveLength(0)
    expect(read.accountSignature).toHaveLength(64)
    expect(child(found, 'key')).toBeDefined()
    expect(child(await bundle(laptop.lid), 'key')).toBeUndefined()
    expect(child(await bundle(bob.lid), 'device-identity')).toBeUndefined()
    // The last one-time key went out: its owner hears of it.
    const low = laptop.of('notification').at(-1)
    expect(low?.attrs).toMatchObject({ type: 'encrypt', from: 's.whatsapp.net' })
    expect(child(low ?? found, 'count')?.attrs).toEqual({ value: '0' })
  })

  it('of a device that is not there, or has published nothing, are 406', async () => {
    const keys = await generateKeyPair(randomBytes)
    await announce(service, bob.phone, randomBytes, 5, keys)
    for (const jid of ['100015550002222:5@lid', '100015550002222:9@lid', '999@lid']) {
      expect(errorOf(await bundle(jid))).toBe('406')
    }
    expect(rules()).toEqual([])
  })
})

describe('changes of devices', () => {
  const news = (): readonly WireNode[] =>
    phone.of('notification').filter(({ attrs }) => attrs['type'] === 'devices')

  it('are told to those who know the account, and to nobody else', async () => {
    const stranger = await makePerson(service, randomBytes, '15550003333', 1)
    await usync([devices], [user(bob.lid)])
    await service.devices.withdraw('15550002222', 1, keyIndexes(bob.phone.identity, randomBytes, 0))
    await settle()
    const [removed] = news()
    expect(removed?.attrs).toMatchObject({ from: bob.jid, lid: bob.lid })
    const operation = child(removed ?? node('x'), 'remove')
    expect(operation?.attrs).toEqual({
      device_hash: deviceListHash([bob.jid]),
      device_lid_hash: deviceListHash([bob.lid]),
    })
    expect(child(operation ?? node('x'), 'device')?.attrs).toMatchObject({
      jid: '15550002222:1@s.whatsapp.net',
      lid: '100015550002222:1@lid',
    })
    expect(stranger.lanes[0]?.of('notification')).toEqual([])
    expect(deviceIds((await usync([devices], [user(bob.lid)]))[0])).toEqual(['0'])
  })

  it('of the identity reach everybody who knows the account', async () => {
    await usync([devices], [user(bob.lid)])
    const identity = await generateKeyPair(randomBytes)
    await service.line.register({
      number: '15550002222',
      lid: bob.lid,
      identityKey: identity.publicKey,
      platform: 'android',
      name: 'Bob',
      picture: Uint8Array.of(1),
    })
    await settle()
    const changed = phone.of('notification').find((stanza) => child(stanza, 'identity'))
    expect(changed?.attrs).toMatchObject({ type: 'encrypt', from: bob.lid })
    const answer = await phone.ask('encrypt', 'get', node('key', {}, [user(bob.lid)]))
    expect(errorOf(children(child(answer, 'list') ?? answer)[0] ?? answer)).toBe('406')
  })
})
