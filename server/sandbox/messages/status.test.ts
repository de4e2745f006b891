import { beforeEach, describe, expect, it } from 'vitest'
import { manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { children, node } from '../../../web/wire/node/node.ts'
import { openService, type SandboxService } from '../service.ts'
import { makePerson, type RawLane, type RawPerson } from '../testing/rawPerson.ts'
import { ackFor, enc, receiptFor } from '../testing/rawStanzas.ts'
import { memoryKeeper } from '../world.ts'

const randomBytes = seededRandom(53)
const STATUS = 'status@broadcast'
let service: SandboxService
let ada: RawPerson
let bob: RawPerson
let phone: RawLane
let laptop: RawLane
let bobPhone: RawLane

beforeEach(async () => {
  service = await openService({ clock: manualClock(), randomBytes, keeper: memoryKeeper() })
  ada = await makePerson(service, randomBytes, '15550001111', 2)
  bob = await makePerson(service, randomBytes, '15550002222', 1)
  ;[phone, laptop] = ada.lanes as [RawLane, RawLane]
  ;[bobPhone] = bob.lanes as [RawLane]
})

const rules = (): string[] => service.ledger.failures.map(({ rule }) => rule)
const post = () =>
  node('message', { id: 'S1', to: STATUS, type: 'text' }, [
    node('participants', {}, [node('to', { jid: bob.lid }, [enc()])]),
    enc({ type: 'skmsg' }),
    node('meta', { status_setting: 'contacts' }),
  ])

describe('a status post', () => {
  it('reaches contacts and own devices, is answered with its context, and can be asked for again', async () => {
    phone.send(post())
    await settle()
    const got = bobPhone.of('message')[0]
    const own = laptop.of('message')[0]
    if (got === undefined || own === undefined) throw new Error('nothing came')
    expect(got.attrs).toMatchObject({
      from: STATUS,
      participant: ada.lid,
      participant_pn: ada.jid,
      addressing_mode: 'lid',
    })
    expect(children(got).map(({ attrs }) => attrs['type'])).toEqual(['msg', 'skmsg', undefined])
    bobPhone.send(receiptFor(got, { context: 'status' }))
    laptop.send(receiptFor(own, { type: 'sender' }))
    await settle()
    expect(phone.of('receipt').map(({ attrs }) => attrs)).toMatchObject([
      { from: STATUS, participant: bob.lid },
      { from: STATUS, participant: laptop.lid, type: 'sender' },
    ])
    const again = { id: 'S1', to: STATUS, type: 'text', participant: bob.lid }
    phone.send(
      node('message', again, [enc({ count: '1' }), node('meta', { status_setting: 'contacts' })]),
    )
    await settle()
    expect(bobPhone.of('message')[1]?.attrs).toMatchObject({ from: STATUS, participant: ada.lid })
    expect(rules()).toEqual([])
  })

  it('without its audience is refused', async () => {
    phone.send({ ...post(), content: [enc({ type: 'skmsg' })] })
    await settle()
    expect(phone.of('ack')[0]?.attrs['error']).toBe('479')
    expect(rules()).toEqual(['missing-child'])
  })
})

describe('a post of a channel', () => {
  it('goes to everybody in clear, and is answered with an ack', async () => {
    const plaintext = node('plaintext', {}, 'x')
    const attrs = { id: 'N1', to: '120363000@newsletter', type: 'text' }
    phone.send(node('message', attrs, [plaintext]))
    await settle()
    const got = bobPhone.of('message')[0]
    if (got === undefined) throw new Error('nothing came')
    expect(got.attrs).toMatchObject({ from: attrs.to, server_id: '1' })
    expect(children(got)).toEqual([plaintext])
    bobPhone.send(ackFor(got))
    await settle()
    expect(service.view().queued).toEqual([])
    expect(rules()).toEqual([])
  })
})

describe('a call', () => {
  const signal = (tag: string) => node(tag, { 'call-id': 'C1', 'call-creator': ada.lid })
  it('rings on every device, and can be declined from one of them', async () => {
    phone.send(node('call', { id: 'c1', to: bob.lid, from: ada.lid }, [signal('offer')]))
    await settle()
    const ringing = bobPhone.of('call')[0]
    if (ringing === undefined) throw new Error('nobody rang')
    expect(ringing.attrs).toMatchObject({ from: ada.lid, notify: 'Ada Example' })
    bobPhone.send(node('receipt', { id: 'c1', to: ada.lid }, [signal('offer')]))
    bobPhone.send(node('ack', { class: 'call', id: 'c1', to: ada.lid, type: 'offer' }))
    const reject = node('reject', { 'call-id': 'C1', 'call-creator': ada.lid, count: '0' })
    bobPhone.send(node('call', { id: 'c2', from: bob.lid, to: ada.lid }, [reject]))
    await settle()
    for (const lane of ada.lanes) expect(children(lane.of('call')[0] ?? ringing)).toEqual([reject])
    expect(rules()).toEqual([])
  })
})
