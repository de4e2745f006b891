import { beforeEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { bytesOf, child, children, node } from '../../../web/wire/node/node.ts'
import { parseFault } from '../faults/parseFault.ts'
import { deviceListHash } from '../linking/deviceLists.ts'
import { openService, type SandboxService } from '../service.ts'
import { attachLane, makePerson, type RawLane, type RawPerson } from '../testing/rawPerson.ts'
import { ackFor, direct, enc, receiptFor } from '../testing/rawStanzas.ts'
import { memoryKeeper, type StateKeeper } from '../world.ts'

const randomBytes = seededRandom(31)
let clock: ManualClock
let keeper: StateKeeper
let service: SandboxService
let ada: RawPerson
let bob: RawPerson
let phone: RawLane
let laptop: RawLane

beforeEach(async () => {
  clock = manualClock()
  keeper = memoryKeeper()
  service = await openService({ clock, randomBytes, keeper })
  ada = await makePerson(service, randomBytes, '15550001111', 2)
  bob = await makePerson(service, randomBytes, '15550002222', 2)
  ;[phone, laptop] = ada.lanes as [RawLane, RawLane]
  expect(service.ledger.failures).toEqual([])
})

const rules = (): string[] => service.ledger.failures.map(({ rule }) => rule)
const bobs = (): string[] => bob.lanes.map(({ lid }) => lid)
const bobsByNumber = (): string[] => bob.lanes.map(({ jid }) => jid)
const lastAck = (lane: RawLane) => lane.of('ack').at(-1)?.attrs

describe('a message to a person', () => {
  it('reaches each device it names, with the addresses of section 3', async () => {
    const stanza = direct(bob.lid, [...bobs(), phone.lid], { peer_recipient_pn: bob.jid })
    laptop.send(stanza)
    await settle()

    for (const lane of bob.lanes) {
      const [got] = lane.of('message')
      expect(got?.attrs).toMatchObject({
        from: laptop.lid,
        id: 'M1',
        type: 'text',
        sender_pn: ada.jid,
        notify: 'Ada Example',
        t: String(clock.now() / 1000),
      })
      expect(got?.attrs['recipient']).toBeUndefined()
      expect(got === undefined ? [] : children(got).map(({ tag }) => tag)).toEqual(['enc'])
    }
    expect(phone.of('message')[0]?.attrs).toMatchObject({
      from: laptop.lid,
      recipient: bob.lid,
      peer_recipient_pn: bob.jid,
    })
    expect(laptop.of('message')).toEqual([])
    const everybody = [bob.lid, bob.lanes[1]?.lid, ada.lid, laptop.lid]
    expect(lastAck(laptop)).toEqual({
      class: 'message',
      id: 'M1',
      from: bob.lid,
      t: String(clock.now() / 1000),
      phash: deviceListHash(everybody.flatMap((jid) => jid ?? [])),
    })
    expect(service.counters).toMatchObject({ messagesTaken: 1, messagesRouted: 3 })
    expect(rules()).toEqual([])
  })

  it('by number names the LID beside it, and a note to oneself no recipient', async () => {
    laptop.send(direct(bob.jid, bobsByNumber()))
    laptop.send(direct(ada.jid, [phone.jid], { id: 'M2' }))
    await settle()
    expect(bob.lanes[0]?.of('message')[0]?.attrs).toMatchObject({
      from: laptop.jid,
      sender_lid: ada.lid,
    })
    const note = phone.of('message')[0]
    expect(note?.attrs['from']).toBe(laptop.jid)
    expect(Object.keys(note?.attrs ?? {})).not.toContain('recipient')
    expect(rules()).toEqual([])
  })

  it('sent again is acked again and delivered once, but for devices that were missed', async () => {
    const [first, second] = bobs()
    laptop.send(direct(bob.lid, [first ?? '']))
    await settle()
    await clock.advance(5000)
    laptop.send(direct(bob.lid, [first ?? '', second ?? '']))
    await settle()
    const acks = laptop.of('ack')
    expect(acks).toHaveLength(2)
    expect(acks[1]?.attrs['t']).toBe(acks[0]?.attrs['t'])
    expect(bob.lanes.map((lane) => lane.of('message').length)).toEqual([1, 1])
    expect(rules()).toEqual([])
  })

  it('is refused with the code of the reference', async () => {
    const cases: ReadonlyArray<readonly [ReturnType<typeof direct>, string, string[]]> = [
      [direct('15550009999@s.whatsapp.net', bobsByNumber()), '404', []],
      [direct(bob.lid, bobsByNumber()), '400', ['mixed-addressing']],
      [direct(bob.jid, [...bobsByNumber(), phone.lid]), '400', ['mixed-addressing']],
      [direct(bob.lid, [laptop.lid, ...bobs()]), '479', ['sent-to-itself']],
      [direct(bob.lid, [bob.lid, bob.lid]), '479', ['recipient-twice']],
      [direct(bob.lanes[1]?.lid ?? '', bobs()), '479', ['bad-recipient']],
      [direct(bob.lid, bobs(), { peer_recipient_pn: ada.jid }), '479', ['other-recipient-number']],
      [direct(bob.lid, bobs(), { type: 'media' }), '479', ['missing-mediatype']],
      [direct(bob.lid, bobs(), { type: 'reaction' }), '479', ['missing-decrypt-fail']],
      [direct(bob.lid, bobs(), { edit: '1' }), '479', ['missing-decrypt-fail']],
      [
        direct(bob.lid, bobs(), { edit: '7' }, { 'decrypt-fail': 'hide' }),
        '479',
        ['hidden-revoke'],
      ],
      [direct(bob.lid, bobs(), {}, { mediatype: 'image' }), '479', ['foreign-mediatype']],
      [direct(bob.lid, bobs(), { phash: '2:AAAAAAAA' }), '479', ['foreign-attribute']],
      [direct(bob.lid, bobs(), {}, { v: '3' }), '479', ['bad-attribute']],
    ]
    for (const [stanza, error, booked] of cases) {
      service.ledger.clear()
      laptop.send(stanza)
      await settle()
      expect(lastAck(laptop)?.['error'], booked[0]).toBe(error)
      expect([...new Set(rules())]).toEqual(booked)
    }
    expect(bob.lanes.flatMap((lane) => lane.of('message'))).toEqual([])
  })

  it('with no device of the other person is taken and booked', async () => {
    laptop.send(direct(bob.lid, [phone.lid]))
    await settle()
    expect(lastAck(laptop)?.['error']).toBeUndefined()
    expect(rules()).toEqual(['no-recipient-device'])
  })

  it('of somebody who is blocked reaches nobody and looks sent', async () => {
    const item = node('item', { action: 'block', jid: ada.lid, pn_jid: ada.jid })
    await bob.lanes[0]?.ask('blocklist', 'set', item)
    laptop.send(direct(bob.lid, [...bobs(), phone.lid]))
    await settle()
    expect(lastAck(laptop)?.['error']).toBeUndefined()
    expect(bob.lanes.flatMap((lane) => lane.of('message'))).toEqual([])
    expect(phone.of('message')).toHaveLength(1)
  })
})

describe('the queue of a device', () => {
  it('keeps messages in order until their receipt, over absence and restart', async () => {
    const [reader] = bob.lanes
    reader?.close()
    for (const id of ['M1', 'M2', 'M3']) laptop.send(direct(bob.lid, [bob.lid], { id }))
    await settle()
    const again = attachLane(service, bob.phone, 0)
    await settle()
    expect(again.of('message').map(({ attrs }) => [attrs['id'], attrs['offline']])).toEqual([
      ['M1', '0'],
      ['M2', '0'],
      ['M3', '0'],
    ])
    const [first] = again.of('message')
    if (first !== undefined) again.send(receiptFor(first))
    await settle()
    await service.close()

    service = await openService({ clock, randomBytes, keeper })
    const later = attachLane(service, bob.phone, 0)
    await settle()
    expect(later.of('message').map(({ attrs }) => attrs['id'])).toEqual(['M2', 'M3'])
    expect(first === undefined ? [] : bytesOf(child(first, 'enc') ?? first)).toEqual(
      Uint8Array.of(1, 2, 3),
    )
    expect(rules()).toEqual([])
  })

  it('lets a plain ack stand only for what was refused or asked for again', async () => {
    laptop.send(direct(bob.lid, [...bobs(), phone.lid]))
    await settle()
    const [reader] = bob.lanes
    const got = reader?.of('message')[0]
    const own = phone.of('message')[0]
    if (got === undefined || own === undefined) throw new Error('nothing came')
    reader?.send(ackFor(got))
    phone.send(ackFor(own))
    await settle()
    expect(rules()).toEqual(['wrong-answer', 'wrong-answer'])
    const queued = () => service.view().queued.map(({ device }) => device)
    // A plain ack does not clear a message from another own device.
    expect(queued()).toContain(phone.jid)
    expect(queued()).not.toContain(reader?.jid)
    phone.send(receiptFor(own, { type: 'sender', recipient: bob.lid }))
    await settle()
    expect(queued()).not.toContain(phone.jid)
  })
})

describe('a peer message', () => {
  it('goes between the phone and a companion, the phone without device', async () => {
    const peer = (to: string, id: string) =>
      node('message', { id, to, type: 'text', category: 'peer' }, [
        node('meta', { appdata: 'default' }),
        enc(),
      ])
    phone.send(peer(laptop.jid, 'P1'))
    laptop.send(peer(ada.lid, 'P2'))
    await settle()
    expect(laptop.of('message')[0]?.attrs).toMatchObject({ from: ada.jid, category: 'peer' })
    expect(phone.of('message')[0]?.attrs).toMatchObject({ from: laptop.lid, category: 'peer' })
    const got = laptop.of('message')[0]
    if (got !== undefined) laptop.send(receiptFor(got, { type: 'peer_msg' }))
    await settle()
    expect(phone.of('receipt')[0]?.attrs).toMatchObject({ type: 'peer_msg', from: laptop.jid })
    laptop.send(peer(bob.lid, 'P3'))
    await settle()
    expect(rules()).toEqual(['foreign-peer'])
  })
})

describe('faults of sending', () => {
  const send = async (id: string) => {
    laptop.send(direct(bob.lid, bobs(), { id }))
    await settle()
  }

  it('refuse, spoil the hash, delay and lose the ack', async () => {
    const device = laptop.jid
    service.fault(
      parseFault({ kind: 'ack-error', code: 463, attrs: { refresh_lid: 'true' }, device }),
    )
    await send('M1')
    expect(lastAck(laptop)).toMatchObject({ error: '463', refresh_lid: 'true' })
    expect(bob.lanes[0]?.of('message')).toEqual([])

    service.fault(parseFault({ kind: 'wrong-phash', device }))
    await send('M2')
    expect(lastAck(laptop)?.['phash']).toBe('2:AAAAAAAA')

    service.fault(parseFault({ kind: 'delay-ack', ms: 4000, device }))
    await send('M3')
    expect(lastAck(laptop)?.['id']).toBe('M2')
    await clock.advance(4000)
    expect(lastAck(laptop)?.['id']).toBe('M3')

    service.fault(parseFault({ kind: 'lose-ack', device }))
    await send('M4')
    expect(lastAck(laptop)?.['id']).toBe('M3')
    expect(bob.lanes[0]?.of('message').map(({ attrs }) => attrs['id'])).toEqual(['M2', 'M3', 'M4'])
    const again = attachLane(service, ada.phone, 1)
    again.send(direct(bob.lid, bobs(), { id: 'M4' }))
    await settle()
    expect(lastAck(again)?.['id']).toBe('M4')
    expect(bob.lanes[0]?.of('message')).toHaveLength(3)
    expect(rules()).toEqual([])
  })

  it('strike no simulated device that they do not name', async () => {
    service.fault(parseFault({ kind: 'ack-error', code: 500 }))
    await send('M1')
    expect(lastAck(laptop)?.['error']).toBeUndefined()
  })
})
