import { beforeEach, describe, expect, it } from 'vitest'
import { toBase64 } from '../../../web/crypto/bytes.ts'
import { generateKeyPair } from '../../../web/crypto/x25519.ts'
import { bytesOf, child, node } from '../../../web/wire/node/node.ts'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { openService, type SandboxService } from '../service.ts'
import type { RawClient } from '../testing/rawClient.ts'
import { makeDevice, type RawDevice, signPairSuccess } from '../testing/rawDevice.ts'
import { linkDevice, logIn, showCodes } from '../testing/rawLink.ts'
import { makePhone, type RawPhone } from '../testing/rawPhone.ts'
import { memoryKeeper } from '../world.ts'

const randomBytes = seededRandom(7)
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

const showing = (shown = device) => showCodes(service, shown, randomBytes)

const errorOf = (iq: { content?: unknown } & Parameters<typeof child>[0]) =>
  child(iq, 'error')?.attrs ?? {}

const link = (shown = device, keyIndex = 1) =>
  linkDevice(service, phone, shown, randomBytes, keyIndex)

const enter = (shown: RawDevice, number: number, lc = 0): Promise<RawClient> =>
  logIn(service, phone, shown, randomBytes, { number, lc })

describe('linking', () => {
  it('leads from six refs to a login, without a failure', async () => {
    const { client, refs } = await showing()
    expect(refs).toHaveLength(6)
    for (const ref of refs) expect(ref).toMatch(/^[\w-]{64}$/)
    expect(new Set(refs).size).toBe(6)

    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    const inner = child(success, 'pair-success') ?? success
    expect(child(inner, 'device')?.attrs).toEqual({
      jid: '15550001111:1@s.whatsapp.net',
      lid: '100015550001111:1@lid',
    })
    expect(child(inner, 'platform')?.attrs).toEqual({ name: 'android' })
    client.send(signPairSuccess(device, success, randomBytes))
    const error = await client.next('stream:error')
    expect(error.attrs).toEqual({ code: '515' })
    expect(await client.ended).toBe('close')
    const result = await answer
    expect(child(result, 'device')?.attrs).toEqual({ jid: '15550001111:1@s.whatsapp.net' })
    expect(bytesOf(child(result, 'companion-props') ?? result).length).toBeGreaterThan(20)

    const again = await enter(device, 1)
    const welcomed = await again.next('success')
    expect(welcomed.attrs).toEqual({
      t: String(Math.floor(clock.now() / 1000)),
      lid: '100015550001111:1@lid',
      props: '0',
      companion_enc_static: 'NULL',
    })
    expect(service.ledger.failures).toEqual([])
    const lists = phone.events.filter((event) => event.type === 'stanza')
    expect(lists).toHaveLength(1)
  })

  it('takes stanzas that come right behind ClientFinish, before the keys are switched', async () => {
    await link()
    const client = await enter(device, 1)
    const attrs = { to: 's.whatsapp.net', type: 'get', xmlns: 'w:p' }
    client.send(node('iq', { ...attrs, id: 'p1' }))
    client.send(node('iq', { ...attrs, id: 'p2' }))
    expect(client.received).toEqual([])
    await client.next((stanza) => stanza.attrs['id'] === 'p2')
    expect(client.received.map(({ tag, attrs: { id = '' } }) => `${tag}${id}`)).toEqual([
      'success',
      'ib',
      'ib',
      'iqp1',
      'iqp2',
    ])
  })

  it('sends nothing to anybody else', async () => {
    const others = await Promise.all([makeDevice(randomBytes), makeDevice(randomBytes)])
    const waiting = await Promise.all(others.map((other) => showing(other)))
    await link()
    for (const { client } of waiting) {
      expect(client.received).toHaveLength(1)
      expect(client.isOpen()).toBe(true)
    }
  })

  it('gives numbers from 1 on, four at most, and reuses a free one', async () => {
    const devices = await Promise.all(Array.from({ length: 5 }, () => makeDevice(randomBytes)))
    const numbers = []
    for (const [at, shown] of devices.slice(0, 4).entries()) {
      const { answer } = await link(shown, at + 1)
      numbers.push(child(answer, 'device')?.attrs['jid'])
    }
    expect(numbers).toEqual([1, 2, 3, 4].map((n) => `15550001111:${n}@s.whatsapp.net`))

    const fifth = devices[4] ?? device
    const { refs } = await showing(fifth)
    const refused = await phone.request(phone.upload(fifth, refs[0] ?? '', { keyIndex: 5 }))
    expect(errorOf(refused)).toEqual({ code: '409', text: 'too-many-companions' })

    const removal = node('remove-companion-device', { jid: '15550001111:2@s.whatsapp.net' })
    const iq = { to: 's.whatsapp.net', type: 'set', xmlns: 'md', id: 'r' }
    await phone.request(node('iq', iq, [removal]))
    const { answer } = await link(await makeDevice(randomBytes), 6)
    expect(child(answer, 'device')?.attrs['jid']).toBe('15550001111:2@s.whatsapp.net')
  })

  it('refuses refs that are unknown, used, dead with their socket, or too old', async () => {
    const unknown = { code: '404', text: 'unknown-pairing-ref' }
    expect(errorOf(await phone.request(phone.upload(device, 'nowhere')))).toEqual(unknown)

    const { client, refs } = await showing()
    client.hangUp()
    expect(errorOf(await phone.request(phone.upload(device, refs[0] ?? '')))).toEqual(unknown)

    const used = await showing()
    const first = phone.request(phone.upload(device, used.refs[0] ?? ''))
    const success = await used.client.next((s) => child(s, 'pair-success') !== undefined)
    for (const ref of used.refs) {
      expect(errorOf(await phone.request(phone.upload(device, ref)))).toEqual(unknown)
    }
    used.client.send(signPairSuccess(device, success, randomBytes))
    expect((await first).attrs['type']).toBe('result')
    expect(errorOf(await phone.request(phone.upload(device, used.refs[1] ?? '')))).toEqual(unknown)

    const other = await makeDevice(randomBytes)
    const old = await showing(other)
    await clock.advance(80_000)
    expect(errorOf(await phone.request(phone.upload(other, old.refs[0] ?? '')))).toEqual(unknown)
  })

  it('takes a ref in its grace period', async () => {
    const { client, refs } = await showing()
    await clock.advance(79_000)
    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    client.send(signPairSuccess(device, success, randomBytes))
    expect((await answer).attrs['type']).toBe('result')
  })

  it('ends the connection after 160 s, not before', async () => {
    const { client } = await showing()
    await clock.advance(159_999)
    expect(client.isOpen()).toBe(true)
    await clock.advance(1)
    expect(await client.ended).toBe('close')
  })

  it('refuses another browser’s key, a foreign identity and a damaged upload', async () => {
    const { client, refs } = await showing()
    const ref = refs[0] ?? ''
    const foreign = (await makeDevice(randomBytes)).noise.publicKey
    const wrongKey = await phone.request(phone.upload(device, ref, { publicKey: foreign }))
    expect(errorOf(wrongKey)).toEqual({ code: '403', text: 'not-authorized' })
    const signer = await generateKeyPair(randomBytes)
    const wrongSigner = await phone.request(phone.upload(device, ref, { signer }))
    expect(errorOf(wrongSigner)).toEqual({ code: '403', text: 'not-authorized' })
    const damaged = await phone.request(phone.upload(device, ref, { extra: node('pem') }))
    expect(errorOf(damaged)).toEqual({ code: '400', text: 'invalid-pair-device' })
    expect(client.received).toHaveLength(1)
  })

  it('answers the phone with an error when the companion refuses, and frees the number', async () => {
    const { client, refs } = await showing()
    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    const attrs = { to: 's.whatsapp.net', type: 'error', id: success.attrs['id'] ?? '' }
    client.send(node('iq', attrs, [node('error', { code: '401', text: 'hmac-mismatch' })]))
    expect(errorOf(await answer)).toEqual({ code: '406', text: 'companion-refused' })
    expect(service.ledger.failures).toEqual([])
    const { answer: next } = await link(await makeDevice(randomBytes), 2)
    expect(child(next, 'device')?.attrs['jid']).toBe('15550001111:1@s.whatsapp.net')
  })

  it('answers the phone when the companion goes silent or away', async () => {
    const away = await showing()
    const gone = phone.request(phone.upload(device, away.refs[0] ?? ''))
    await away.client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    away.client.hangUp()
    expect(errorOf(await gone)).toEqual({ code: '408', text: 'companion-timeout' })

    const silent = await showing()
    const late = phone.request(phone.upload(device, silent.refs[0] ?? ''))
    await silent.client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    await clock.advance(60_000)
    expect(errorOf(await late)).toEqual({ code: '408', text: 'companion-timeout' })
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['no-pair-device-sign'])
  })

  it('answers the phone at once when the companion goes while the upload is checked', async () => {
    const { client, refs } = await showing()
    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    client.hangUp()
    expect(errorOf(await answer)).toEqual({ code: '404', text: 'unknown-pairing-ref' })
    await clock.advance(60_000)
    expect(service.ledger.failures).toEqual([])
  })

  it.each([
    ['another key index', { keyIndex: '2' }, 'bad-attribute'],
    ['the account key left in', { keepKey: true }, 'foreign-field'],
    ['other details', { details: Uint8Array.of(8, 1) }, 'other-details'],
  ])('refuses a signature reply with %s', async (_, change, rule) => {
    const { client, refs } = await showing()
    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    client.send(signPairSuccess(device, success, randomBytes, change))
    expect(errorOf(await answer)).toEqual({ code: '406', text: 'companion-refused' })
    expect(service.ledger.failures.map((failure) => failure.rule)).toContain(rule)
    const login = await enter(device, 1)
    expect((await login.next('failure')).attrs).toEqual({ reason: '401' })
  })

  it('refuses a device signature by another identity', async () => {
    const { client, refs } = await showing()
    const answer = phone.request(phone.upload(device, refs[0] ?? ''))
    const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    const impostor = { ...device, identity: await generateKeyPair(randomBytes) }
    client.send(signPairSuccess(impostor, success, randomBytes))
    expect(errorOf(await answer)).toEqual({ code: '406', text: 'companion-refused' })
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['bad-device-signature'])
  })
})

describe('tokens', () => {
  const md = { to: 's.whatsapp.net', type: 'set', xmlns: 'md', id: 'x' }
  const iq = node('iq', md, [node('remove-companion-device', { all: 'true' })])

  it('refuses unknown, foreign and expired ones', async () => {
    expect(errorOf(await phone.request(iq, 'made-up'))).toEqual({
      code: '401',
      text: 'unknown-token',
    })
    const other = await makePhone(service, randomBytes, '15550002222')
    expect(errorOf(await phone.request(iq, other.token))).toEqual({
      code: '403',
      text: 'foreign-token',
    })
    expect((await phone.request(iq)).attrs['type']).toBe('result')
    await clock.advance(24 * 3_600_000)
    expect(errorOf(await phone.request(iq))).toEqual({ code: '401', text: 'expired-token' })
    await phone.signIn()
    expect((await phone.request(iq)).attrs['type']).toBe('result')
  })

  it('are given for a fresh challenge signed by the account only', async () => {
    const { line } = service
    const stranger = await makePhone(service, randomBytes, '15550003333')
    const challenge = await line.challenge(phone.number)
    const signature = randomBytes(64)
    const refused = expect.objectContaining({ code: 'bad-signature' })
    await expect(line.signIn({ number: phone.number, challenge, signature })).rejects.toEqual(
      refused,
    )
    const own = await line.challenge(stranger.number)
    await expect(line.signIn({ number: phone.number, challenge: own, signature })).rejects.toEqual(
      refused,
    )
    await expect(line.signIn({ number: '15559999999', challenge, signature })).rejects.toEqual(
      expect.objectContaining({ code: 'unknown-account' }),
    )
  })
})

describe('unlinking', () => {
  it('by the phone ends the live connection as device_removed, and the next login with 401', async () => {
    await link()
    const client = await enter(device, 1)
    await client.next('success')
    const iq = { to: 's.whatsapp.net', type: 'set', xmlns: 'md', id: 'r' }
    const removal = node('remove-companion-device', { jid: '15550001111:1@s.whatsapp.net' })
    await phone.request(node('iq', iq, [removal]))
    const error = await client.next('stream:error')
    expect(error.attrs).toEqual({ code: '401' })
    expect(child(error, 'conflict')?.attrs).toEqual({ type: 'device_removed' })
    for (let attempt = 0; attempt < 2; attempt++) {
      const again = await enter(device, 1, 1)
      expect((await again.next('failure')).attrs).toEqual({ reason: '401' })
    }
  })

  it('by the companion answers, ends and tells the phone', async () => {
    await link()
    const client = await enter(device, 1)
    await client.next('success')
    const attrs = { id: 'u1', to: 's.whatsapp.net', type: 'set', xmlns: 'md' }
    const own = { jid: '15550001111:1@s.whatsapp.net', reason: 'user_initiated' }
    client.send(node('iq', attrs, [node('remove-companion-device', own)]))
    expect((await client.next((s) => s.attrs['id'] === 'u1')).attrs['type']).toBe('result')
    expect(await client.ended).toBe('close')
    await settle()
    const lists = phone.events.filter((event) => event.type === 'stanza')
    expect(lists).toHaveLength(2)
    expect(service.ledger.failures).toEqual([])
  })
})

describe('restart', () => {
  it('keeps keys, accounts, companions and tokens', async () => {
    const keeper = memoryKeeper()
    const world = { clock, randomBytes, keeper }
    service = await openService(world)
    phone = await makePhone(service, randomBytes)
    await link()
    const root = toBase64(service.root)
    await service.close()

    service = await openService(world)
    expect(toBase64(service.root)).toBe(root)
    const client = await enter(device, 1)
    expect((await client.next('success')).tag).toBe('success')
    const iq = { to: 's.whatsapp.net', type: 'set', xmlns: 'md', id: 'r' }
    const { line } = service
    const as = { number: phone.number, token: phone.token }
    const answer = await line.request(
      as,
      node('iq', iq, [node('remove-companion-device', { all: 'true' })]),
    )
    expect(answer.attrs['type']).toBe('result')
  })

  it('refuses a state of another version in words', async () => {
    const world = { clock, randomBytes, keeper: memoryKeeper({ format: 99 }) }
    await expect(openService(world)).rejects.toMatchObject({ code: 'unusable-state' })
  })
})
