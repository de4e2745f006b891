import { beforeEach, describe, expect, it } from 'vitest'
import { toBase64 } from '../../../web/crypto/bytes.ts'
import { bytesOf, child, node, type WireNode } from '../../../web/wire/node/node.ts'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { AdvError, verifyDeviceIdentity } from '../../../web/formats/adv.ts'
import { openService, type SandboxService } from '../service.ts'
import { openRaw, type RawClient } from '../testing/rawClient.ts'
import {
  encodePayload,
  hasRightMac,
  makeDevice,
  type RawDevice,
  rightRegistration,
  signPairSuccess,
} from '../testing/rawDevice.ts'
import { linkDevice, logIn, showCodes } from '../testing/rawLink.ts'
import { makePhone, type RawPhone } from '../testing/rawPhone.ts'
import { memoryKeeper } from '../world.ts'
import { FAULT_KINDS, parseFault } from './parseFault.ts'

const randomBytes = seededRandom(19)
let clock: ManualClock
let service: SandboxService
let phone: RawPhone
let device: RawDevice

beforeEach(async () => {
  clock = manualClock()
  service = await openService({ clock, randomBytes, keeper: memoryKeeper() }, { record: true })
  phone = await makePhone(service, randomBytes)
  device = await makeDevice(randomBytes)
})

const fault = (request: unknown) => service.fault(parseFault(request))
const showing = (shown = device) => showCodes(service, shown, randomBytes)
const isPairSuccess = (stanza: WireNode) => child(stanza, 'pair-success') !== undefined
const errorText = (iq: WireNode) => child(iq, 'error')?.attrs['text']
const ping = node('iq', { id: 'p', to: 's.whatsapp.net', type: 'get', xmlns: 'w:p' })

describe('faults that strike now', () => {
  it('refuse to strike nobody', () => {
    for (const kind of ['expire-ref', 'drop', 'freeze', 'stream-error']) {
      expect(() => fault({ kind })).toThrow(expect.objectContaining({ code: 'no-connection' }))
    }
  })

  it('expire-ref forgets the code that is shown, or all', async () => {
    const { refs } = await showing()
    await clock.advance(61_000)
    expect(fault({ kind: 'expire-ref' })).toEqual({ at: 'struck', connections: 1 })
    const shown = await phone.request(phone.upload(device, refs[1] ?? ''))
    expect(errorText(shown)).toBe('unknown-pairing-ref')
    expect(service.view().connections[0]?.refs).toBe(5)
    fault({ kind: 'expire-ref', all: true })
    expect(service.view().connections[0]?.refs).toBe(0)
  })

  it('drop cuts only the connection it is meant for', async () => {
    const other = await makeDevice(randomBytes)
    const here = await showing()
    const there = await showing(other)
    fault({ kind: 'drop', noise: toBase64(other.noise.publicKey) })
    expect(await there.client.ended).toBe('drop')
    expect(here.client.isOpen()).toBe(true)
    const [left] = service.view().connections
    fault({ kind: 'drop', connection: left?.id })
    expect(await here.client.ended).toBe('drop')
  })

  it('freeze stops both directions until it thaws', async () => {
    const { client } = await showing()
    fault({ kind: 'freeze', ms: 30_000 })
    client.send(ping)
    await clock.advance(29_999)
    expect(client.received).toHaveLength(1)
    await clock.advance(1)
    expect((await client.next((s) => s.attrs['id'] === 'p')).attrs['type']).toBe('result')
  })

  it('delay takes its time in each direction', async () => {
    const { client } = await showing()
    fault({ kind: 'delay', ms: 400 })
    client.send(ping)
    await clock.advance(799)
    expect(client.received).toHaveLength(1)
    await clock.advance(1)
    expect(client.received).toHaveLength(2)
  })

  it.each([
    [{ code: 515 }, { attrs: { code: '515' } }],
    [
      { code: 401, conflict: 'device_removed' },
      { attrs: { code: '401' }, content: [{ tag: 'conflict', attrs: { type: 'device_removed' } }] },
    ],
    [
      { conflict: 'replaced' },
      { attrs: {}, content: [{ tag: 'conflict', attrs: { type: 'replaced' } }] },
    ],
    [{ code: 'xml-not-well-formed' }, { attrs: {}, content: [{ tag: 'xml-not-well-formed' }] }],
  ])('stream-error %j', async (fields, wanted) => {
    const { client } = await showing()
    fault({ kind: 'stream-error', ...fields })
    expect(await client.next('stream:error')).toMatchObject(wanted)
    expect(await client.ended).toBe('close')
  })

  it('push sends stanzas whose answers are owed', async () => {
    const { client } = await showing()
    await settle()
    fault({ kind: 'push', stanza: 'refresh-secret' })
    const notification = await client.next('notification')
    const { id = '', from = '', type = '' } = notification.attrs
    expect(service.view().pendingAnswers).toMatchObject([{ id, what: `notification ${type}` }])
    client.send(node('ack', { class: 'notification', id, to: from, type }))
    fault({ kind: 'push', stanza: 'ping' })
    const asked = await client.next((s) => s.attrs['xmlns'] === 'urn:xmpp:ping')
    const answer = { to: 's.whatsapp.net', type: 'result', id: asked.attrs['id'] ?? '' }
    client.send(node('iq', answer))
    fault({ kind: 'push', stanza: 'new-refs' })
    const again = await client.next((s) => child(s, 'pair-device') !== undefined)
    expect(again.attrs['type']).toBe('set')
    expect(service.ledger.failures).toEqual([])
  })

  it('books an ack without the copied type', async () => {
    const { client } = await showing()
    await settle()
    fault({ kind: 'push', stanza: 'refresh-secret' })
    const { attrs } = await client.next('notification')
    client.send(
      node('ack', { class: 'notification', id: attrs['id'] ?? '', to: attrs['from'] ?? '' }),
    )
    await settle()
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['missing-attribute'])
  })
})

describe('armed faults', () => {
  it('strike as often as asked for, then things are right again', async () => {
    fault({ kind: 'failure', reason: 503, times: 2, attrs: { location: 'x' } })
    expect(service.view().armedFaults).toEqual([{ kind: 'failure', left: 2 }])
    await linkWhenAllowed(2, { reason: '503', location: 'x' })
    expect(service.view().armedFaults).toEqual([])
  })

  async function linkWhenAllowed(refusals: number, attrs: Record<string, string>): Promise<void> {
    for (let time = 0; time < refusals; time++) {
      const { refused } = await tryShowing()
      expect(refused?.attrs).toEqual(attrs)
    }
    const { client } = await showing()
    expect(client.isOpen()).toBe(true)
  }

  async function tryShowing(): Promise<{ refused: WireNode | undefined }> {
    const payload = encodePayload(rightRegistration(device, randomBytes))
    const client = await openRaw(service, { noise: device.noise, payload, randomBytes })
    return { refused: await client.next('failure') }
  }

  it('bad-hmac reaches the companion with a wrong MAC', async () => {
    fault({ kind: 'bad-hmac' })
    const { container } = await scanOnce()
    expect(hasRightMac(device, container)).toBe(false)
  })

  it('bad-signature reaches it with a right MAC over a wrong signature', async () => {
    fault({ kind: 'bad-signature' })
    const { container } = await scanOnce()
    expect(hasRightMac(device, container)).toBe(true)
    const refusal = verifyDeviceIdentity(container, {
      advSecret: device.advSecret,
      identityPublic: device.identity.publicKey,
    })
    await expect(refusal).rejects.toEqual(new AdvError('signature'))
  })

  async function scanOnce(): Promise<{ container: Uint8Array }> {
    const { client, refs } = await showing()
    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    const success = await client.next(isPairSuccess)
    client.hangUp()
    await answer
    const inner = child(success, 'pair-success') ?? success
    return { container: bytesOf(child(inner, 'device-identity') ?? inner) }
  }

  it('split puts every byte into a message of its own', async () => {
    fault({ kind: 'split' })
    const { client } = await showing()
    expect(client.messages.every((message) => message.length === 1)).toBe(true)
  })

  it('compress marks stanzas as compressed', async () => {
    fault({ kind: 'compress' })
    const { client } = await showing()
    expect(client.received).toHaveLength(1)
  })

  it('coalesce puts what follows a login into one message', async () => {
    await linkDevice(service, phone, device, randomBytes)
    fault({ kind: 'coalesce' })
    const client = await logIn(service, phone, device, randomBytes)
    await client.next('success')
    expect(client.received.map(({ tag }) => tag)).toEqual(['success', 'ib', 'ib'])
    // One message for ServerHello, one for everything behind ClientFinish.
    expect(client.messages).toHaveLength(2)
  })
})

describe('drop after a row of 03 section 2', () => {
  it.each([1, 2, 3, 4])('row %i: before anything is scanned', async (afterRow) => {
    fault({ kind: 'drop', afterRow })
    const payload = encodePayload(rightRegistration(device, randomBytes))
    const client = await openRaw(service, { noise: device.noise, payload, randomBytes })
    if (afterRow >= 2) {
      const { attrs } = await client.next('iq')
      if (afterRow >= 3) {
        client.send(node('iq', { to: 's.whatsapp.net', type: 'result', id: attrs['id'] ?? '' }))
      }
    }
    await settle()
    if (afterRow === 4) {
      expect(client.isOpen()).toBe(true)
      await clock.advance(1000)
    }
    expect(await client.ended).toBe('drop')
    expect(client.received).toHaveLength(afterRow === 1 ? 0 : 1)
    expect((await showing()).client.isOpen()).toBe(true)
  })

  it('row 5: the ref dies with the socket', async () => {
    fault({ kind: 'drop', afterRow: 5 })
    const { client, refs } = await showing()
    const answer = await phone.request(phone.upload(device, refs[0] ?? ''))
    expect(errorText(answer)).toBe('unknown-pairing-ref')
    expect(await client.ended).toBe('drop')
    expect(client.received).toHaveLength(1)
  })

  it('row 6: nobody is linked', async () => {
    fault({ kind: 'drop', afterRow: 6 })
    const { client, refs } = await showing()
    const answer = await phone.request(phone.upload(device, refs[0] ?? ''))
    expect(errorText(answer)).toBe('companion-timeout')
    expect(await client.ended).toBe('drop')
    expect((await enter()).attrs).toEqual({ reason: '401' })
  })

  it.each([7, 8])('row %i: linked, and the login succeeds', async (afterRow) => {
    fault({ kind: 'drop', afterRow })
    const { client, refs } = await showing()
    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    const success = await client.next(isPairSuccess)
    client.send(signPairSuccess(device, success, randomBytes))
    expect((await answer).attrs['type']).toBe('result')
    expect(await client.ended).toBe('drop')
    expect(client.received.at(-1)?.tag).toBe(afterRow === 7 ? 'iq' : 'stream:error')
    expect((await enter()).tag).toBe('success')
  })

  it('row 9: right behind success', async () => {
    await linkDevice(service, phone, device, randomBytes)
    fault({ kind: 'drop', afterRow: 9 })
    const client = await logIn(service, phone, device, randomBytes)
    expect(await client.ended).toBe('drop')
    expect(client.received.map(({ tag }) => tag)).toEqual(['success'])
    expect((await enter()).tag).toBe('success')
  })

  const enter = async (): Promise<WireNode> => {
    const client: RawClient = await logIn(service, phone, device, randomBytes)
    return client.next((stanza) => stanza.tag === 'success' || stanza.tag === 'failure')
  }
})

describe('a request for a fault', () => {
  it.each([
    ['no object', 'drop', 'bad-request'],
    ['no kind', {}, 'missing-field'],
    ['an unknown kind', { kind: 'sabotage' }, 'unknown-kind'],
    ['a kind from the prototype', { kind: 'toString' }, 'unknown-kind'],
    ['a kind that is no text', { kind: 7 }, 'unknown-kind'],
    ['a field of another kind', { kind: 'drop', ms: 1 }, 'bad-field'],
    ['a row that does not exist', { kind: 'drop', afterRow: 10 }, 'bad-field'],
    ['a delay without time', { kind: 'delay' }, 'missing-field'],
    ['a negative time', { kind: 'freeze', ms: -1 }, 'bad-field'],
    ['a variant nobody knows', { kind: 'bad-certificate', variant: 'smudged' }, 'bad-field'],
    ['a reason out of range', { kind: 'failure', reason: 200 }, 'bad-field'],
    ['a failure without reason', { kind: 'failure' }, 'missing-field'],
    [
      'attributes that are no texts',
      { kind: 'failure', reason: 402, attrs: { expire: 3 } },
      'bad-field',
    ],
    ['a list of attributes', { kind: 'failure', reason: 402, attrs: ['x'] }, 'bad-field'],
    ['attributes of null', { kind: 'failure', reason: 402, attrs: null }, 'bad-field'],
    ['a Map of attributes', { kind: 'failure', reason: 402, attrs: new Map() }, 'bad-field'],
    ...['', '0', 'a b', 'Größe', 'a=b', 'x\n', '__proto__', 'reason'].map(
      (name): [string, unknown, string] => [
        `the attribute name ${JSON.stringify(name)}`,
        { kind: 'failure', reason: 402, attrs: { [name]: 'x' } },
        'bad-field',
      ],
    ),
    [
      'half a character as an attribute',
      { kind: 'failure', reason: 402, attrs: { location: '\ud800' } },
      'bad-field',
    ],
    [
      'an attribute that must be an address',
      { kind: 'failure', reason: 402, attrs: { from: 'nowhere' } },
      'bad-field',
    ],
    ['more than clear', { kind: 'clear', nonsense: 1 }, 'bad-field'],
    ['times of clear', { kind: 'clear', times: 2 }, 'bad-field'],
    ['a target of clear', { kind: 'clear', connection: 'c1' }, 'bad-field'],
    ['times of zero', { kind: 'bad-hmac', times: 0 }, 'bad-field'],
    ['a device that is no address', { kind: 'drop', device: '7' }, 'bad-field'],
    ['an empty connection', { kind: 'drop', connection: '' }, 'bad-field'],
    ['a code that is no code', { kind: 'stream-error', code: 'oops' }, 'bad-field'],
    ['no stanza to push', { kind: 'push' }, 'missing-field'],
    ['a force that is no truth', { kind: 'push', stanza: 'refresh-code', force: 1 }, 'bad-field'],
    ['an unknown domain', { kind: 'push', stanza: 'dirty', type: 'weather' }, 'bad-field'],
    ['a count below zero', { kind: 'push', stanza: 'offline-preview', count: -1 }, 'bad-field'],
    ['no stage of a code', { kind: 'link-code-error', code: 400 }, 'missing-field'],
    ['an unknown stage', { kind: 'link-code-error', stage: 'bye', code: 400 }, 'bad-field'],
    ['no code of an error', { kind: 'link-code-error', stage: 'hello' }, 'missing-field'],
    ['a code too small', { kind: 'link-code-error', stage: 'hello', code: 200 }, 'bad-field'],
    ['no version', { kind: 'service-version' }, 'missing-field'],
    ['a version of zero', { kind: 'service-version', tertiary: 0 }, 'bad-field'],
    ['a target of the version', { kind: 'service-version', tertiary: 1, times: 2 }, 'bad-field'],
    ['a target of a restart', { kind: 'restart', connection: 'c1' }, 'bad-field'],
    ['a restart for ever', { kind: 'restart', ms: 3_600_001 }, 'bad-field'],
    ['an unknown request', { kind: 'no-answer', what: 'telegram' }, 'bad-field'],
    ['no request', { kind: 'no-answer' }, 'missing-field'],
    ['an unknown loss', { kind: 'no-answer', what: 'ping', lose: 'both' }, 'bad-field'],
    ['an empty tag', { kind: 'duplicate', tag: '' }, 'bad-field'],
    ['a tag that is no text', { kind: 'reorder', tag: 7 }, 'bad-field'],
    ['less than no keys', { kind: 'consume-pre-keys', leave: -1 }, 'bad-field'],
    ['a target of routing', { kind: 'forget-routing', device: 'x' }, 'bad-field'],
    ['bare that is no truth', { kind: 'stream-error', conflict: 'replaced', bare: 1 }, 'bad-field'],
  ])('with %s is refused', (_, request, code) => {
    expect(() => parseFault(request)).toThrow(expect.objectContaining({ name: 'FaultError', code }))
  })

  it('knows the kinds that a person is told of', () => {
    expect(FAULT_KINDS).toEqual(
      expect.arrayContaining([
        'expire-ref',
        'drop',
        'freeze',
        'delay',
        'stream-error',
        'bad-hmac',
        'bad-signature',
        'bad-certificate',
        'clear',
      ]),
    )
    const kinds = `kind is one of ${FAULT_KINDS.join(', ')}`
    expect(() => parseFault({ kind: 'sabotage' })).toThrow(kinds)
  })

  it('takes attributes of a failure that a stanza can carry', () => {
    const attrs = { location: 'frc', 'retry-after': '30', from: 's.whatsapp.net' }
    expect(parseFault({ kind: 'failure', reason: 503, attrs }).action).toEqual({
      kind: 'failure',
      reason: 503,
      attrs,
    })
  })

  it('clear forgets what is armed, and says so to those who listen', () => {
    fault({ kind: 'bad-hmac', times: 3 })
    const seen: number[] = []
    service.onChange(() => seen.push(service.view().armedFaults.length))
    expect(fault({ kind: 'clear' })).toEqual({ at: 'struck', connections: 0 })
    expect(seen).toEqual([0])
  })
})
