import { beforeEach, describe, expect, it } from 'vitest'
import { bytesOf, child, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import type { PhoneControl } from '../../phone/control.ts'
import { createPhones } from '../../phone/phones.ts'
import { parseFault } from '../faults/parseFault.ts'
import { openService, type SandboxService } from '../service.ts'
import type { RawClient } from '../testing/rawClient.ts'
import { hasRightMac, makeDevice, type RawDevice, signPairSuccess } from '../testing/rawDevice.ts'
import { logIn, showCodes } from '../testing/rawLink.ts'
import {
  ask,
  getRef,
  makeFinish,
  makeHello,
  type RawLinkCode,
  setRequest,
  takePrimaryHello,
} from '../testing/rawLinkCode.ts'
import { makePhone } from '../testing/rawPhone.ts'
import { memoryKeeper } from '../world.ts'

const REG = 'link_code_companion_reg'
const randomBytes = seededRandom(23)
let clock: ManualClock
let service: SandboxService
let phones: PhoneControl
let device: RawDevice
let client: RawClient
let refs: string[]
let request: RawLinkCode

beforeEach(async () => {
  clock = manualClock()
  service = await openService({ clock, randomBytes, keeper: memoryKeeper() }, { record: true })
  phones = await createPhones({
    line: service.line,
    randomBytes,
    now: () => clock.now(),
    after: (delayMs, task) => clock.after(delayMs, task),
    persist: () => Promise.resolve(),
  })
  device = await makeDevice(randomBytes)
  ;({ client, refs } = await showCodes(service, device, randomBytes))
  request = await makeHello(device, number(), randomBytes)
})

const phone = () => phones.list()[0]
const number = () => phone()?.number ?? ''
const fault = (wanted: unknown) => service.fault(parseFault(wanted))
const rules = () => service.ledger.failures.map(({ rule }) => rule)
const errorOf = (iq: WireNode) => child(iq, 'error')?.attrs
const isPairSuccess = (stanza: WireNode) => child(stanza, 'pair-success') !== undefined

/** The same hello under another stanza id. */
const copyOf = (of: RawLinkCode): RawLinkCode => ({
  ...of,
  hello: setRequest(child(of.hello, REG) ?? of.hello),
})

/** The companion's part once somebody types: bundle, and the signature when pair-success comes. */
async function answerPrimaryHello(made = request): Promise<Uint8Array> {
  const primaryHello = await takePrimaryHello(client)
  const { finish, advSecret } = await makeFinish(device, made, primaryHello, randomBytes)
  expect((await ask(client, finish)).attrs['type']).toBe('result')
  return advSecret
}

describe('linking by code', () => {
  it('leads from a number to a login, without a failure', async () => {
    const ref = await getRef(client, request)
    expect(ref).toMatch(/^[\w-]{32}$/)
    expect(refs).not.toContain(ref)
    expect(phone()?.pairing).toEqual({ companionName: 'Chrome (Linux)', sinceMs: clock.now() })

    const typed = phones.typeCode(undefined, 'yfpb-7rmp')
    const advSecret = await answerPrimaryHello()
    const success = await client.next(isPairSuccess)
    const container = bytesOf(
      child(child(success, 'pair-success') ?? success, 'device-identity') ?? success,
    )
    expect(hasRightMac({ ...device, advSecret }, container)).toBe(true)
    expect(hasRightMac(device, container)).toBe(false)
    client.send(signPairSuccess(device, success, randomBytes))
    expect((await client.next('stream:error')).attrs).toEqual({ code: '515' })
    expect(await typed).toMatchObject({ ok: true, device: { device: 1 } })
    expect(phone()?.pairing).toBeUndefined()
    expect(phone()?.devices).toHaveLength(1)
    expect(await phones.typeCode(undefined, 'YFPB7RMP')).toMatchObject({ code: 'used-code' })

    const line = await makePhoneOf(number())
    const again = await logIn(service, line, device, randomBytes)
    expect((await again.next('success')).tag).toBe('success')
    expect(rules()).toEqual([])
  })

  /** Only the number matters for a login. */
  const makePhoneOf = async (of: string) => ({
    ...(await makePhone(service, randomBytes)),
    number: of,
  })

  it('tells the phone a wrong code, three times at most, and the companion nothing', async () => {
    await getRef(client, request)
    const answers = []
    for (let time = 0; time < 3; time++) {
      const typed = phones.typeCode(undefined, 'Y9XZDE53')
      await answerPrimaryHello()
      const before = client.received.length
      answers.push(await typed)
      expect(client.received).toHaveLength(before)
    }
    expect(answers).toMatchObject([
      { ok: false, code: 'wrong-code' },
      { ok: false, code: 'wrong-code' },
      { ok: false, code: 'too-many-tries' },
    ])
    expect(phone()?.pairing).toBeUndefined()
    expect(await phones.typeCode(undefined, request.code)).toMatchObject({ code: 'too-many-tries' })
    expect(rules()).toEqual([])
  })

  it('still takes the right code after a wrong one', async () => {
    await getRef(client, request)
    const wrong = phones.typeCode(undefined, 'Y9XZDE53')
    await answerPrimaryHello()
    expect(await wrong).toMatchObject({ code: 'wrong-code' })
    const right = phones.typeCode(undefined, request.code)
    await answerPrimaryHello()
    client.send(
      signPairSuccess(device, await client.next(isPairSuccess), randomBytes, { keyIndex: '1' }),
    )
    expect(await right).toMatchObject({ ok: true })
  })

  it('knows no code without a request, after its time, and of a wrong form', async () => {
    expect(await phones.typeCode(undefined, request.code)).toMatchObject({ code: 'no-request' })
    await getRef(client, request)
    expect(await phones.typeCode(undefined, 'OOOO0000')).toMatchObject({ code: 'malformed-code' })
    expect(await phones.typeCode('nobody', request.code)).toMatchObject({ code: 'unknown-phone' })
    await clock.advance(180_000)
    expect(phone()?.pairing).toBeUndefined()
    expect(await phones.typeCode(undefined, request.code)).toMatchObject({ code: 'expired-code' })
  })

  it('gives a silent companion up after a minute', async () => {
    await getRef(client, request)
    const typed = phones.typeCode(undefined, request.code)
    await takePrimaryHello(client)
    await clock.advance(60_000)
    expect(await typed).toMatchObject({ code: 'companion-silent' })
  })

  it('shows no notification when the companion wants none', async () => {
    const reg = child(request.hello, REG) ?? request.hello
    const attrs = { ...reg.attrs, should_show_push_notification: 'false' }
    await getRef(client, { ...request, hello: setRequest({ ...reg, attrs }) })
    expect(phone()?.pairing).toBeUndefined()
    const typed = phones.typeCode(undefined, request.code)
    await answerPrimaryHello()
    client.send(signPairSuccess(device, await client.next(isPairSuccess), randomBytes))
    expect(await typed).toMatchObject({ ok: true })
  })
})

describe('a phone that was set up anew', () => {
  it('forgets the request, and links again with its new identity', async () => {
    await getRef(client, request)
    await phones.reregister(undefined)
    expect(phone()?.pairing).toBeUndefined()
    expect(await phones.typeCode(undefined, request.code)).toMatchObject({ code: 'no-request' })
    const again = copyOf(request)
    await getRef(client, again)
    const typed = phones.typeCode(undefined, request.code)
    await answerPrimaryHello(again)
    client.send(signPairSuccess(device, await client.next(isPairSuccess), randomBytes))
    expect(await typed).toMatchObject({ ok: true })
    await phones.reregister(undefined)
    expect(phone()?.devices).toEqual([])
    expect(rules()).toEqual([])
  })

  it('asks for a passkey when the service says so, after the code too', async () => {
    await getRef(client, request)
    fault({ kind: 'demand-passkey' })
    const typed = phones.typeCode(undefined, request.code)
    await answerPrimaryHello()
    expect(await typed).toMatchObject({ ok: false, code: 'passkey-required' })
    const demand = await client.next((s) => s.attrs['type'] === 'passkey_prologue_request')
    expect(demand.attrs['from']).toBe('s.whatsapp.net')
    expect(client.received.some(isPairSuccess)).toBe(false)
  })
})

describe('a ref of a code', () => {
  it('is retired by the next request of the same connection', async () => {
    const first = await getRef(client, request)
    const typed = phones.typeCode(undefined, request.code)
    const primaryHello = await takePrimaryHello(client)
    const renewed = await makeHello(device, number(), randomBytes, 'ABCDEFGH')
    expect(await getRef(client, renewed)).not.toBe(first)
    const { finish } = await makeFinish(device, request, primaryHello, randomBytes)
    expect(errorOf(await ask(client, finish))).toEqual({ code: '400', text: 'bad-request' })
    expect(await typed).toMatchObject({ code: 'expired-code' })
    expect(rules()).toEqual([])

    const again = phones.typeCode(undefined, 'ABCDEFGH')
    await answerPrimaryHello(renewed)
    client.send(signPairSuccess(device, await client.next(isPairSuccess), randomBytes))
    expect(await again).toMatchObject({ ok: true })
  })

  it('is stranded when another connection asks for the same number', async () => {
    const first = await getRef(client, request)
    const other = await makeDevice(randomBytes)
    const { client: newer } = await showCodes(service, other, randomBytes)
    await getRef(newer, await makeHello(other, number(), randomBytes))
    const typed = phones.typeCode(undefined, request.code)
    const primaryHello = await takePrimaryHello(newer)
    expect(textOf(child(primaryHello, 'link_code_pairing_ref') ?? primaryHello)).not.toBe(first)
    expect(client.received.some((stanza) => stanza.attrs['type'] === REG)).toBe(false)
    newer.hangUp()
    await clock.advance(60_000)
    await typed
  })

  it('dies with its connection', async () => {
    await getRef(client, request)
    client.hangUp()
    expect(await phones.typeCode(undefined, request.code)).toMatchObject({ code: 'expired-code' })
  })

  it('keeps the connection open beyond the QR refs, until it runs out', async () => {
    await clock.advance(150_000)
    await getRef(client, request)
    await clock.advance(199_000)
    expect(client.isOpen()).toBe(true)
    expect(service.view().connections[0]).toMatchObject({ refs: 0, linkCode: 'hello' })
    await clock.advance(1_000)
    expect(await client.ended).toBe('close')
  })

  it('ends with the QR refs when there is no code', async () => {
    await clock.advance(160_000)
    expect(await client.ended).toBe('close')
  })

  it('is given up by refresh_code, with time for a renewal', async () => {
    await clock.advance(150_000)
    const ref = await getRef(client, request)
    for (const force of [true, false]) {
      if (!force) await getRef(client, copyOf(request))
      fault({ kind: 'push', stanza: 'refresh-code', force })
      const inner = await takePrimaryHello(client)
      expect(inner.attrs).toEqual({ stage: 'refresh_code', force_manual_refresh: String(force) })
      if (force) expect(textOf(child(inner, 'link_code_pairing_ref') ?? inner)).toBe(ref)
      expect(await phones.typeCode(undefined, request.code)).toMatchObject({ code: 'expired-code' })
    }
    await clock.advance(19_000)
    expect(client.isOpen()).toBe(true)
    await clock.advance(1_000)
    expect(client.isOpen()).toBe(false)
  })
  it('has no refresh where there is none', () => {
    expect(() => fault({ kind: 'push', stanza: 'refresh-code' })).toThrow(
      expect.objectContaining({ code: 'no-connection' }),
    )
  })
})

describe('what the service refuses', () => {
  it('a number that nobody has', async () => {
    const { hello } = await makeHello(device, '15559999999', randomBytes)
    expect(errorOf(await ask(client, hello))).toEqual({ code: '404', text: 'item-not-found' })
    expect(rules()).toEqual([])
  })

  it('a number that was asked too often lately', async () => {
    for (let time = 0; time < 20; time++) await getRef(client, copyOf(request))
    expect(errorOf(await ask(client, copyOf(request).hello))).toEqual({
      code: '400',
      text: 'bad-request',
    })
    expect(rules()).toEqual([])
    await clock.advance(359_000)
    const { client: later } = await showCodes(service, device, randomBytes)
    await clock.advance(100_000)
    expect(errorOf(await ask(later, copyOf(request).hello))?.['code']).toBe('400')
    await clock.advance(59_000)
    const { client: last } = await showCodes(service, device, randomBytes)
    await clock.advance(90_000)
    expect(await getRef(last, copyOf(request))).toMatch(/./)
  })

  it.each<[number, string, number | undefined]>([
    [400, 'bad-request', undefined],
    [403, 'forbidden', undefined],
    [429, 'rate-overlimit', 120],
    [452, 'feature-not-available', undefined],
    [500, 'internal-server-error', undefined],
  ])('%i on demand, at hello and at finish', async (code, text, backoff) => {
    const more = backoff === undefined ? {} : { backoff }
    const wanted = {
      code: String(code),
      text,
      ...(backoff === undefined ? {} : { backoff: String(backoff) }),
    }
    fault({ kind: 'link-code-error', stage: 'hello', code, ...more })
    fault({ kind: 'link-code-error', stage: 'finish', code, ...more })
    expect(errorOf(await ask(client, request.hello))).toEqual(wanted)
    expect(phone()?.pairing).toBeUndefined()
    const again = copyOf(request)
    await getRef(client, again)
    const typed = phones.typeCode(undefined, request.code)
    const { finish } = await makeFinish(device, again, await takePrimaryHello(client), randomBytes)
    expect(errorOf(await ask(client, finish))).toEqual(wanted)
    await clock.advance(60_000)
    expect(await typed).toMatchObject({ code: 'companion-silent' })
  })

  it('nothing, when the phone is to stay silent: no upload follows', async () => {
    fault({ kind: 'link-code-silent' })
    await getRef(client, request)
    const typed = phones.typeCode(undefined, request.code)
    await answerPrimaryHello()
    await clock.advance(60_000)
    expect(await typed).toMatchObject({ code: 'companion-silent' })
    expect(client.received.some(isPairSuccess)).toBe(false)
  })

  it('an upload before the bundle, and one of another number', async () => {
    const rawPhone = await makePhone(service, randomBytes)
    const own = await makeHello(device, rawPhone.number, randomBytes)
    const ref = await getRef(client, own)
    const upload = () => rawPhone.request(rawPhone.upload(device, ref))
    expect(errorOf(await upload())?.['text']).toBe('unknown-pairing-ref')
    const hello = node(REG, { stage: 'primary_hello' }, [
      node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, randomBytes(80)),
      node('primary_identity_pub', {}, rawPhone.identity.publicKey),
      node('link_code_pairing_ref', {}, ref),
    ])
    expect((await rawPhone.request(setRequest(hello))).attrs['type']).toBe('result')
    const { finish } = await makeFinish(device, own, await takePrimaryHello(client), randomBytes)
    await ask(client, finish)
    const stranger = await makePhone(service, randomBytes, '15550002222')
    const foreign = await stranger.request(stranger.upload(device, ref))
    expect(errorOf(foreign)?.['text']).toBe('unknown-pairing-ref')
    const wrongKey = rawPhone.upload(device, ref, { publicKey: randomBytes(32) })
    expect(errorOf(await rawPhone.request(wrongKey))?.['text']).toBe('not-authorized')
    const pending = upload()
    client.send(signPairSuccess(device, await client.next(isPairSuccess), randomBytes))
    expect((await pending).attrs['type']).toBe('result')
    await settle()
    expect(rules()).toEqual([])
  })

  it('a primary_hello with a foreign identity, an unknown ref, or parts too many', async () => {
    const rawPhone = await makePhone(service, randomBytes)
    const ref = await getRef(client, await makeHello(device, rawPhone.number, randomBytes))
    const say = async (changed: { ref?: string; identity?: Uint8Array; extra?: WireNode }) => {
      const reg = node(REG, { stage: 'primary_hello' }, [
        node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, randomBytes(80)),
        node('primary_identity_pub', {}, changed.identity ?? rawPhone.identity.publicKey),
        node('link_code_pairing_ref', {}, changed.ref ?? ref),
        ...(changed.extra === undefined ? [] : [changed.extra]),
      ])
      return errorOf(await rawPhone.request(setRequest(reg)))?.['code']
    }
    expect(await say({ identity: randomBytes(32) })).toBe('403')
    expect(await say({ ref: 'nothing' })).toBe('404')
    expect(await say({ extra: node('x') })).toBe('400')
    expect(await say({})).toBeUndefined()
  })

  it('answers the question for a country', async () => {
    const question = setRequest(node(REG, { stage: 'get_country_code' }), 'get')
    expect(child(await ask(client, question), 'country_code')?.attrs).toEqual({ iso: 'US' })
  })
})
