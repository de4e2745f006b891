import { beforeEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { child, children, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import { parseFault } from '../faults/parseFault.ts'
import { openService, type SandboxService } from '../service.ts'
import { makePerson, type RawLane, type RawPerson } from '../testing/rawPerson.ts'
import { ackFor, grouped, receiptFor } from '../testing/rawStanzas.ts'
import { memoryKeeper } from '../world.ts'

const randomBytes = seededRandom(37)
let clock: ManualClock
let service: SandboxService
let ada: RawPerson
let bob: RawPerson
let cara: RawPerson
let phone: RawLane
let laptop: RawLane
let bobPhone: RawLane
let caraPhone: RawLane

beforeEach(async () => {
  clock = manualClock()
  service = await openService({ clock, randomBytes, keeper: memoryKeeper() })
  ada = await makePerson(service, randomBytes, '15550001111', 2)
  bob = await makePerson(service, randomBytes, '15550002222', 1)
  cara = await makePerson(service, randomBytes, '15550003333', 1)
  ;[phone, laptop] = ada.lanes as [RawLane, RawLane]
  ;[bobPhone] = bob.lanes as [RawLane]
  ;[caraPhone] = cara.lanes as [RawLane]
})

const rules = (): string[] => service.ledger.failures.map(({ rule }) => rule)
const errorOf = (answer: WireNode): string | undefined => child(answer, 'error')?.attrs['code']
const participants = (...people: RawPerson[]): WireNode[] =>
  people.map(({ lid, jid }) => node('participant', { jid: lid, phone_number: jid }))
/** The news of a lane about groups, by the tags inside. */
const news = (lane: RawLane): string[] =>
  lane.of('notification').flatMap((stanza) => children(stanza).map(({ tag }) => tag))

async function makeGroup(...people: RawPerson[]): Promise<string> {
  const create = node('create', { subject: 'Walks' }, participants(...people))
  const answer = await phone.ask('w:g2', 'set', create, 'g.us')
  return `${child(answer, 'group')?.attrs['id'] ?? ''}@g.us`
}

describe('a new group', () => {
  it('is told to all devices of its members, and shown to them alone', async () => {
    const group = await makeGroup(bob)
    for (const lane of [phone, laptop, bobPhone]) expect(news(lane)).toEqual(['create'])
    expect(bobPhone.of('notification')[0]?.attrs).toMatchObject({
      type: 'w:gp2',
      from: group,
      participant: ada.lid,
      participant_pn: ada.jid,
      addressing_mode: 'lid',
    })
    const query = node('query', { request: 'interactive' })
    const shown = child(await bobPhone.ask('w:g2', 'get', query, group), 'group')
    expect(shown?.attrs).toMatchObject({
      subject: 'Walks',
      addressing_mode: 'lid',
      creator: ada.lid,
      creator_pn: ada.jid,
    })
    const people = shown === undefined ? [] : children(shown)
    expect(people.filter(({ tag }) => tag === 'participant').map(({ attrs }) => attrs)).toEqual([
      { jid: ada.lid, phone_number: ada.jid, type: 'superadmin' },
      { jid: bob.lid, phone_number: bob.jid },
    ])
    expect(errorOf(await caraPhone.ask('w:g2', 'get', query, group))).toBe('403')
    expect(errorOf(await caraPhone.ask('w:g2', 'get', query, '1203630@g.us'))).toBe('404')
    const mine = await bobPhone.ask(
      'w:g2',
      'get',
      node('participating', {}, [node('participants'), node('description')]),
      'g.us',
    )
    expect(children(child(mine, 'groups') ?? mine)).toHaveLength(1)
    expect(rules()).toEqual([])
  })

  it('says who could not be added, with an invitation that works', async () => {
    const none = node('category', { name: 'groupadd', value: 'contacts' })
    await service.line.register({
      number: '15550003333',
      lid: '100015550003333@lid',
      identityKey: cara.phone.identity.publicKey,
      platform: 'android',
      name: 'Cara',
      picture: Uint8Array.of(1),
      contacts: [],
    })
    await caraPhone.ask('privacy', 'set', node('privacy', {}, [none]))
    const group = await makeGroup(bob)
    const added = await phone.ask('w:g2', 'set', node('add', {}, participants(cara)), group)
    const refused = child(child(added, 'add') ?? added, 'participant')
    expect(refused?.attrs['error']).toBe('403')
    const request = refused === undefined ? undefined : child(refused, 'add_request')
    const { code = '', expiration = '' } = request?.attrs ?? {}
    const accept = node('accept', { code, expiration, admin: ada.lid })
    expect((await caraPhone.ask('w:g2', 'set', accept, group)).attrs['type']).toBe('result')
    expect(news(bobPhone)).toEqual(['create', 'add'])
    expect(rules()).toEqual([])
  })
})

describe('changes of a group', () => {
  it('need the right, and are told to all members behind the result', async () => {
    const group = await makeGroup(bob, cara)
    const ask = (lane: RawLane, content: WireNode) => lane.ask('w:g2', 'set', content, group)
    const subject = (text: string) => node('subject', {}, text)
    expect((await ask(bobPhone, subject('Hikes'))).attrs['type']).toBe('result')
    expect(errorOf(await ask(bobPhone, node('locked')))).toBe('403')
    expect((await ask(phone, node('locked'))).attrs['type']).toBe('result')
    expect(errorOf(await ask(bobPhone, subject('Swims')))).toBe('403')
    expect(errorOf(await ask(bobPhone, node('remove', {}, participants(cara))))).toBe('403')
    expect(errorOf(await ask(phone, node('description', { id: 'd2', prev: 'd1' })))).toBe('409')
    const description = node('description', { id: 'd1' }, [node('body', {}, 'On Sundays')])
    expect((await ask(phone, description)).attrs['type']).toBe('result')
    expect((await ask(phone, node('promote', {}, participants(bob)))).attrs['type']).toBe('result')
    expect((await ask(bobPhone, node('ephemeral', { expiration: '86400' }))).attrs['type']).toBe(
      'result',
    )
    expect((await ask(bobPhone, node('remove', {}, participants(cara)))).attrs['type']).toBe(
      'result',
    )
    const told = ['create', 'subject', 'locked', 'description', 'promote', 'ephemeral', 'remove']
    for (const lane of [phone, laptop, bobPhone, caraPhone]) expect(news(lane)).toEqual(told)
    const query = node('query', { request: 'interactive' })
    const shown = child(await phone.ask('w:g2', 'get', query, group), 'group') ?? query
    expect(textOf(child(child(shown, 'description') ?? shown, 'body') ?? shown)).toBe('On Sundays')
    expect(child(shown, 'ephemeral')?.attrs['expiration']).toBe('86400')
    const results = phone.received.flatMap(({ tag }, at) => (tag === 'iq' ? [at] : []))
    const firstNews = phone.received.findIndex(({ tag }) => tag === 'notification')
    expect(results[1]).toBeLessThan(firstNews)
    expect(rules()).toEqual([])
  })

  it('come before the result when a fault wants so', async () => {
    const group = await makeGroup(bob)
    service.fault(parseFault({ kind: 'notification-first', device: phone.jid }))
    const before = phone.received.length
    await phone.ask('w:g2', 'set', node('announcement'), group)
    expect(phone.received.slice(before).map(({ tag }) => tag)).toEqual(['notification', 'iq'])
  })

  it('leaving and links', async () => {
    const group = await makeGroup(bob)
    const invite = await phone.ask('w:g2', 'get', node('invite'), group)
    const code = child(invite, 'invite')?.attrs['code'] ?? ''
    expect(errorOf(await bobPhone.ask('w:g2', 'get', node('invite'), group))).toBe('403')
    const join = node('invite', { code })
    expect((await caraPhone.ask('w:g2', 'set', join, 'g.us')).attrs['type']).toBe('result')
    const unknown = node('invite', { code: 'nothing' })
    expect(errorOf(await caraPhone.ask('w:g2', 'set', unknown, 'g.us'))).toBe('406')
    const leave = node('leave', {}, [node('group', { id: group })])
    expect((await caraPhone.ask('w:g2', 'set', leave, 'g.us')).attrs['type']).toBe('result')
    expect(news(bobPhone)).toEqual(['create', 'add', 'remove'])
    expect(rules()).toEqual([])
  })
})

describe('a message to a group', () => {
  it('reaches every device of the members, with its own enc before the common one', async () => {
    const group = await makeGroup(bob)
    const all = [ada.lid, laptop.lid, bob.lid]
    laptop.send(grouped(group, 'lid', all, [bob.lid]))
    await settle()
    const got = bobPhone.of('message')[0]
    expect(got?.attrs).toMatchObject({
      from: group,
      participant: laptop.lid,
      participant_pn: ada.jid,
      addressing_mode: 'lid',
    })
    expect(got === undefined ? [] : children(got).map(({ attrs }) => attrs['type'])).toEqual([
      'msg',
      'skmsg',
    ])
    const own = phone.of('message')[0]
    expect(own === undefined ? [] : children(own).map(({ attrs }) => attrs['type'])).toEqual([
      'skmsg',
    ])
    const ack = laptop.of('ack').at(-1)?.attrs
    const sent = grouped(group, 'lid', all).attrs['phash']
    expect(ack?.['phash']).toBe(sent)
    laptop.send(grouped(group, 'lid', [ada.lid, laptop.lid], [], { id: 'G2' }))
    await settle()
    // The list of the sender was short: the message went to all, and the ack tells.
    expect(laptop.of('ack').at(-1)?.attrs['phash']).toBe(sent)
    expect(bobPhone.of('message')).toHaveLength(2)

    if (got !== undefined) bobPhone.send(receiptFor(got))
    if (own !== undefined) phone.send(receiptFor(own, { type: 'sender' }))
    await settle()
    const receipts = laptop.of('receipt').map(({ attrs }) => attrs)
    expect(receipts).toMatchObject([
      { from: group, participant: bob.lid, id: 'G1' },
      { from: group, participant: ada.lid, id: 'G1', type: 'sender' },
    ])
    expect(rules()).toEqual([])
  })

  it('is refused for strangers, in the wrong mode, and where only admins write', async () => {
    const group = await makeGroup(bob)
    const error = async (lane: RawLane, stanza: WireNode) => {
      lane.send(stanza)
      await settle()
      return lane.of('ack').at(-1)?.attrs
    }
    const all = [ada.lid, laptop.lid, bob.lid]
    expect(await error(caraPhone, grouped(group, 'lid', all))).toMatchObject({ error: '403' })
    expect(await error(bobPhone, grouped('120363@g.us', 'lid', all))).toMatchObject({
      error: '404',
    })
    expect(await error(bobPhone, grouped(group, 'pn', all))).toMatchObject({
      error: '421',
      addressing_mode: 'lid',
    })
    await phone.ask('w:g2', 'set', node('announcement'), group)
    expect(await error(bobPhone, grouped(group, 'lid', all))).toMatchObject({ error: '403' })
    expect(await error(laptop, grouped(group, 'lid', all))).not.toHaveProperty('error')
    expect(rules()).toEqual([])
    const silent = grouped(group, 'lid', all, [], { id: 'G3' })
    const { phash: _, ...attrs } = silent.attrs
    expect(await error(laptop, { ...silent, attrs })).toMatchObject({ error: '479' })
    expect(rules()).toEqual(['missing-attribute'])
  })

  it('asked for again goes to that device alone', async () => {
    const group = await makeGroup(bob)
    laptop.send(grouped(group, 'lid', [ada.lid, laptop.lid, bob.lid]))
    await settle()
    const got = bobPhone.of('message')[0]
    if (got === undefined) throw new Error('nothing came')
    const retry = node('retry', {
      count: '1',
      id: 'G1',
      t: got.attrs['t'] ?? '',
      v: '1',
      error: '1',
    })
    const registration = node('registration', {}, Uint8Array.of(0, 0, 0, 100))
    const receipt = receiptFor(got, { type: 'retry' })
    bobPhone.send({ ...receipt, content: [retry, registration] })
    bobPhone.send(ackFor(got))
    await settle()
    const asked = laptop.of('receipt')[0]
    expect(asked?.attrs).toMatchObject({ type: 'retry', from: group, participant: bob.lid })
    expect(phone.of('receipt')).toEqual([])

    const again = node(
      'message',
      { id: 'G1', to: group, type: 'text', participant: bob.lid, addressing_mode: 'lid' },
      [node('enc', { v: '2', type: 'msg', count: '1' }, Uint8Array.of(9))],
    )
    laptop.send(again)
    laptop.send(again)
    await settle()
    expect(bobPhone.of('message')).toHaveLength(2)
    expect(phone.of('message')).toHaveLength(1)
    expect(bobPhone.of('message')[1]?.attrs).toMatchObject({ from: group, participant: laptop.lid })
    expect(rules()).toEqual([])
  })

  it('may come without content, and its receipts as one', async () => {
    const group = await makeGroup(bob, cara)
    service.fault(parseFault({ kind: 'unavailable', type: 'view_once', device: bobPhone.jid }))
    service.fault(parseFault({ kind: 'group-receipts' }))
    const all = [ada.lid, laptop.lid, bob.lid, cara.lid]
    laptop.send(grouped(group, 'lid', all))
    await settle()
    const missing = bobPhone.of('message')[0]
    const whole = caraPhone.of('message')[0]
    if (missing === undefined || whole === undefined) throw new Error('nothing came')
    expect(children(missing)).toEqual([node('unavailable', { type: 'view_once' })])
    bobPhone.send(ackFor(missing))
    caraPhone.send(receiptFor(whole))
    laptop.send(grouped(group, 'lid', all, [], { id: 'G2' }))
    await settle()
    const second = bobPhone.of('message')[1]
    if (second !== undefined) bobPhone.send(receiptFor(second))
    await settle()
    expect(laptop.of('receipt').map(({ attrs }) => attrs['id'])).toEqual(['G2'])
    await clock.advance(1000)
    const gathered = laptop.of('receipt')[1]
    expect(gathered?.attrs).toMatchObject({ id: 'G1', from: group })
    expect(gathered?.attrs).not.toHaveProperty('participant')
    const readers = child(gathered ?? missing, 'participants')
    expect(readers?.attrs).toEqual({ key: 'G1' })
    expect(children(readers ?? missing).map(({ attrs }) => attrs['jid'])).toEqual([cara.lid])
    expect(rules()).toEqual([])
  })
})
