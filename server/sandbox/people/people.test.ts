import { beforeEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { parseFault } from '../faults/parseFault.ts'
import { openService, type SandboxService } from '../service.ts'
import { makePerson, type RawLane, type RawPerson } from '../testing/rawPerson.ts'
import { direct, receiptFor } from '../testing/rawStanzas.ts'
import { memoryKeeper } from '../world.ts'

const randomBytes = seededRandom(47)
let clock: ManualClock
let service: SandboxService
let ada: RawPerson
let bob: RawPerson
let phone: RawLane
let laptop: RawLane
let bobPhone: RawLane
let bobLaptop: RawLane

beforeEach(async () => {
  clock = manualClock()
  service = await openService({ clock, randomBytes, keeper: memoryKeeper() })
  ada = await makePerson(service, randomBytes, '15550001111', 2)
  bob = await makePerson(service, randomBytes, '15550002222', 2)
  ;[phone, laptop] = ada.lanes as [RawLane, RawLane]
  ;[bobPhone, bobLaptop] = bob.lanes as [RawLane, RawLane]
})

const rules = (): string[] => service.ledger.failures.map(({ rule }) => rule)
const available = (lane: RawLane, type = 'available'): void =>
  lane.send(node('presence', { type, name: 'Somebody' }))
const presences = (lane: RawLane) => lane.of('presence').map(({ attrs }) => attrs)

describe('presence', () => {
  it('is told to whoever asked and is available itself, until the end of the lane', async () => {
    available(laptop)
    laptop.send(node('presence', { type: 'subscribe', to: bob.lid }))
    await settle()
    expect(presences(laptop)).toEqual([{ from: bob.lid, type: 'unavailable', last: 'none' }])
    available(bobLaptop)
    await settle()
    expect(presences(laptop).at(-1)).toEqual({ from: bob.lid })
    await clock.advance(60_000)
    bobLaptop.close()
    await settle()
    const last = String(clock.now() / 1000)
    expect(presences(laptop).at(-1)).toEqual({ from: bob.lid, type: 'unavailable', last })
    available(laptop, 'unavailable')
    available(bobPhone)
    await settle()
    expect(presences(laptop)).toHaveLength(3)
    expect(presences(phone)).toEqual([])
    expect(rules()).toEqual([])
    laptop.send(node('presence', { type: 'subscribe', to: bob.lid }))
    await settle()
    expect(rules()).toEqual(['subscribe-while-unavailable'])
  })

  it('is hidden as its owner wants it', async () => {
    const hidden = node('category', { name: 'last', value: 'none' })
    await bobPhone.ask('privacy', 'set', node('privacy', {}, [hidden]))
    available(laptop)
    laptop.send(node('presence', { type: 'subscribe', to: bob.jid }))
    await settle()
    expect(presences(laptop)).toEqual([{ from: bob.jid, type: 'unavailable', last: 'deny' }])
  })
})

describe('typing', () => {
  it('reaches available devices and is kept for nobody', async () => {
    available(bobPhone)
    laptop.send(node('chatstate', { to: bob.lid }, [node('composing', { media: 'audio' })]))
    await settle()
    expect(bobPhone.of('chatstate')[0]).toMatchObject({
      attrs: { from: ada.lid },
      content: [{ tag: 'composing', attrs: { media: 'audio' } }],
    })
    expect(bobLaptop.of('chatstate')).toEqual([])
    expect(service.view().queued).toEqual([])
    expect(rules()).toEqual([])
  })
})

describe('receipts', () => {
  const send = async (id: string): Promise<WireNode> => {
    laptop.send(direct(bob.lid, [bob.lid, bobLaptop.lid, phone.lid], { id }))
    await settle()
    const got = bobLaptop.of('message').find(({ attrs }) => attrs['id'] === id)
    if (got === undefined) throw new Error('nothing came')
    return got
  }

  it('go to all devices of the author, several ids in one', async () => {
    const first = await send('M1')
    await send('M2')
    const list = node('list', {}, [node('item', { id: 'M2' })])
    bobLaptop.send({ ...receiptFor(first), content: [list] })
    await settle()
    for (const lane of [phone, laptop]) {
      const [receipt] = lane.of('receipt')
      expect(receipt?.attrs).toMatchObject({ id: 'M1', from: bobLaptop.lid })
      expect(child(receipt ?? first, 'list')).toEqual(list)
    }
    const waiting = service.view().devices.find(({ lid }) => lid === bobLaptop.lid)
    expect(waiting).toMatchObject({ delivered: 2, answered: 2, queued: 0 })
    expect(rules()).toEqual([])
  })

  it('that something was read also reach the own other devices', async () => {
    const got = await send('M1')
    bobLaptop.send(receiptFor(got))
    bobLaptop.send(receiptFor(got, { type: 'read', t: '77' }))
    await settle()
    const read = (lane: RawLane) =>
      lane.of('receipt').find(({ attrs }) => attrs['type'] === 'read')?.attrs
    expect(read(laptop)).toMatchObject({ id: 'M1', from: bobLaptop.lid, t: '77' })
    expect(read(laptop)).not.toHaveProperty('recipient')
    expect(read(bobPhone)).toMatchObject({ from: bobLaptop.lid, recipient: ada.lid, t: '77' })
    expect(read(bobLaptop)).toBeUndefined()
    bobLaptop.send(receiptFor(got, { type: 'read-self', t: '78' }))
    await settle()
    expect(bobPhone.of('receipt')).toHaveLength(2)
    expect(laptop.of('receipt')).toHaveLength(2)
    expect(rules()).toEqual([])
  })

  it('can be lost on demand', async () => {
    service.fault(parseFault({ kind: 'drop-receipt', type: 'read', device: bobLaptop.jid }))
    const got = await send('M1')
    bobLaptop.send(receiptFor(got))
    bobLaptop.send(receiptFor(got, { type: 'read', t: '77' }))
    await settle()
    expect(laptop.of('receipt').map(({ attrs }) => attrs['type'])).toEqual([undefined])
    expect(bobPhone.of('receipt')).toHaveLength(1)
  })

  it('that ask for a message again go to the device that sent it', async () => {
    const got = await send('M1')
    const retry = node('retry', {
      count: '1',
      id: 'M1',
      t: got.attrs['t'] ?? '',
      v: '1',
      error: '7',
    })
    const registration = node('registration', {}, Uint8Array.of(0, 0, 0, 101))
    bobLaptop.send({ ...receiptFor(got, { type: 'retry' }), content: [retry, registration] })
    await settle()
    const asked = laptop.of('receipt')[0]
    expect(asked?.attrs).toMatchObject({ id: 'M1', type: 'retry', from: bobLaptop.lid })
    expect(child(asked ?? got, 'retry')).toEqual(retry)
    expect(phone.of('receipt')).toEqual([])
    const own = phone.of('message')[0]
    if (own === undefined) throw new Error('nothing came')
    const ownRetry = receiptFor(own, { type: 'retry', recipient: bob.lid })
    phone.send({ ...ownRetry, content: [retry, registration] })
    phone.send(receiptFor(own, { type: 'sender', recipient: bob.lid }))
    await settle()
    expect(laptop.of('receipt').map(({ attrs }) => [attrs['type'], attrs['recipient']])).toEqual([
      ['retry', undefined],
      ['retry', bob.lid],
      ['sender', bob.lid],
    ])
    expect(rules()).toEqual([])
  })
})

describe('what people show of themselves', () => {
  it('changes are told to those who know them', async () => {
    const introduce = node('key', {}, [node('user', { jid: bob.lid })])
    await laptop.ask('encrypt', 'get', introduce)
    await bobPhone.ask('status', 'set', node('status', {}, 'At sea'))
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)
    const set = await bobPhone.ask(
      'w:profile:picture',
      'set',
      node('picture', { type: 'image' }, jpeg),
    )
    const id = child(set, 'picture')?.attrs['id']
    await bobPhone.ask('w:profile:picture', 'set', [])
    const news = laptop.of('notification')
    expect(news.map(({ attrs }) => attrs['type'])).toEqual(['status', 'picture', 'picture'])
    expect(children(news[1] ?? set)[0]?.attrs).toMatchObject({ jid: bob.lid, id })
    expect(children(news[2] ?? set)[0]?.tag).toBe('delete')
    expect(rules()).toEqual([])
  })

  it('tokens reach those they are for', async () => {
    const token = node('token', { jid: bob.lid, t: '604800', type: 'trusted_contact' })
    await laptop.ask('privacy', 'set', node('tokens', {}, [token]))
    const news = bobPhone.of('notification')[0]
    expect(news?.attrs).toMatchObject({ type: 'privacy_token', from: ada.lid })
    expect(child(child(news ?? token, 'tokens') ?? token, 'token')?.attrs).toEqual({
      type: 'trusted_contact',
      t: '604800',
    })
  })
})
