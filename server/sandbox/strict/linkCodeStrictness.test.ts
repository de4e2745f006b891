import { beforeEach, describe, expect, it } from 'vitest'
import { child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { openService, type SandboxService } from '../service.ts'
import { openRaw, type RawClient } from '../testing/rawClient.ts'
import {
  encodePayload,
  makeDevice,
  type RawDevice,
  rightRegistration,
} from '../testing/rawDevice.ts'
import { linkDevice, logIn, showCodes } from '../testing/rawLink.ts'
import {
  ask,
  getRef,
  makeFinish,
  makeHello,
  type RawLinkCode,
  setRequest,
  takePrimaryHello,
} from '../testing/rawLinkCode.ts'
import { makePhone, type RawPhone } from '../testing/rawPhone.ts'
import { memoryKeeper } from '../world.ts'
import type { Strictness } from './ledger.ts'

const REG = 'link_code_companion_reg'
const randomBytes = seededRandom(43)
let service: SandboxService
let phone: RawPhone
let device: RawDevice
let client: RawClient
let request: RawLinkCode

beforeEach(async () => {
  service = await openService({ clock: manualClock(), randomBytes, keeper: memoryKeeper() })
  phone = await makePhone(service, randomBytes)
  device = await makeDevice(randomBytes)
  ;({ client } = await showCodes(service, device, randomBytes))
  request = await makeHello(device, phone.number, randomBytes)
})

/** What a test does to the inner node of a request. */
type Spoil = (reg: WireNode) => WireNode

const withAttr =
  (name: string, value: string | undefined): Spoil =>
  (reg) => {
    const kept = Object.entries(reg.attrs).filter(([key]) => key !== name)
    const attrs = Object.fromEntries(value === undefined ? kept : [...kept, [name, value]])
    return { ...reg, attrs }
  }
const withPart =
  (tag: string, content: Uint8Array | string): Spoil =>
  (reg) =>
    node(
      REG,
      reg.attrs,
      children(reg).map((part) => (part.tag === tag ? node(tag, {}, content) : part)),
    )
const without =
  (tag: string): Spoil =>
  (reg) =>
    node(
      REG,
      reg.attrs,
      children(reg).filter((part) => part.tag !== tag),
    )
const withMore =
  (more: WireNode): Spoil =>
  (reg) =>
    node(REG, reg.attrs, [...children(reg), more])

const DISPLAY = 'companion_platform_display'
const PLATFORM = 'companion_platform_id'

/** Name, what is done to the hello, rule that is booked. */
const HELLOS: ReadonlyArray<readonly [string, Spoil, string]> = [
  ['a number with a plus', withAttr('jid', '+15550001111@s.whatsapp.net'), 'bad-attribute'],
  ['a number with a leading zero', withAttr('jid', '05550001111@s.whatsapp.net'), 'bad-attribute'],
  ['a number of six digits', withAttr('jid', '155500@s.whatsapp.net'), 'bad-attribute'],
  ['a device as number', withAttr('jid', '15550001111:1@s.whatsapp.net'), 'bad-attribute'],
  ['no number', withAttr('jid', undefined), 'missing-attribute'],
  ['push that is neither', withAttr('should_show_push_notification', '1'), 'bad-attribute'],
  ['no word about push', withAttr('should_show_push_notification', undefined), 'missing-attribute'],
  ['an attribute too many', withAttr('platform', 'web'), 'foreign-attribute'],
  [
    'a wrapped key of 79 bytes',
    withPart('link_code_pairing_wrapped_companion_ephemeral_pub', new Uint8Array(79)),
    'bad-content',
  ],
  [
    'a noise key of 33 bytes',
    withPart('companion_server_auth_key_pub', new Uint8Array(33)),
    'bad-content',
  ],
  [
    'somebody’s noise key',
    withPart('companion_server_auth_key_pub', new Uint8Array(32)),
    'foreign-noise-key',
  ],
  ['platform 0', withPart(PLATFORM, '0'), 'unknown-platform-id'],
  ['platform b', withPart(PLATFORM, 'b'), 'unknown-platform-id'],
  ['a name of its own', withPart(DISPLAY, 'Moonlet'), 'bad-platform-display'],
  ['an unknown browser', withPart(DISPLAY, 'Moonlet (Linux)'), 'bad-platform-display'],
  ['an unknown system', withPart(DISPLAY, 'Chrome (TempleOS)'), 'bad-platform-display'],
  ['a name that is no text', withPart(DISPLAY, Uint8Array.of(0xff)), 'bad-platform-display'],
  ['the nonce as text', withPart('link_code_pairing_nonce', '0'), 'bad-nonce'],
  ['no nonce', without('link_code_pairing_nonce'), 'missing-child'],
  ['no wrapped key', without('link_code_pairing_wrapped_companion_ephemeral_pub'), 'missing-child'],
  ['a child too many', withMore(node('link_code_pairing_ref', {}, 'x')), 'foreign-child'],
]

const FINISHES: ReadonlyArray<readonly [string, Spoil, string]> = [
  [
    'a bundle of 155 bytes',
    withPart('link_code_pairing_wrapped_key_bundle', new Uint8Array(155)),
    'bad-content',
  ],
  [
    'another identity',
    withPart('companion_identity_public', new Uint8Array(32)),
    'foreign-identity',
  ],
  ['a ref that it never got', withPart('link_code_pairing_ref', 'nothing'), 'unknown-link-ref'],
  [
    'a ref that is no text',
    withPart('link_code_pairing_ref', Uint8Array.of(0xff)),
    'unknown-link-ref',
  ],
  ['another number', withAttr('jid', '15550002222@s.whatsapp.net'), 'other-number'],
  ['no number', withAttr('jid', undefined), 'missing-attribute'],
  ['a word about push', withAttr('should_show_push_notification', 'true'), 'foreign-attribute'],
  ['no bundle', without('link_code_pairing_wrapped_key_bundle'), 'missing-child'],
]

const spoiled = (iq: WireNode, spoil: Spoil): WireNode => setRequest(spoil(child(iq, REG) ?? iq))
const codeOf = (iq: WireNode) => child(iq, 'error')?.attrs['code']
const rules = () => service.ledger.failures.map(({ rule }) => rule)

/** The bundle that answers a phone's hello, ready to be spoiled. */
async function finishOf(): Promise<WireNode> {
  const ref = await getRef(client, request)
  const reg = node(REG, { stage: 'primary_hello' }, [
    node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, randomBytes(80)),
    node('primary_identity_pub', {}, phone.identity.publicKey),
    node('link_code_pairing_ref', {}, ref),
  ])
  await phone.request(setRequest(reg))
  return (await makeFinish(device, request, await takePrimaryHello(client), randomBytes)).finish
}

describe('a strict connection', () => {
  it('books each of fifteen and more wrong hellos, and answers 400', async () => {
    expect(HELLOS.length).toBeGreaterThanOrEqual(15)
    for (const [name, spoil, rule] of HELLOS) {
      service.ledger.clear()
      expect(codeOf(await ask(client, spoiled(request.hello, spoil))), name).toBe('400')
      expect(rules(), name).toContain(rule)
    }
    service.ledger.clear()
    await getRef(client, request)
    expect(rules()).toEqual([])
  })

  it('books each wrong bundle, and takes the right one behind them', async () => {
    const finish = await finishOf()
    for (const [name, spoil, rule] of FINISHES) {
      service.ledger.clear()
      expect(codeOf(await ask(client, spoiled(finish, spoil))), name).toBe('400')
      expect(rules(), name).toContain(rule)
    }
    service.ledger.clear()
    expect((await ask(client, finish)).attrs['type']).toBe('result')
    expect(rules()).toEqual([])
  })

  it('books a bundle before anybody typed, and a stage nobody knows', async () => {
    const ref = await getRef(client, request)
    const early = node(REG, { jid: `${phone.number}@s.whatsapp.net`, stage: 'companion_finish' }, [
      node('link_code_pairing_wrapped_key_bundle', {}, new Uint8Array(156)),
      node('companion_identity_public', {}, device.identity.publicKey),
      node('link_code_pairing_ref', {}, ref),
    ])
    expect(codeOf(await ask(client, setRequest(early)))).toBe('400')
    const stage = setRequest(node(REG, { stage: 'companion_goodbye' }))
    expect(codeOf(await ask(client, stage))).toBe('501')
    const country = setRequest(node(REG, { stage: 'get_country_code', iso: 'US' }), 'get')
    expect(codeOf(await ask(client, country))).toBe('400')
    expect(rules()).toEqual(['early-finish', 'unnamed-request', 'foreign-attribute'])
  })

  it('books an ack of the phone’s hello that does not copy its type', async () => {
    const ref = await getRef(client, request)
    const reg = node(REG, { stage: 'primary_hello' }, [
      node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, randomBytes(80)),
      node('primary_identity_pub', {}, phone.identity.publicKey),
      node('link_code_pairing_ref', {}, ref),
    ])
    await phone.request(setRequest(reg))
    const { id = '', from = '' } = (await client.next('notification')).attrs
    client.send(node('ack', { class: 'notification', id, to: from }))
    await settle()
    expect(rules()).toEqual(['missing-attribute'])
  })

  it('lets a linked companion ask for no code', async () => {
    const linked = await makeDevice(randomBytes)
    await linkDevice(service, phone, linked, randomBytes)
    const companion = await logIn(service, phone, linked, randomBytes)
    await companion.next('success')
    const { hello } = await makeHello(linked, phone.number, randomBytes)
    expect(codeOf(await ask(companion, hello))).toBe('403')
    expect(rules()).toEqual(['linked-already'])
  })
})

describe('a connection declared report', () => {
  async function reporting(mode: Strictness = 'report'): Promise<RawClient> {
    const payload = encodePayload(rightRegistration(device, randomBytes))
    const opened = await openRaw(service, { noise: device.noise, payload, randomBytes, mode })
    await opened.next('iq')
    return opened
  }

  it('may send the nonce as text and an attribute of its own, and is listed', async () => {
    const other = await reporting()
    const spoil: Spoil = (reg) =>
      withAttr('extra', '1')(withPart('link_code_pairing_nonce', '0')(reg))
    const answer = await ask(other, spoiled(request.hello, spoil))
    expect(answer.attrs['type']).toBe('result')
    expect(rules()).toEqual([])
    expect(service.ledger.reported.map(({ rule }) => rule)).toEqual([
      'foreign-attribute',
      'bad-nonce',
    ])
  })

  it('is refused all the same with a name that the service does not know', async () => {
    const other = await reporting()
    expect(codeOf(await ask(other, spoiled(request.hello, withPart(DISPLAY, 'x'))))).toBe('400')
  })
})
