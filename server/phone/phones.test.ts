import { beforeEach, describe, expect, it } from 'vitest'
import { concatBytes, fromHex, toBase64, toHex, utf8Encode } from '../../web/crypto/bytes.ts'
import { xeddsaVerify } from '../../web/crypto/xeddsa.ts'
import { isJid, type Jid, makeJid } from '../../web/wire/jid.ts'
import { bytesOf, child, node, textOf, type WireNode } from '../../web/wire/node/node.ts'
import { decodeProto, encodeProto } from '../../web/wire/proto/codec.ts'
import {
  ADVDeviceIdentitySchema,
  ADVKeyIndexListSchema,
  ADVSignedDeviceIdentityHMACSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../web/wire/proto/gen/adv_pb.ts'
import { DevicePropsSchema } from '../../web/wire/proto/gen/payload_pb.ts'
import type { PhoneControl } from './control.ts'
import {
  type AccountRegistration,
  type Credentials,
  type LineEvent,
  type PhoneLine,
  PhoneLineError,
  type SignInRequest,
  type UploadBench,
} from './line.ts'
import { createPhones, type PhonesState } from './phones.ts'
import linking from './vectors/linking.json'

const HOUR_MS = 3_600_000

/** A service that accepts everything, unless a test puts an answer in front. */
class FakeLine implements PhoneLine {
  readonly accounts = new Map<string, AccountRegistration>()
  readonly requests: Array<{ as: Credentials; iq: WireNode; bench?: UploadBench }> = []
  readonly relayed: Array<{ to: Jid; stanza: WireNode }> = []
  readonly signIns: SignInRequest[] = []
  readonly listeners = new Map<string, (event: LineEvent) => void>()
  readonly answers: Array<(iq: WireNode) => WireNode | Promise<WireNode>> = []
  tokenLifeMs = HOUR_MS
  nowMs = 1_790_000_000_000
  #nextDevice = 1

  async register(account: AccountRegistration): Promise<void> {
    this.accounts.set(account.number, account)
  }

  async challenge(): Promise<Uint8Array> {
    return new Uint8Array(32).fill(this.signIns.length + 1)
  }

  async signIn(request: SignInRequest) {
    this.signIns.push(request)
    return {
      token: `${request.number}/${this.signIns.length}`,
      expiresAtMs: this.nowMs + this.tokenLifeMs,
    }
  }

  async request(as: Credentials, iq: WireNode, bench?: UploadBench): Promise<WireNode> {
    this.requests.push({ as, iq, ...(bench ? { bench } : {}) })
    const answer = this.answers.shift()
    if (answer) return answer(iq)
    return child(iq, 'pair-device') ? this.linked(as.number) : result()
  }

  async relay(_as: Credentials, to: Jid, stanza: WireNode): Promise<void> {
    this.relayed.push({ to, stanza })
  }

  listen(number: string, listener: (event: LineEvent) => void): () => void {
    this.listeners.set(number, listener)
    return () => this.listeners.delete(number)
  }

  linked(number: string): WireNode {
    const jid = makeJid(number, 's.whatsapp.net', this.#nextDevice++)
    const props = encodeProto(DevicePropsSchema, { os: 'Linux', platformType: 1 })
    return node('iq', { type: 'result' }, [
      node('pair-device', {}, [node('device', { jid }), node('companion-props', {}, props)]),
    ])
  }
}

function result(): WireNode {
  return node('iq', { type: 'result' })
}

function error(code: string, text: string): () => WireNode {
  return () => node('iq', { type: 'error' }, [node('error', { code, text })])
}

function deviceList(...jids: string[]): LineEvent {
  const devices = jids.map((jid) => node('device', { jid, 'key-index': '1' }))
  return {
    type: 'stanza',
    stanza: node('notification', { type: 'account_sync', from: 'account' }, [
      node('devices', {}, devices),
    ]),
  }
}

let draws = 0
/** Different bytes at each call; enough for keys that must differ. */
function randomBytes(length: number): Uint8Array {
  draws++
  return Uint8Array.from({ length }, (_, at) => (draws * 57 + at * 31 + 11) % 251)
}

const qr = linking.qr[0]?.deepLink ?? ''

let line: FakeLine
let saved: PhonesState[]
let phones: PhoneControl
let reports: string[]

async function start(before?: PhonesState): Promise<PhoneControl> {
  return createPhones({
    line,
    randomBytes,
    now: () => line.nowMs,
    after: () => () => undefined,
    persist: async (state) => {
      saved.push(JSON.parse(JSON.stringify(state)) as PhonesState)
    },
    report: (note) => reports.push(note),
    ...(before ? { saved: before } : {}),
  })
}

function number(): string {
  return phones.list()[0]?.number ?? ''
}

function tell(event: LineEvent): void {
  line.listeners.get(number())?.(event)
}

/** Every request of this kind, in order. */
function sent(tag: string): WireNode[] {
  return line.requests.flatMap(({ iq }) => child(iq, tag) ?? [])
}

function contentOf(parent: WireNode | undefined, tag: string): Uint8Array {
  const found = parent && child(parent, tag)
  if (!found) throw new Error(`no ${tag}`)
  return bytesOf(found)
}

function grantIn(upload: WireNode | undefined) {
  const outer = decodeProto(ADVSignedDeviceIdentityHMACSchema, contentOf(upload, 'device-identity'))
  const inner = decodeProto(ADVSignedDeviceIdentitySchema, outer.details)
  return decodeProto(ADVDeviceIdentitySchema, inner.details)
}

function indexesIn(parent: WireNode | undefined) {
  const list = decodeProto(ADVSignedKeyIndexListSchema, contentOf(parent, 'key-index-list'))
  return decodeProto(ADVKeyIndexListSchema, list.details)
}

/** Lets background work of the phones finish. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

beforeEach(async () => {
  line = new FakeLine()
  saved = []
  reports = []
  phones = await start()
})

describe('a phone that is set up anew', () => {
  it('has another identity, signs in with it and forgets its companions', async () => {
    const before = phones.list()[0]
    const identity = line.accounts.get(before?.number ?? '')?.identityKey ?? new Uint8Array()
    await phones.scan(undefined, qr)
    expect(phones.list()[0]?.devices).toHaveLength(1)
    const after = await phones.reregister(undefined)
    expect(after).toMatchObject({ id: before?.id, number: before?.number, devices: [] })
    const known = line.accounts.get(before?.number ?? '')?.identityKey ?? new Uint8Array()
    expect(toHex(known)).not.toBe(toHex(identity))
    const proof = line.signIns.at(-1)
    const covered = concatBytes(utf8Encode('sandbox phone sign-in'), proof?.challenge ?? known)
    expect(await xeddsaVerify(known, covered, proof?.signature ?? known)).toBe(true)
    expect(await phones.reregister('nobody')).toBeUndefined()
  })
})

describe('a new phone', () => {
  it('opens its account with a fictitious number, a LID and a picture', () => {
    const account = line.accounts.get(number())
    expect(number()).toMatch(/^1555\d{7}$/)
    expect(isJid(account?.lid ?? '')).toBe(true)
    expect(account?.lid).toMatch(/^1\d{14}@lid$/)
    expect(account?.picture).toEqual(phones.picture(undefined))
    expect(account?.name).toBe(phones.list()[0]?.name)
  })

  it('signs in with its account identity', async () => {
    const [signIn] = line.signIns
    const message = Buffer.concat([
      Buffer.from('sandbox phone sign-in'),
      signIn?.challenge ?? new Uint8Array(),
    ])
    const key = line.accounts.get(number())?.identityKey ?? new Uint8Array()
    expect(await xeddsaVerify(key, message, signIn?.signature ?? new Uint8Array())).toBe(true)
    expect(phones.list()[0]).toMatchObject({
      signedIn: true,
      tokenExpiresAtMs: line.nowMs + HOUR_MS,
    })
    expect(phones.accessToken(undefined)).toBe(`${number()}/1`)
  })

  it('shows no key and no token', () => {
    const state = saved.at(-1)?.people[0]
    const shown = JSON.stringify(phones.list())
    expect(state?.identity.privateKey).toHaveLength(44)
    expect(shown).not.toContain(state?.identity.privateKey)
    expect(shown).not.toContain(phones.accessToken(undefined))
  })

  it('is one of several people who share nothing', async () => {
    await Promise.all([phones.add(), phones.add({ name: 'Ada', platform: 'iphone' })])
    const people = saved.at(-1)?.people ?? []
    expect(phones.list()).toHaveLength(3)
    expect(phones.list()[2]).toMatchObject({ name: 'Ada', platform: 'iphone' })
    for (const field of ['id', 'number', 'lid', 'rawId'] as const) {
      expect(new Set(people.map((person) => person[field])).size).toBe(3)
    }
    expect(new Set(people.map((person) => person.identity.publicKey)).size).toBe(3)
    expect(
      new Set(phones.list().map(({ id }) => toHex(phones.picture(id) ?? new Uint8Array()))).size,
    ).toBe(3)
  })
})

describe('scan', () => {
  it('uploads what the code says, signed, and lists the device', async () => {
    const scanned = await phones.scan(undefined, qr)
    expect(scanned).toMatchObject({ ok: true, device: { device: 1, name: 'Chrome (Linux)' } })
    const [upload] = sent('pair-device')
    expect(upload && textOf(child(upload, 'ref') ?? upload)).toBe(linking.qr[0]?.ref)
    expect(toHex(contentOf(upload, 'pub-key'))).toBe(linking.identities.companionNoise.public)
    expect(upload && child(upload, 'key-index-list')?.attrs).toEqual({ ts: '1790000000' })
    expect(line.requests[0]?.iq.attrs).toMatchObject({
      to: 's.whatsapp.net',
      type: 'set',
      xmlns: 'md',
    })
    expect(line.requests[0]?.as).toEqual({ number: number(), token: `${number()}/1` })
    expect(phones.list()[0]?.devices).toHaveLength(1)
    const state = saved.at(-1)?.people[0]
    expect(grantIn(upload)).toMatchObject({
      rawId: state?.rawId,
      timestamp: 1790000000n,
      keyIndex: 1,
    })
  })

  it('lends the bench a seal made with the secret of the code', async () => {
    await phones.scan(undefined, qr)
    const [upload] = line.requests
    const outer = contentOf(upload && child(upload.iq, 'pair-device'), 'device-identity')
    const { details } = decodeProto(ADVSignedDeviceIdentityHMACSchema, outer)
    expect(upload?.bench?.seal(details)).toEqual(outer)
  })

  it('reads the bare form too', async () => {
    expect(await phones.scan(undefined, linking.qr[0]?.bare ?? '')).toMatchObject({ ok: true })
  })

  it.each([
    ['hello', 'not-a-code'],
    [qr.split(',').slice(0, 4).join(','), 'old-code'],
  ])('refuses a foreign text without asking the service', async (text, code) => {
    expect(await phones.scan(undefined, text)).toMatchObject({ ok: false, code })
    expect(line.requests).toEqual([])
    expect(saved.at(-1)?.people[0]?.lastKeyIndex).toBe(0)
  })

  it.each([
    ['404', 'unknown-pairing-ref', 'unknown-ref'],
    ['404', '', 'unknown-ref'],
    ['403', 'not-authorized', 'not-authorized'],
    ['403', 'foreign-token', 'foreign-token'],
    ['401', 'unknown-token', 'unknown-token'],
    ['401', 'expired-token', 'expired-token'],
    ['409', 'too-many-companions', 'too-many-companions'],
    ['406', 'companion-refused', 'companion-refused'],
    ['408', 'companion-timeout', 'companion-timeout'],
    ['400', 'invalid-pair-device', 'service-error'],
    ['500', '', 'service-error'],
  ])('names the service error %s %s', async (code, text, refusal) => {
    line.answers.push(error(code, text))
    const scanned = await phones.scan(undefined, qr, { token: 'any' })
    expect(scanned).toMatchObject({ ok: false, code: refusal })
    expect(phones.list()[0]?.devices).toEqual([])
  })

  it('calls a result without a companion address an error', async () => {
    line.answers.push(() => node('iq', { type: 'result' }, [node('device', { jid: 'nobody' })]))
    expect(await phones.scan(undefined, qr)).toMatchObject({ ok: false, code: 'service-error' })
  })

  it('says when there is no such phone', async () => {
    expect(await phones.scan('phone-9', qr)).toMatchObject({ ok: false, code: 'unknown-phone' })
  })

  it('never gives a key index twice, and stores it before it is used', async () => {
    line.answers.push((iq) => {
      expect(saved.at(-1)?.people[0]?.lastKeyIndex).toBe(1)
      return error('406', 'companion-refused')() ?? iq
    })
    await phones.scan(undefined, qr)
    await Promise.all([phones.scan(undefined, qr), phones.scan(undefined, qr)])
    await phones.unlink(undefined, 'all')
    await phones.scan(undefined, qr)
    phones = await start(saved.at(-1))
    await phones.scan(undefined, qr)
    expect(sent('pair-device').map((upload) => grantIn(upload).keyIndex)).toEqual([1, 2, 3, 4, 5])
    expect(sent('pair-device').map((upload) => indexesIn(upload).validIndexes)).toEqual([
      [0, 1],
      [0, 2],
      [0, 2, 3],
      [0, 4],
      [0, 4, 5],
    ])
  })

  it('does one link at a time', async () => {
    let release: (answer: WireNode) => void = () => undefined
    line.answers.push(() => new Promise((resolve) => (release = resolve)))
    const first = phones.scan(undefined, qr)
    const second = phones.scan(undefined, qr)
    await settle()
    expect(sent('pair-device')).toHaveLength(1)
    release(line.linked(number()))
    expect(await Promise.all([first, second])).toMatchObject([{ ok: true }, { ok: true }])
  })
})

describe('the access token', () => {
  it('is renewed when its time is over', async () => {
    line.nowMs += HOUR_MS
    await phones.scan(undefined, qr)
    expect(line.signIns).toHaveLength(2)
    expect(line.requests.map(({ as }) => as.token)).toEqual([`${number()}/2`])
  })

  it('is not renewed while it is good', async () => {
    line.nowMs += HOUR_MS - 60_000
    await phones.scan(undefined, qr)
    expect(line.signIns).toHaveLength(1)
  })

  it('is renewed once when the service says that it is over', async () => {
    line.answers.push(error('401', 'expired-token'))
    expect(await phones.scan(undefined, qr)).toMatchObject({ ok: true })
    expect(line.requests.map(({ as }) => as.token)).toEqual([`${number()}/1`, `${number()}/2`])
  })

  it('is not renewed for ever', async () => {
    line.answers.push(error('401', 'expired-token'), error('401', 'expired-token'))
    expect(await phones.scan(undefined, qr)).toMatchObject({ ok: false, code: 'expired-token' })
    expect(line.signIns).toHaveLength(2)
  })

  it('given by a test is used as it is', async () => {
    line.answers.push(error('401', 'unknown-token'))
    await phones.scan(undefined, qr, { token: 'stranger' })
    expect(line.requests.map(({ as }) => as.token)).toEqual(['stranger'])
    expect(line.signIns).toHaveLength(1)
  })
})

describe('linked devices', () => {
  beforeEach(async () => {
    await phones.scan(undefined, qr)
    await phones.scan(undefined, qr)
  })

  const devices = () => phones.list()[0]?.devices ?? []
  const jid = (device: number): Jid => makeJid(number(), 's.whatsapp.net', device)

  it('follow who is connected', () => {
    tell({ type: 'activity', device: jid(1), online: true, atMs: 5 })
    expect(devices()[0]).toMatchObject({ online: true, lastActiveMs: 5 })
    tell({ type: 'activity', device: jid(1), online: false, atMs: 9 })
    expect(devices()[0]).toMatchObject({ online: false, lastActiveMs: 9 })
    expect(devices()[1]).toMatchObject({ online: false, lastActiveMs: line.nowMs })
  })

  it('are removed by the phone, which then uploads the indexes that stay good', async () => {
    expect(await phones.unlink(undefined, 1)).toEqual({ ok: true })
    await settle()
    expect(sent('remove-companion-device').map(({ attrs }) => attrs)).toEqual([
      { jid: jid(1), reason: 'user_initiated' },
    ])
    expect(devices().map(({ device }) => device)).toEqual([2])
    const list = line.requests.at(-1)?.iq
    expect(indexesIn(list)).toMatchObject({ currentIndex: 2, validIndexes: [0, 2] })
  })

  it('are all removed at once', async () => {
    await phones.unlink(undefined, 'all')
    await settle()
    expect(sent('remove-companion-device').map(({ attrs }) => attrs)).toEqual([
      { all: 'true', reason: 'user_initiated' },
    ])
    expect(devices()).toEqual([])
    expect(indexesIn(line.requests.at(-1)?.iq).validIndexes).toEqual([0])
  })

  it('stay when the service refuses the removal', async () => {
    line.answers.push(error('500', ''))
    expect(await phones.unlink(undefined, 1)).toMatchObject({ ok: false, code: 'service-error' })
    expect(devices()).toHaveLength(2)
  })

  it('are known by number', async () => {
    expect(await phones.unlink(undefined, 7)).toMatchObject({ ok: false, code: 'unknown-device' })
    expect(await phones.unlink('phone-9', 1)).toMatchObject({ ok: false, code: 'unknown-phone' })
  })

  it('go when they log themselves out', async () => {
    tell(deviceList(makeJid(number(), 's.whatsapp.net'), jid(2)))
    await settle()
    expect(devices().map(({ device }) => device)).toEqual([2])
    expect(indexesIn(line.requests.at(-1)?.iq).validIndexes).toEqual([0, 2])
  })

  it('stay when the list still has them', async () => {
    const before = line.requests.length
    tell(deviceList(makeJid(number(), 's.whatsapp.net'), jid(1), jid(2)))
    await settle()
    expect(line.requests).toHaveLength(before)
  })

  it('survive a restart, offline', async () => {
    tell({ type: 'activity', device: jid(1), online: true, atMs: 5 })
    await settle()
    const before = phones.list()[0]
    phones = await start(saved.at(-1))
    expect(phones.list()[0]).toMatchObject({ id: before?.id, number: before?.number })
    expect(devices()).toEqual(before?.devices.map((device) => ({ ...device, online: false })))
  })

  it('report a key-index list that was refused', async () => {
    line.answers.push(result, error('400', 'bad-request'))
    await phones.unlink(undefined, 1)
    await settle()
    expect(reports).toEqual(['key-index list refused: service-error'])
  })
})

describe('the push name', () => {
  const jid = (): Jid => makeJid(number(), 's.whatsapp.net', 1)

  beforeEach(async () => {
    await phones.scan(undefined, qr)
  })

  it('goes to a companion when its pre-keys are there, once', async () => {
    expect(line.relayed).toEqual([])
    tell({ type: 'ready', device: jid() })
    await settle()
    tell({ type: 'ready', device: jid() })
    await settle()
    expect(line.relayed).toEqual([
      {
        to: jid(),
        stanza: node('notification', {
          type: 'account_sync',
          pushname: phones.list()[0]?.name ?? '',
        }),
      },
    ])
  })

  it('goes out again after a change', async () => {
    tell({ type: 'ready', device: jid() })
    await settle()
    expect(await phones.rename(undefined, 'Mira S.')).toMatchObject({ name: 'Mira S.' })
    expect(line.relayed.map(({ stanza }) => stanza.attrs['pushname'])).toEqual([
      'Mira Solheim',
      'Mira S.',
    ])
    expect(line.accounts.get(number())?.name).toBe('Mira S.')
  })

  it('is sent again to a companion that the service could not reach', async () => {
    line.relay = async () => {
      throw new PhoneLineError('unknown-device')
    }
    tell({ type: 'ready', device: jid() })
    await settle()
    expect(reports).toHaveLength(1)
    line.relay = FakeLine.prototype.relay.bind(line)
    tell({ type: 'ready', device: jid() })
    await settle()
    expect(line.relayed).toHaveLength(1)
  })
})

it('tells listeners about each change', async () => {
  const seen: number[] = []
  const stop = phones.onChange(() => seen.push(phones.list()[0]?.devices.length ?? -1))
  await phones.scan(undefined, qr)
  await phones.unlink(undefined, 1)
  stop()
  await phones.scan(undefined, qr)
  expect(seen).toContain(1)
  expect(seen.at(-1)).toBe(0)
})

it('keeps keys as base64 of 32 bytes', () => {
  const identity = saved.at(-1)?.people[0]?.identity
  const registered = line.accounts.get(number())?.identityKey ?? fromHex('')
  expect(identity?.publicKey).toBe(toBase64(registered))
})
