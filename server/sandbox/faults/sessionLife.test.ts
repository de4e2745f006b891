import { beforeEach, describe, expect, it } from 'vitest'
import { concatBytes, toBase64, utf8Encode } from '../../../web/crypto/bytes.ts'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { bytesOf, child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { openService, type SandboxService } from '../service.ts'
import { openRaw, type RawClient } from '../testing/rawClient.ts'
import { encodePayload, makeDevice, type RawDevice, rightLogin } from '../testing/rawDevice.ts'
import { linkDevice, logIn, preKeySignature, showCodes } from '../testing/rawLink.ts'
import { ask } from '../testing/rawLinkCode.ts'
import { makePhone, type RawPhone } from '../testing/rawPhone.ts'
import { memoryKeeper, type StateKeeper } from '../world.ts'
import { parseFault } from './parseFault.ts'

const randomBytes = seededRandom(41)
const S = 's.whatsapp.net'
let clock: ManualClock
let keeper: StateKeeper
let service: SandboxService
let phone: RawPhone
let device: RawDevice
let ids = 0

beforeEach(async () => {
  clock = manualClock()
  keeper = memoryKeeper()
  service = await openService({ clock, randomBytes, keeper }, { record: true })
  phone = await makePhone(service, randomBytes)
  device = await makeDevice(randomBytes)
  await linkDevice(service, phone, device, randomBytes)
})

const fault = (wanted: unknown) => service.fault(parseFault(wanted))
const rules = () => service.ledger.failures.map(({ rule }) => rule)
const enter = (before?: Uint8Array): Promise<RawClient> =>
  openRaw(service, {
    noise: device.noise,
    payload: encodePayload(rightLogin(phone.number, 1)),
    randomBytes,
    ...(before === undefined ? {} : { before }),
  })

async function companion(): Promise<RawClient> {
  const client = await logIn(service, phone, device, randomBytes)
  await client.next('success')
  await ibWith(client, 'edge_routing')
  await ibWith(client, 'offline_preview')
  return client
}

async function active(): Promise<RawClient> {
  const client = await companion()
  await ask(client, iq('set', 'passive', node('active')))
  return client
}

function iq(type: string, xmlns: string, content?: WireNode): WireNode {
  const attrs = { id: `s${++ids}`, to: S, type, xmlns }
  return content === undefined ? node('iq', attrs) : node('iq', attrs, [content])
}

/** The next `<ib>` with this child; earlier ones are left aside. */
const ibWith = (client: RawClient, tag: string): Promise<WireNode> =>
  client.next((stanza) => stanza.tag === 'ib' && child(stanza, tag) !== undefined)

function acknowledge(client: RawClient, { tag, attrs }: WireNode): void {
  const { id = '', from = '', type = '' } = attrs
  client.send(node('ack', { class: tag, id, to: from, type }))
}

describe('pushed to a companion', () => {
  it.each([
    [{ stanza: 'dirty' }, 'dirty', { type: 'account_sync' }],
    [{ stanza: 'dirty', type: 'groups' }, 'dirty', { type: 'groups' }],
    [{ stanza: 'offline-preview', count: 7 }, 'offline_preview', { count: '7' }],
    [{ stanza: 'client-expiration', t: 1_800_000_000 }, 'client_expiration', { t: '1800000000' }],
    [{ stanza: 'client-expiration' }, 'client_expiration', {}],
    [{ stanza: 'downgrade' }, 'downgrade_webclient', {}],
    [{ stanza: 'edge-routing' }, 'edge_routing', {}],
    [{ stanza: 'tos' }, 'tos', {}],
    [{ stanza: 'thread-metadata' }, 'thread_metadata', {}],
    [{ stanza: 'recovery-nonce' }, 'recovery_nonce', {}],
    [{ stanza: 'priority-offline-complete' }, 'priority_offline_complete', {}],
    [{ stanza: 'unknown-ib' }, 'unheard-of', {}],
  ])('%j as a child of ib', async (push, tag, attrs) => {
    const client = await companion()
    fault({ kind: 'push', ...push })
    const ib = await ibWith(client, tag)
    expect(ib.attrs).toEqual({ from: S })
    expect(children(ib).map((inner) => inner.tag)).toEqual([tag])
    expect(child(ib, tag)?.attrs).toMatchObject(attrs)
    if (tag === 'client_expiration') expect(child(ib, tag)?.attrs).toEqual(attrs)
  })

  it('several children in one ib', async () => {
    const client = await companion()
    fault({ kind: 'push', stanza: 'several' })
    const ib = await ibWith(client, 'tos')
    expect(children(ib).map((inner) => inner.tag)).toEqual(['edge_routing', 'dirty', 'tos'])
  })

  it('the end mark for who asks for a batch of an announced nothing', async () => {
    const client = await active()
    await ibWith(client, 'offline')
    fault({ kind: 'push', stanza: 'offline-preview' })
    await ibWith(client, 'offline_preview')
    client.send(node('ib', {}, [node('offline_batch', { count: '200' })]))
    const end = await client.next((stanza) => child(stanza, 'offline') !== undefined)
    expect(child(end, 'offline')?.attrs).toEqual({ count: '0' })
    expect(rules()).toEqual([])
  })

  it('a second success', async () => {
    const client = await companion()
    fault({ kind: 'push', stanza: 'success' })
    expect((await client.next('success')).attrs).toMatchObject({ companion_enc_static: 'NULL' })
  })

  it.each([
    ['identity', 'encrypt', '15550001111@s.whatsapp.net', 'identity'],
    ['unknown-notification', 'unheard_of', S, 'unheard-of'],
  ])('%s, whose ack is owed', async (stanza, type, from, inner) => {
    const client = await companion()
    fault({ kind: 'push', stanza })
    const notification = await client.next('notification')
    expect(notification.attrs).toMatchObject({ type, from })
    expect(children(notification).map(({ tag }) => tag)).toEqual([inner])
    expect(service.view().pendingAnswers).toHaveLength(1)
    acknowledge(client, notification)
    await settle()
    expect(service.view().pendingAnswers).toEqual([])
    expect(rules()).toEqual([])
  })

  it.each(['identity', 'success', 'dirty', 'edge-routing'])(
    '%s is not for one that is not linked',
    async (stanza) => {
      await showCodes(service, await makeDevice(randomBytes), randomBytes)
      expect(() => fault({ kind: 'push', stanza })).toThrow(
        expect.objectContaining({ code: 'no-connection' }),
      )
    },
  )
})

describe('a dirty domain', () => {
  const clean = (attrs: Record<string, string>) =>
    iq('set', 'urn:xmpp:whatsapp:dirty', node('clean', attrs))

  it('is cleaned as it was told, and told again until then', async () => {
    const first = await companion()
    fault({ kind: 'push', stanza: 'dirty', type: 'syncd_app_state' })
    const { type = '', timestamp = '' } = child(await ibWith(first, 'dirty'), 'dirty')?.attrs ?? {}
    first.hangUp()

    const second = await logIn(service, phone, device, randomBytes)
    const again = await second.next((stanza) => child(stanza, 'dirty') !== undefined)
    expect(child(again, 'dirty')?.attrs).toEqual({ type, timestamp })
    for (let time = 0; time < 2; time++) {
      expect((await ask(second, clean({ type, timestamp }))).attrs['type']).toBe('result')
    }
    second.hangUp()
    const third = await companion()
    expect(third.received.some((stanza) => child(stanza, 'dirty') !== undefined)).toBe(false)
    expect(rules()).toEqual([])
  })

  it('is not cleaned with another time', async () => {
    const client = await companion()
    fault({ kind: 'push', stanza: 'dirty' })
    const refused = await ask(client, clean({ type: 'account_sync', timestamp: '1' }))
    expect(child(refused, 'error')?.attrs['code']).toBe('400')
    expect(rules()).toEqual(['clean-of-nothing'])
  })
})

describe('the end of a stream', () => {
  it.each([
    [{ code: 'unknown' }, {}, ['unheard-of']],
    [{ code: 401, conflict: 'device_removed', bare: true }, {}, ['conflict']],
    [{ code: 409 }, { code: '409' }, []],
    [{ code: 429 }, { code: '429' }, []],
    [{ code: 503 }, { code: '503' }, []],
    [{ code: 516 }, { code: '516' }, []],
    [{ code: 'xml-not-well-formed' }, {}, ['xml-not-well-formed']],
  ])('stream error %j', async (fields, attrs, tags) => {
    const client = await companion()
    fault({ kind: 'stream-error', ...fields })
    const error = await client.next('stream:error')
    expect(error.attrs).toEqual(attrs)
    expect(children(error).map(({ tag }) => tag)).toEqual(tags)
    expect(await client.ended).toBe('close')
  })

  it('an ack that names what is owed', async () => {
    const client = await companion()
    fault({ kind: 'push', stanza: 'low-pre-keys' })
    const { id } = (await client.next('notification')).attrs
    fault({ kind: 'stream-error', code: 'ack' })
    const error = await client.next('stream:error')
    expect(child(error, 'ack')?.attrs).toEqual({ id, class: 'notification' })
  })

  it('xmlstreamend in its two bytes', async () => {
    const client = await companion()
    fault({ kind: 'stream-end' })
    await client.next('xmlstreamend')
    expect([...(service.record.sent.at(-1)?.bytes ?? [])]).toEqual([0, 0xf8, 1, 2])
    expect(await client.ended).toBe('close')
  })

  it('a service that is away', async () => {
    const client = await companion()
    expect(fault({ kind: 'restart', ms: 5000 })).toEqual({ at: 'struck', connections: 1 })
    expect(await client.ended).toBe('drop')
    let drops = 0
    const end = service.accept({
      send: () => expect.fail('nobody is there'),
      close: () => expect.fail('nobody is there'),
      drop: () => drops++,
    })
    end.bytes(Uint8Array.of(0x57, 0x41, 6, 3))
    end.closed()
    expect(drops).toBe(1)
    await clock.advance(5000)
    expect((await companion()).isOpen()).toBe(true)
    expect(rules()).toEqual([])
  })

  it('a handshake without answer', async () => {
    fault({ kind: 'silent-handshake' })
    const messages: Uint8Array[] = []
    const end = service.accept({
      send: (bytes) => messages.push(bytes),
      close: () => undefined,
      drop: () => undefined,
    })
    end.bytes(concatBytes(Uint8Array.of(0x57, 0x41, 6, 3), Uint8Array.of(0, 0, 2, 0x12, 0)))
    await settle()
    expect(messages).toEqual([])
    end.closed()
    expect((await companion()).isOpen()).toBe(true)
  })
})

describe('a version', () => {
  it('below the least gets 405, at a login and at a registration', async () => {
    const [, , current] = service.version()
    fault({ kind: 'service-version', tertiary: current + 5, minimum: 1_043_028_648 })
    expect(service.version()).toEqual([2, 3000, current + 5])
    expect((await (await enter()).next('failure')).attrs).toEqual({ reason: '405' })
    await expect(showCodes(service, device, randomBytes)).rejects.toThrow(/failure/)
    fault({ kind: 'service-version', tertiary: current + 5, minimum: 1_043_028_647 })
    expect((await (await enter()).next('success')).tag).toBe('success')
    fault({ kind: 'service-version', tertiary: current + 6 })
    expect(
      (await showCodes(service, await makeDevice(randomBytes), randomBytes)).refs,
    ).toHaveLength(6)
  })
})

describe('disorder', () => {
  it('duplicate sends a stanza twice, and takes one answer or two', async () => {
    for (const answers of [1, 2]) {
      const client = await companion()
      fault({ kind: 'duplicate', tag: 'notification' })
      fault({ kind: 'push', stanza: 'low-pre-keys' })
      const first = await client.next('notification')
      expect(await client.next('notification')).toEqual(first)
      for (let time = 0; time < answers; time++) acknowledge(client, first)
      await settle()
      expect(rules()).toEqual([])
      acknowledge(client, first)
      acknowledge(client, first)
      await settle()
      expect(rules()).toContain('unasked-answer')
      service.ledger.clear()
    }
  })

  it('reorder sends the next one first, and nothing is lost', async () => {
    const client = await companion()
    fault({ kind: 'reorder', tag: 'iq' })
    client.send(iq('get', 'w:p'))
    const second = iq('get', 'encrypt', node('count'))
    client.send(second)
    const first = await client.next('iq')
    expect(first.attrs['id']).toBe(second.attrs['id'])
    await client.next('iq')

    fault({ kind: 'reorder' })
    const alone = iq('get', 'w:p')
    client.send(alone)
    await settle()
    const before = client.received.length
    await clock.advance(1000)
    expect(client.received).toHaveLength(before + 1)

    fault({ kind: 'reorder' })
    client.send(iq('get', 'w:p'))
    await settle()
    fault({ kind: 'stream-error', code: 515 })
    expect((await client.next('stream:error')).attrs).toEqual({ code: '515' })
    await client.next('iq')
  })
})

describe('no-answer', () => {
  it('lets a request be lost', async () => {
    const client = await companion()
    fault({ kind: 'no-answer', what: 'ping', lose: 'request' })
    client.send(iq('get', 'w:p'))
    await settle()
    const heard = client.received.length
    expect((await ask(client, iq('get', 'w:p'))).attrs['type']).toBe('result')
    expect(client.received).toHaveLength(heard + 1)
  })

  it('lets an answer be lost: the device is gone, and hears of it at its next login', async () => {
    const client = await companion()
    fault({ kind: 'no-answer', what: 'remove-companion-device' })
    const jid = '15550001111:1@s.whatsapp.net'
    client.send(iq('set', 'md', node('remove-companion-device', { jid, reason: 'user_initiated' })))
    await settle()
    expect(client.isOpen()).toBe(true)
    client.hangUp()
    expect((await (await enter()).next('failure')).attrs).toEqual({ reason: '401' })
  })

  it('lets an answer be lost, and what follows comes all the same', async () => {
    const client = await companion()
    fault({ kind: 'no-answer', what: 'active' })
    const asked = iq('set', 'passive', node('active'))
    client.send(asked)
    await ibWith(client, 'offline')
    expect(client.received.some(({ attrs }) => attrs['id'] === asked.attrs['id'])).toBe(false)
  })

  it('names every request of the table', () => {
    for (const what of ['upload', 'rotate', 'count', 'digest', 'key', 'clean', 'active']) {
      expect(parseFault({ kind: 'no-answer', what }).action).toEqual({
        kind: 'no-answer',
        what,
        lose: 'answer',
      })
    }
  })
})

describe('edge routing', () => {
  const prefix = (token: Uint8Array) =>
    concatBytes(Uint8Array.of(0x45, 0x44, 0, 1, 0, 0, token.length), token)

  async function tokenOf(client: RawClient): Promise<Uint8Array> {
    const ib = await client.next((stanza) => child(stanza, 'edge_routing') !== undefined)
    return bytesOf(child(child(ib, 'edge_routing') ?? ib, 'routing_info') ?? ib)
  }

  it('knows a token again, also after a restart of the process', async () => {
    const token = await tokenOf(await logIn(service, phone, device, randomBytes))
    expect((await (await enter(prefix(token))).next('success')).tag).toBe('success')
    await service.close()
    service = await openService({ clock, randomBytes, keeper })
    expect((await (await enter(prefix(token))).next('success')).tag).toBe('success')
    expect(rules()).toEqual([])
  })

  it('cuts one off that shows a forgotten token, without a failure', async () => {
    const token = await tokenOf(await logIn(service, phone, device, randomBytes))
    fault({ kind: 'forget-routing' })
    await expect(enter(prefix(token))).rejects.toThrow(/then the end/)
    expect(rules()).toEqual([])
    const fresh = await tokenOf(await logIn(service, phone, device, randomBytes))
    expect((await (await enter(prefix(fresh))).next('success')).tag).toBe('success')
  })

  it('cuts one off that shows a token of its own making, and books it', async () => {
    await expect(enter(prefix(utf8Encode('invented')))).rejects.toThrow(/then the end/)
    expect(rules()).toEqual(['unknown-routing'])
  })
})

describe('one-time keys', () => {
  const upload = (): WireNode => {
    const list = Array.from({ length: 812 }, (_, at) => {
      const id = Uint8Array.of(0, (at + 1) >>> 8, (at + 1) & 255)
      return node('key', {}, [node('id', {}, id), node('value', {}, randomBytes(32))])
    })
    const signed = node('skey', {}, [
      node('id', {}, Uint8Array.of(0, 0, 1)),
      node('value', {}, device.signedPreKey.publicKey),
      node('signature', {}, preKeySignature(device, randomBytes)),
    ])
    return node('iq', { id: `s${++ids}`, to: S, type: 'set', xmlns: 'encrypt' }, [
      node('registration', {}, Uint8Array.of(0, 0, 0x12, 0x34)),
      node('type', {}, Uint8Array.of(5)),
      node('identity', {}, device.identity.publicKey),
      node('list', {}, list),
      signed,
    ])
  }

  it('are consumed until few are left, and their owner is told', async () => {
    const client = await active()
    expect((await ask(client, upload())).attrs['type']).toBe('result')
    expect(fault({ kind: 'consume-pre-keys', leave: 10 })).toEqual({ at: 'struck', connections: 1 })
    await settle()
    expect(client.received.some(({ tag }) => tag === 'notification')).toBe(false)
    fault({ kind: 'consume-pre-keys', device: '15550001111:1@s.whatsapp.net' })
    const low = await client.next('notification')
    expect(low.attrs).toMatchObject({ type: 'encrypt', from: S })
    expect(child(low, 'count')?.attrs).toEqual({ value: '3' })
    const count = await ask(client, iq('get', 'encrypt', node('count')))
    expect(child(count, 'count')?.attrs).toEqual({ value: '3' })
    acknowledge(client, low)
    await settle()
    expect(rules()).toEqual([])
  })

  it('of nobody cannot be consumed', () => {
    const device2 = '15550001111:2@s.whatsapp.net'
    expect(() => fault({ kind: 'consume-pre-keys', device: device2 })).toThrow(
      expect.objectContaining({ code: 'no-connection' }),
    )
  })

  it('can be consumed while their owner is away', async () => {
    fault({ kind: 'consume-pre-keys', leave: 0 })
    await settle()
    expect(service.view().queued).toEqual([{ device: '15550001111:1@s.whatsapp.net', stanzas: 1 }])
    const noise = toBase64(device.noise.publicKey)
    expect(() => fault({ kind: 'consume-pre-keys', noise })).toThrow(
      expect.objectContaining({ code: 'no-connection' }),
    )
  })
})

describe('a passkey', () => {
  it('is demanded instead of a link, and the phone hears of it', async () => {
    const other = await makeDevice(randomBytes)
    const { client, refs } = await showCodes(service, other, randomBytes)
    fault({ kind: 'demand-passkey' })
    const upload = phone.upload(other, refs[0] ?? '', { keyIndex: 2 })
    const answer = await phone.request(upload)
    expect(child(answer, 'error')?.attrs).toEqual({ code: '403', text: 'passkey-required' })
    const demand = await client.next('notification')
    expect(demand.attrs['type']).toBe('passkey_prologue_request')
    const options = bytesOf(child(demand, 'passkey_request_options') ?? demand)
    expect(JSON.parse(new TextDecoder().decode(options))).toMatchObject({ rpId: 'whatsapp.com' })
    acknowledge(client, demand)
    const pending = phone.request(upload)
    await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    client.hangUp()
    await pending
    expect(rules()).toEqual([])
  })
})

describe('a phone that was set up anew', () => {
  it('is announced to a companion that is there, which is then removed', async () => {
    const client = await companion()
    const { line } = service
    const anew = await makeDevice(randomBytes)
    await line.register({
      number: phone.number,
      lid: `1000${phone.number}@lid`,
      identityKey: anew.identity.publicKey,
      platform: 'android',
      name: 'Ada Example',
      picture: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
    })
    const news = await client.next('notification')
    expect(news.attrs).toMatchObject({ type: 'encrypt', from: '15550001111@s.whatsapp.net' })
    expect(child(news, 'identity')).toBeDefined()
    const error = await client.next('stream:error')
    expect(error.attrs).toEqual({ code: '401' })
    expect(child(error, 'conflict')?.attrs).toEqual({ type: 'device_removed' })
    expect((await (await enter()).next('failure')).attrs).toEqual({ reason: '401' })
  })
})
