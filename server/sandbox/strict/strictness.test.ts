import { beforeEach, describe, expect, it } from 'vitest'
import { concatBytes } from '../../../web/crypto/bytes.ts'
import { encodeNode } from '../../../web/wire/node/encode.ts'
import { child, node, type WireNode } from '../../../web/wire/node/node.ts'
import { type ManualClock, manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { parseFault } from '../faults/parseFault.ts'
import { openService, type SandboxService } from '../service.ts'
import type { RawClient } from '../testing/rawClient.ts'
import { makeDevice, type RawDevice } from '../testing/rawDevice.ts'
import { linkDevice, logIn, preKeySignature, showCodes } from '../testing/rawLink.ts'
import { makePhone, type RawPhone } from '../testing/rawPhone.ts'
import { memoryKeeper } from '../world.ts'
import type { Strictness } from './ledger.ts'

const randomBytes = seededRandom(11)
const S = 's.whatsapp.net'
let clock: ManualClock
let service: SandboxService
let phone: RawPhone
let device: RawDevice
let ids = 0

beforeEach(async () => {
  clock = manualClock()
  service = await openService({ clock, randomBytes, keeper: memoryKeeper() })
  phone = await makePhone(service, randomBytes)
  device = await makeDevice(randomBytes)
  await linkDevice(service, phone, device, randomBytes)
})

async function companion(mode: Strictness = 'strict'): Promise<RawClient> {
  const client = await logIn(service, phone, device, randomBytes, { mode })
  await client.next('success')
  return client
}

type Attrs = Record<string, string>

function iq(type: string, xmlns: string, content: WireNode[] = [], extra: Attrs = {}): WireNode {
  const attrs = { id: `q${++ids}`, to: S, type, xmlns, ...extra }
  return content.length === 0 ? node('iq', attrs) : node('iq', attrs, content)
}

/** The same stanza with one attribute taken out. */
function without(stanza: WireNode, name: string): WireNode {
  const attrs = Object.fromEntries(Object.entries(stanza.attrs).filter(([key]) => key !== name))
  return { ...stanza, attrs }
}

interface Case {
  readonly name: string
  readonly stanza: WireNode | Uint8Array
  readonly rule: string
  /** Code of the error answer; undefined for what has no answer form. */
  readonly code: string | undefined
}

const ping = () => iq('get', 'w:p')
const picture = (attrs: Attrs) =>
  iq('get', 'w:profile:picture', [node('picture', attrs)], { target: '15550001111@s.whatsapp.net' })
const clean = (attrs: Attrs) => iq('set', 'urn:xmpp:whatsapp:dirty', [node('clean', attrs)])

/** Thirty ways to say something that the reference does not name. */
const DEVIATIONS: readonly Case[] = [
  {
    name: 'a foreign attribute on a ping',
    stanza: iq('get', 'w:p', [], { smax_id: '1' }),
    rule: 'foreign-attribute',
    code: '400',
  },
  {
    name: 'a child in a ping',
    stanza: iq('get', 'w:p', [node('ping')]),
    rule: 'foreign-child',
    code: '400',
  },
  {
    name: 'text in a ping',
    stanza: { ...ping(), content: Uint8Array.of(1) },
    rule: 'foreign-content',
    code: '400',
  },
  {
    name: 'a ping without to',
    stanza: without(ping(), 'to'),
    rule: 'missing-attribute',
    code: '400',
  },
  {
    name: 'a ping to somebody else',
    stanza: iq('get', 'w:p', [], { to: 'g.us' }),
    rule: 'bad-attribute',
    code: '400',
  },
  {
    name: 'an IQ without id',
    stanza: without(ping(), 'id'),
    rule: 'missing-attribute',
    code: '400',
  },
  {
    name: 'an IQ of an unknown type',
    stanza: iq('query', 'w:p'),
    rule: 'bad-iq-type',
    code: undefined,
  },
  {
    name: 'an unknown namespace, get',
    stanza: iq('get', 'w:imaginary', [node('x')]),
    rule: 'unnamed-request',
    code: '501',
  },
  {
    name: 'an unknown namespace, set',
    stanza: iq('set', 'w:imaginary', [node('x')]),
    rule: 'unnamed-request',
    code: '501',
  },
  {
    name: 'an unknown request in a known namespace',
    stanza: iq('set', 'passive', [node('drowsy')]),
    rule: 'unnamed-request',
    code: '501',
  },
  {
    name: 'a known request that asks for nothing',
    stanza: iq('get', 'encrypt'),
    rule: 'unnamed-request',
    code: '400',
  },
  {
    name: 'the right request with the wrong type',
    stanza: iq('get', 'passive', [node('active')]),
    rule: 'unnamed-request',
    code: '501',
  },
  {
    name: 'an attribute on active',
    stanza: iq('set', 'passive', [node('active', { fast: 'true' })]),
    rule: 'foreign-attribute',
    code: '400',
  },
  {
    name: 'active twice',
    stanza: iq('set', 'passive', [node('active'), node('active')]),
    rule: 'too-many-children',
    code: '400',
  },
  {
    name: 'a count that says how many',
    stanza: iq('get', 'encrypt', [node('count', { value: '3' })]),
    rule: 'foreign-attribute',
    code: '400',
  },
  {
    name: 'a digest with content',
    stanza: iq('get', 'encrypt', [node('digest', {}, 'x')]),
    rule: 'foreign-content',
    code: '400',
  },
  {
    name: 'two requests in one',
    stanza: iq('get', 'encrypt', [node('count'), node('digest')]),
    rule: 'foreign-child',
    code: '400',
  },
  {
    name: 'a rotation without key',
    stanza: iq('set', 'encrypt', [node('rotate')]),
    rule: 'missing-child',
    code: '400',
  },
  {
    name: 'a clean without timestamp',
    stanza: clean({ type: 'groups' }),
    rule: 'missing-attribute',
    code: '400',
  },
  {
    name: 'a clean of an unknown domain',
    stanza: clean({ type: 'weather', timestamp: '1' }),
    rule: 'bad-attribute',
    code: '400',
  },
  {
    name: 'a picture of an unknown size',
    stanza: picture({ type: 'huge', query: 'url' }),
    rule: 'bad-attribute',
    code: '400',
  },
  {
    name: 'a picture without query',
    stanza: picture({ type: 'image' }),
    rule: 'missing-attribute',
    code: '400',
  },
  {
    name: 'unlinking somebody else',
    stanza: iq('set', 'md', [
      node('remove-companion-device', {
        jid: '15550001111:2@s.whatsapp.net',
        reason: 'user_initiated',
      }),
    ]),
    rule: 'foreign-device',
    code: '403',
  },
  { name: 'an unknown stanza', stanza: node('telegram'), rule: 'unnamed-stanza', code: undefined },
  {
    name: "a message to nobody's device",
    stanza: node('message', { id: 'm1', to: '15550002222@s.whatsapp.net', type: 'text' }),
    rule: 'missing-child',
    code: '479',
  },
  {
    name: 'presence without a name',
    stanza: node('presence', { type: 'available' }),
    rule: 'missing-attribute',
    code: undefined,
  },
  {
    name: 'presence of an unknown type',
    stanza: node('presence', { type: 'away', name: 'Ada' }),
    rule: 'bad-attribute',
    code: undefined,
  },
  {
    name: 'a session id that is no number',
    stanza: node('ib', {}, [node('unified_session', { id: 'abc' })]),
    rule: 'bad-attribute',
    code: undefined,
  },
  {
    name: 'an unknown ib',
    stanza: node('ib', {}, [node('unheard')]),
    rule: 'foreign-child',
    code: undefined,
  },
  {
    name: 'an ack that nobody waits for',
    stanza: node('ack', { class: 'notification', id: 'n1', to: S }),
    rule: 'unasked-answer',
    code: undefined,
  },
  {
    name: 'a result that nobody waits for',
    stanza: node('iq', { type: 'result', id: 'zz', to: S }),
    rule: 'unasked-answer',
    code: undefined,
  },
  {
    name: 'a receipt for nothing',
    stanza: node('receipt', { id: 'r1', to: S }),
    rule: 'unasked-answer',
    code: undefined,
  },
  {
    name: 'a flag byte other than 0',
    stanza: concatBytes(
      Uint8Array.of(1),
      encodeNode(node('presence', { type: 'available', name: 'Ada' })).slice(1),
    ),
    rule: 'bad-flag',
    code: undefined,
  },
]

describe('a strict connection', () => {
  it('books a failure for each of thirty and more deviations, and answers as the reference says', async () => {
    expect(DEVIATIONS.length).toBeGreaterThanOrEqual(30)
    const client = await companion()
    expect(service.ledger.failures).toEqual([])
    for (const { name, stanza, rule, code } of DEVIATIONS) {
      const before = service.ledger.failures.length
      const received = client.received.length
      if (stanza instanceof Uint8Array) client.sendPlain(stanza)
      else client.send(stanza)
      await settle()
      const booked = service.ledger.failures.slice(before)
      expect(
        booked.map((failure) => failure.rule),
        name,
      ).toContain(rule)
      const answers = client.received.slice(received)
      expect(answers.map(errorCode), name).toEqual(code === undefined ? [] : [code])
    }
    expect(service.ledger.failures.length).toBeGreaterThanOrEqual(DEVIATIONS.length)
    expect(service.ledger.reported).toEqual([])
    expect(client.isOpen()).toBe(true)
  })

  it('books a repeated id', async () => {
    const client = await companion()
    const stanza = ping()
    client.send(stanza)
    client.send(stanza)
    await settle()
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['repeated-id'])
  })

  it('ends on a stanza that cannot be decoded', async () => {
    const client = await companion()
    client.sendPlain(Uint8Array.of(0, 0xf8))
    const error = await client.next('stream:error')
    expect(child(error, 'xml-not-well-formed')).toBeDefined()
    expect(await client.ended).toBe('close')
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['node-truncated'])
  })

  it('is dropped when a frame does not decrypt', async () => {
    const client = await companion()
    client.sendRaw(Uint8Array.of(0, 0, 16, ...new Uint8Array(16)))
    expect(await client.ended).toBe('drop')
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['stream-bad-tag'])
  })

  it('lets an unlinked client ask for nothing but a ping', async () => {
    const unlinked = await makeDevice(randomBytes)
    const { client } = await showCodes(service, unlinked, randomBytes)
    client.send(ping())
    expect((await client.next((s) => s.attrs['type'] === 'result')).tag).toBe('iq')
    client.send(iq('get', 'encrypt', [node('count')]))
    const refused = await client.next((s) => s.attrs['type'] === 'error')
    expect(child(refused, 'error')?.attrs['code']).toBe('403')
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['not-linked-yet'])
  })
})

describe('a connection declared report', () => {
  it('is listed apart, and answered leniently', async () => {
    const client = await companion('report')
    client.send(iq('set', 'w:imaginary', [node('x')]))
    expect((await client.next((s) => s.tag === 'iq')).attrs['type']).toBe('result')
    client.send(iq('get', 'w:imaginary', [node('x')]))
    expect(errorCode(await client.next((s) => s.tag === 'iq'))).toBe('501')
    client.send(iq('get', 'w:p', [node('ping')]))
    expect((await client.next((s) => s.tag === 'iq')).attrs['type']).toBe('result')
    client.send(clean({ type: 'groups' }))
    expect(errorCode(await client.next((s) => s.tag === 'iq'))).toBe('400')
    expect(service.ledger.failures).toEqual([])
    expect(service.ledger.reported.map(({ rule }) => rule)).toEqual([
      'unnamed-request',
      'unnamed-request',
      'foreign-child',
      'missing-attribute',
    ])
  })
})

describe('named requests', () => {
  it('get the results that the reference gives, without a failure', async () => {
    const client = await companion()
    const ask = async (stanza: WireNode): Promise<WireNode> => {
      client.send(stanza)
      return client.next((s) => s.attrs['id'] === stanza.attrs['id'])
    }
    expect((await ask(ping())).attrs).toMatchObject({ type: 'result', from: S })
    expect((await ask(iq('set', 'passive', [node('passive')]))).attrs['type']).toBe('result')
    expect((await ask(iq('set', 'passive', [node('active')]))).attrs['type']).toBe('result')
    expect(child(await client.next('ib'), 'edge_routing')).toBeDefined()
    await client.next((s) => child(s, 'offline_preview') !== undefined)
    await client.next((s) => child(s, 'offline')?.attrs['count'] === '0')
    service.fault(parseFault({ kind: 'push', stanza: 'dirty', type: 'groups' }))
    const ib = await client.next((s) => child(s, 'dirty') !== undefined)
    const dirty = { ...child(ib, 'dirty')?.attrs }
    expect((await ask(clean(dirty))).attrs['type']).toBe('result')

    const count = async () =>
      child(await ask(iq('get', 'encrypt', [node('count')])), 'count')?.attrs['value']
    expect(await count()).toBe('0')
    const digest = () => ask(iq('get', 'encrypt', [node('digest')]))
    expect(errorCode(await digest())).toBe('404')
    expect((await ask(upload(1))).attrs['type']).toBe('result')
    expect(await count()).toBe('812')
    expect(child(await digest(), 'digest')).toBeDefined()
    expect(phone.events).toContainEqual({ type: 'ready', device: '15550001111:1@s.whatsapp.net' })

    const shown = await ask(picture({ type: 'image', query: 'url' }))
    const url = child(shown, 'picture')?.attrs['url'] ?? ''
    expect(url).toMatch(/^https:\/\/pps\.whatsapp\.net\/v\/[\w-]{24}\.jpg$/)
    expect(service.picture(new URL(url).pathname)?.[0]).toBe(0xff)
    const known = child(shown, 'picture')?.attrs['id'] ?? ''
    const same = await ask(picture({ type: 'image', query: 'url', id: known }))
    expect(child(same, 'picture')?.attrs).toEqual({ status: '304' })

    const bundle = await ask(
      iq('get', 'encrypt', [
        node('key', {}, [node('user', { jid: '15550001111:1@s.whatsapp.net' })]),
      ]),
    )
    expect(child(child(bundle, 'list') ?? bundle, 'user')?.attrs['jid']).toBeDefined()
    expect(await count()).toBe('811')
    expect(service.ledger.failures).toEqual([])
  })

  it.each<[string, WrongUpload, string, string]>([
    ['an id of zero', { first: 0 }, 'pre-key-id-zero', '406'],
    ['an id twice', { twice: true }, 'pre-key-id-twice', '406'],
    ['another identity', { identity: true }, 'identity-changed', '409'],
    ['another registration id', { registration: true }, 'registration-id-changed', '409'],
    ['a wrong signature', { signature: true }, 'signed-pre-key-signature', '406'],
  ])('an upload with %s is refused', async (_, wrong, rule, code) => {
    const client = await companion()
    const stanza = upload(wrong.first ?? 1, wrong)
    client.send(stanza)
    const answer = await client.next((s) => s.attrs['id'] === stanza.attrs['id'])
    expect(errorCode(answer)).toBe(code)
    expect(service.ledger.failures.map((failure) => failure.rule)).toEqual([rule])
  })

  it('takes the same upload again, but no other key under a used id', async () => {
    const client = await companion()
    const first = upload(1)
    for (const stanza of [first, { ...first, attrs: { ...first.attrs, id: 'again' } }]) {
      client.send(stanza)
      const answer = await client.next((s) => s.attrs['id'] === stanza.attrs['id'])
      expect(answer.attrs['type']).toBe('result')
    }
    const other = upload(500)
    client.send(other)
    expect(errorCode(await client.next((s) => s.attrs['id'] === other.attrs['id']))).toBe('406')
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['pre-key-id-reused'])
  })
})

interface WrongUpload {
  readonly first?: number
  readonly twice?: boolean
  readonly identity?: boolean
  readonly registration?: boolean
  readonly signature?: boolean
}

function upload(first: number, wrong: WrongUpload = {}): WireNode {
  // Any 32 bytes are a public key; making real pairs would only take time.
  const keys = Array.from({ length: 812 }, (_, at) => {
    const id = first + (wrong.twice === true && at === 9 ? 8 : at)
    const bytes = Uint8Array.of(id >>> 16, (id >>> 8) & 255, id & 255)
    return node('key', {}, [node('id', {}, bytes), node('value', {}, randomBytes(32))])
  })
  const identity = wrong.identity === true ? randomBytes(32) : device.identity.publicKey
  const signature = preKeySignature(device, randomBytes)
  return iq('set', 'encrypt', [
    node('registration', {}, Uint8Array.of(0, 0, 0x12, wrong.registration === true ? 1 : 0x34)),
    node('type', {}, Uint8Array.of(5)),
    node('identity', {}, identity),
    node('list', {}, keys),
    node('skey', {}, [
      node('id', {}, Uint8Array.of(0, 0, 1)),
      node('value', {}, device.signedPreKey.publicKey),
      node('signature', {}, wrong.signature === true ? randomBytes(64) : signature),
    ]),
  ])
}

function errorCode(stanza: WireNode): string | undefined {
  return stanza.tag === 'ack' ? stanza.attrs['error'] : child(stanza, 'error')?.attrs['code']
}
